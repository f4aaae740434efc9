"""What OpenStreetMap's tags say to a driver: which ways are roads, which way they run, how fast. Pure.

Source: OpenStreetMap wiki, pages Key:highway, Key:oneway, Key:access and Key:maxspeed.
"""

import re
from collections.abc import Mapping

from routing.kinds import RoadClass

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
REFUSED_SERVICE = {"parking_aisle", "drive-through"}  # car parks; entrances and driveways stay: patients live there
REFUSED_ACCESS = {"no", "private", "agricultural", "forestry"}
BOTH, FORWARD, BACKWARD = (True, True), (True, False), (False, True)
_ONEWAY = {"yes": FORWARD, "true": FORWARD, "1": FORWARD, "-1": BACKWARD, "reverse": BACKWARD, "no": BOTH, "0": BOTH}
_SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?")


def road_class(tags: Mapping[str, str]) -> RoadClass | None:
    """The class of a road an ambulance may drive on any day; None for everything else.

    `emergency=yes` opens what is closed to others.
    """
    found = CLASSES.get(tags.get("highway", ""))
    if found is None or tags.get("area") == "yes" or tags.get("service") in REFUSED_SERVICE:
        return None
    if tags.get("emergency") in {"yes", "designated"}:
        return found
    closest = next((tags[key] for key in ("motor_vehicle", "vehicle", "access") if key in tags), "yes")
    return None if closest in REFUSED_ACCESS else found


def directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether a road may be driven as drawn, and against. Motorways and roundabouts run one way unless told not to."""
    told = _ONEWAY.get(tags.get("oneway", ""))
    if told is not None:
        return told
    implied = tags.get("highway") == "motorway" or tags.get("junction") in {"roundabout", "circular"}
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
