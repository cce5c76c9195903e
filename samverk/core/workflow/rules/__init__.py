"""Pure rules of the process engine: no Django, no clock, no I/O."""
