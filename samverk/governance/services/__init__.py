"""Acts of the collaboration's governance, one file per aggregate."""
