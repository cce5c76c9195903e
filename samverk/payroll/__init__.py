"""Lønn: pay runs, tax, a-melding and pay slips."""
