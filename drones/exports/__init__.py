"""A sortie for other systems: ground stations, maps, traffic management, remote identification. Pure.

None of these forms tells which incident it is, or for whom the kit is.
"""
