"""Pure rules of HR: no Django, no clock, no input or output."""
