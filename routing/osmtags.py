"""What OpenStreetMap's tags say to a driver: which ways are roads, who may use them, which way, how fast. Pure.

Source: OpenStreetMap wiki, pages Key:highway, Key:oneway, Key:access, Key:emergency, Key:bus and Key:maxspeed.
"""

import re
from collections.abc import Mapping

from routing.kinds import Access, RoadClass

ATTRIBUTION = "© OpenStreetMap contributors"
LICENCE = "ODbL-1.0"
MILE_KM = 1.609344  # international mile

CLASSES: Mapping[str, RoadClass] = {
    "motorway": RoadClass.MOTORWAY,
    "trunk": RoadClass.TRUNK,
    "primary": RoadClass.PRIMARY,
    "secondary": RoadClass.SECONDARY,
    "tertiary": RoadClass.TERTIARY,
    "motorway_link": RoadClass.RAMP,
    "trunk_link": RoadClass.RAMP,
    "primary_link": RoadClass.RAMP,
    "secondary_link": RoadClass.RAMP,
    "tertiary_link": RoadClass.RAMP,
    "unclassified": RoadClass.UNCLASSIFIED,
    "road": RoadClass.UNCLASSIFIED,
    "residential": RoadClass.RESIDENTIAL,
    "living_street": RoadClass.SERVICE,
    "service": RoadClass.SERVICE,
}
# No car drives here; a bus or an ambulance does where the tags open it.
CLOSED_CLASSES: Mapping[str, RoadClass] = {
    "busway": RoadClass.UNCLASSIFIED,
    "pedestrian": RoadClass.SERVICE,
    "track": RoadClass.SERVICE,
}
REFUSED_SERVICE = {"parking_aisle", "drive-through"}  # car parks; entrances and driveways stay: patients live there
REFUSED_ACCESS = {"no", "private", "agricultural", "forestry"}
CAR_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")  # the most particular counts
OPEN = {"yes", "designated", "official", "permissive"}
ROUND = {"roundabout", "circular"}
# Where a lone ambulance meets oncoming cars at low speed. Above, a one-way road is half of a divided one.
CONTRAFLOW_CLASSES = {RoadClass.TERTIARY, RoadClass.UNCLASSIFIED, RoadClass.RESIDENTIAL, RoadClass.SERVICE}
BOTH, FORWARD, BACKWARD, NEITHER = (True, True), (True, False), (False, True), (False, False)
_ONEWAY = {"yes": FORWARD, "true": FORWARD, "True": FORWARD, "1": FORWARD, "-1": BACKWARD, "reverse": BACKWARD,
           "no": BOTH, "False": BOTH, "0": BOTH, "reversible": NEITHER}  # fmt: skip
_SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?")


def road_class(tags: Mapping[str, str]) -> RoadClass | None:
    """The class of a road an ambulance may drive on any day, by `access`; None for everything else."""
    return _class(tags) if access(tags) is not None else None


def access(tags: Mapping[str, str]) -> Access | None:
    """Who may drive a road; None where no ambulance does. `emergency=yes` opens what is closed to others."""
    if _class(tags) is None or tags.get("area") == "yes" or tags.get("service") in REFUSED_SERVICE:
        return None
    closest = next((tags[key] for key in CAR_KEYS if key in tags), "yes")
    emergency = tags.get("emergency") in OPEN or "emergency" in (closest, tags.get("access"))
    if tags.get("highway") in CLASSES and closest not in REFUSED_ACCESS | {"emergency"}:
        reserved = tags.get("service") == "emergency_access" and closest not in OPEN - {"yes"}
        return Access.EMERGENCY if reserved else Access.ANYBODY
    if emergency:
        return Access.EMERGENCY
    return Access.BUS if _for_buses(tags) and tags.get("emergency") != "no" else None


def accesses(tags: Mapping[str, str], *, contraflow: bool) -> tuple[Access | None, Access | None]:
    """Who may drive a road as drawn, and against; None where nobody does.

    With `contraflow` the other direction of a minor one-way street is told as CONTRAFLOW.
    """
    usual = access(tags)
    forward, backward = directions(tags)
    if (forward and backward) or usual is None:
        return usual, usual
    if not (forward or backward):
        return None, None
    against = against_one_way(tags, contraflow=contraflow)
    return (usual, against) if forward else (against, usual)


def against_one_way(tags: Mapping[str, str], *, contraflow: bool) -> Access | None:
    """Who may drive a one-way road against its direction."""
    if tags.get("oneway:emergency") == "no":
        return Access.EMERGENCY
    opposite = any(tags.get(key) == "opposite_lane" for key in ("busway", "busway:left", "busway:right"))
    if opposite or "no" in (tags.get("oneway:bus"), tags.get("oneway:psv")):
        return Access.BUS
    minor = _class(tags) in CONTRAFLOW_CLASSES and tags.get("dual_carriageway") != "yes"
    sensible = minor and tags.get("junction") not in ROUND and access(tags) is Access.ANYBODY
    return Access.CONTRAFLOW if contraflow and sensible else None


def directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether a road may be driven as drawn, and against. Motorways and roundabouts run one way unless told not to.

    Neither where the direction changes with the hour: nobody here knows the hour's.
    """
    told = _ONEWAY.get(tags.get("oneway", ""))
    if told is not None:
        return told
    implied = tags.get("highway") == "motorway" or tags.get("junction") in ROUND
    return FORWARD if implied else BOTH


def maxspeed_kmh(text: str | None) -> float | None:
    """A posted speed such as `50`, `30 mph` or `50;30` (the lowest counts); None for `none`, `signals`, `DE:urban`."""
    found = []
    for part in (text or "").replace("|", ";").split(";"):
        match = _SPEED.fullmatch(part.strip())
        if match is not None and float(match[1]) > 0:
            found.append(float(match[1]) * (MILE_KM if match[2] == "mph" else 1.0))
    return min(found, default=None)


def street_name(tags: Mapping[str, str]) -> str | None:
    """The name, or the road's number where it has none."""
    return tags.get("name") or tags.get("ref") or None


def english_name(tags: Mapping[str, str]) -> str | None:
    """The name in English, where somebody has written one."""
    return tags.get("name:en") or None


def _class(tags: Mapping[str, str]) -> RoadClass | None:
    highway = tags.get("highway", "")
    return CLASSES.get(highway, CLOSED_CLASSES.get(highway))


def _for_buses(tags: Mapping[str, str]) -> bool:
    opened = any(tags.get(key) in OPEN for key in ("bus", "psv"))
    return opened or tags.get("highway") == "busway"
