"""Finance: the ledger, its periods and projects, payments, and the trial balance."""
