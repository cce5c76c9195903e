"""Acts of payroll: one function, one transaction, one audit line."""
