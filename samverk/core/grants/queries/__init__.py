"""Reads: who holds what and why, what waits for an answer, what is due, who stands in for whom."""
