"""Pure rules of the collaboration's governance."""
