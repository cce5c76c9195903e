"""Reads of the archive; the actor is the first argument, the database decides what is seen."""
