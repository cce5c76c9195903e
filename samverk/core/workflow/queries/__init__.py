"""Reads of the engine; the actor is the first argument."""
