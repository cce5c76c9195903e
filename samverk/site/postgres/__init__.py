"""The database server: an embedded PostgreSQL 18, or the one that DATABASE_URL names."""
