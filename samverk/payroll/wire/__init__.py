"""Formats payroll sends and receives."""
