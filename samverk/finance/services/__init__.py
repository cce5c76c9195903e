"""Acts of finance, one file per aggregate."""
