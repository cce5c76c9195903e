"""Tamper evidence: rows that must never change are sealed into chained Merkle blocks."""
