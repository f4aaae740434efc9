"""Registered people on the web: their own page, what desk, crews and hospitals read, and the supervisors' report."""
