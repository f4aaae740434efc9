"""The human channels' faces: the provider's reports, and what the desk does with a line."""
