"""Samstyring: UDIR-BOTT's mandates, projects, computed lights and measured benefits."""
