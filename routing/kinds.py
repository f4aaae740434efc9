"""What a road is for and who may use it. The values are stored: never renumber them."""

from enum import IntEnum


class RoadClass(IntEnum):
    """What a road is for, most important first."""

    MOTORWAY = 0
    TRUNK = 1
    PRIMARY = 2
    SECONDARY = 3
    TERTIARY = 4
    RAMP = 5
    UNCLASSIFIED = 6
    RESIDENTIAL = 7
    SERVICE = 8


class Access(IntEnum):
    """Who may drive an edge. All but ANYBODY are open to blue light only, as far as the speed policy says so."""

    ANYBODY = 0
    EMERGENCY = 1  # closed to others, `emergency=yes`
    BUS = 2  # a lane or street for buses
    CONTRAFLOW = 3  # against a one-way street
