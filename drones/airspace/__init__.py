"""Zones of the air: what they are, when they are closed, how they are read from others. No storage in here."""
