"""Pages of the collaboration."""
