"""Pages under /arkiv/."""
