"""One view, one call."""
