"""Acts of the archive, one file per aggregate."""
