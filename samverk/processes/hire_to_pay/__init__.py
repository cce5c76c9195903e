"""From need to first pay: one hire, entered once."""
