"""Cases: case work on top of the archive – who answers for it, what happened, what comes next."""
