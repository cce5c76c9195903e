"""Tenants: four universities and the collaboration itself, kept apart by the database."""
