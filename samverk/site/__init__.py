"""Composition root: settings, urls, sign-in, start page, inbox, search and operations."""
