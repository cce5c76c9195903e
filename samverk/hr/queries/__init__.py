"""Reads of HR; the actor is the first argument."""
