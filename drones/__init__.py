"""Drones: whether a kit can be flown, by which drone, and what becomes of the order. Knows no other specialist."""
