"""Acts of HR; one file per aggregate."""
