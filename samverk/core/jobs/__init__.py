"""Long work done outside the page: ordered as a row, done by the worker, followed by people."""
