"""Remote orders: the states, the path of one, and what speaks for a second look. Pure."""
