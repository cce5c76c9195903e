"""Acts of the engine: one act, one transaction, one audit line and its events."""
