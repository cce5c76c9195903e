"""Pages of the flows."""
