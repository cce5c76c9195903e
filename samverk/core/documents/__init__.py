"""Documents: content-addressed files, format identification, upload limits, PDF/A by Typst."""
