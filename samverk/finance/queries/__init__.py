"""Reads of finance; the actor is the first argument."""
