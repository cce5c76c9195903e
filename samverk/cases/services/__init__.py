"""Acts of case work."""
