"""Views of payroll."""
