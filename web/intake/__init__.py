"""Messages of machines as they come in, and the list of those that wait for a person."""
