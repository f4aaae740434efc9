"""The patient's record: JSON and its own page."""
