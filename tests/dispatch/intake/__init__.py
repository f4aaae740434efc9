"""Messages of machines, read."""
