"""Pages under /folk/."""
