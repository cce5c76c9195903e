"""Reads of cases; the actor is the first argument, the database decides what is seen."""
