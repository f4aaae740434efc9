"""The mission as a QGroundControl plan file (`.plan`), version 1. Latitude first, and home is not among the items."""

from collections.abc import Sequence
from typing import Any

from chassis.geo import LatLon
from drones.missionplan import FlightPlan, Frame, MissionItem

ARDUPILOT, MULTICOPTER = 3, 2
ALTITUDE_MODE = {Frame.RELATIVE: 1, Frame.AMSL: 2}
RELATIVE = 1


def plan_file(plan: FlightPlan, *, cruise_mps: float) -> dict[str, Any]:
    """The document; numbers are degrees, metres and metres a second.

    Raises ValueError for a plan whose home nobody knows the height of: the form wants it in metres above the sea.
    """
    if plan.home_amsl_m is None:
        raise ValueError("a plan file tells how high home lies")
    return {
        "fileType": "Plan",
        "version": 1,
        "groundStation": "QGroundControl",
        "mission": {
            "version": 2,
            "firmwareType": ARDUPILOT,
            "vehicleType": MULTICOPTER,
            "cruiseSpeed": cruise_mps,
            "hoverSpeed": cruise_mps,
            "globalPlanAltitudeMode": RELATIVE,
            "plannedHomePosition": [plan.home.lat, plan.home.lon, plan.home_amsl_m],
            "items": [_item(item, number) for number, item in enumerate(plan.items[1:], start=1)],
        },
        "geoFence": {
            "version": 2,
            "circles": [],
            "polygons": [
                _fence(plan.inclusion, inside=True),
                *(_fence(ring, inside=False) for ring in plan.exclusions),
            ],
        },
        "rallyPoints": {"version": 2, "points": [[place.lat, place.lon, up_m] for place, up_m in plan.rally]},
    }


def _item(item: MissionItem, number: int) -> dict[str, Any]:
    """One item; an unset parameter is null, and what has no place stands at zero."""
    where = (item.place.lat, item.place.lon) if item.place is not None else (0.0, 0.0)
    return {
        "type": "SimpleItem",
        "command": int(item.command),
        "frame": int(item.frame),
        "params": [*item.params, *where, item.altitude_m],
        "autoContinue": True,
        "doJumpId": number,
        "Altitude": item.altitude_m,
        "AltitudeMode": ALTITUDE_MODE.get(Frame(item.frame), RELATIVE),
        "AMSLAltAboveTerrain": None,
    }


def _fence(ring: Sequence[LatLon], *, inside: bool) -> dict[str, Any]:
    return {"version": 1, "inclusion": inside, "polygon": [[place.lat, place.lon] for place in ring]}
