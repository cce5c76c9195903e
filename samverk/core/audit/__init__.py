"""Audit: what changed, by whom, in the same transaction – and who read what about whom."""
