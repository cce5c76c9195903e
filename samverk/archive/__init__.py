"""Archive: the Noark 5 core. Every record is kept, numbered without gaps, and frozen in time."""
