"""Hospitals: who can take which patient how soon, and their answers."""
