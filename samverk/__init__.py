"""Samverk: one open administrative platform for universities."""
