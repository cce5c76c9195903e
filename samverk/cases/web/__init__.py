"""Pages under /saker/."""
