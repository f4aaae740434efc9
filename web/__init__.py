"""The web: the only package that knows Flask. JSON under /api/v1, pages per audience."""
