"""Reads; the actor is the first argument and row-level security decides what is seen."""
