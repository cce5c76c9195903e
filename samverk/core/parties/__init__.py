"""Parties: one row for a person or organisation, used by every module."""
