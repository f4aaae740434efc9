"""What of a source does not become part of the network, and why."""

from enum import StrEnum


class Loss(StrEnum):
    """The counts of `ImportReport.dropped`."""

    NOT_A_ROAD = "not_a_road"  # buildings, footways, car parks, roads closed to everybody
    MISSING_NODE = "missing_node"  # a point that the file names and does not hold
    LOOP = "loop"  # from a junction to itself
    NO_LENGTH = "no_length"
    UNKNOWN_DIRECTION = "unknown_direction"  # it changes with the hour
    OUTSIDE_LARGEST_PART = "outside_largest_part"  # no way leads there and back
    CUT_OFF_BY_RESTRICTIONS = "cut_off_by_restrictions"  # no permitted turn leads there and back
