"""National figures and code lists that payroll runs on, each with its source."""
