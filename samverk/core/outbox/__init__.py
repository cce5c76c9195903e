"""Outbox: events written with the act that caused them, delivered at least once, in order."""
