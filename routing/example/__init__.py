"""Example roads for Sejong and its neighbours, drawn by rule: they look like a city and its region and are not real.

Where the towns, rivers, motorways and main roads lie follows the map roughly; every street, bend, bridge, signal and
name is invented. They make the real hospitals reachable at plausible distances until real roads are imported.
"""

from routing.example.drawing import generate, river_outlines

__all__ = ["generate", "river_outlines"]
