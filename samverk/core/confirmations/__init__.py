"""Confirmations: a tenant's own figures, and the two people who vouch for an unseen one."""
