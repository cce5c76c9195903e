"""Views: one request, one call, one page."""
