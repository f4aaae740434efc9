"""The operational intent of a sortie after ASTM F3548-21: what a traffic management service is told of it.

Every leg and every column over station and target is a volume in space and time. Heights there are above the WGS 84
ellipsoid; ours are above the station, whose height above the sea somebody must know.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import shapely

from chassis.geo import LatLon
from drones.conformance import ABOVE_MAX_M, ACROSS_MAX_M
from drones.exports.course import Stretch, stretches, take_off_at
from drones.plane import Plane
from drones.sortie import Sortie
from drones.states import FLYING, SortieState

BESIDE_M, ABOVE_BELOW_M = ACROSS_MAX_M, ABOVE_MAX_M  # farther off its way a drone is nonconforming
EARLY = LATE = timedelta(seconds=60)
UNDULATION_M, UNDULATION_SPREAD_M = 25.0, 7.0  # of the geoid over South Korea, EGM2008: 18 to 32 m
EMERGENCY_PRIORITY = 100  # ours among ordinary flights (0); the regulator of a place sets the scale
CORNERS_A_QUARTER = 2
S = SortieState


class IntentState(StrEnum):
    """The states of an operational intent, as the standard writes them."""

    ACCEPTED = "Accepted"
    ACTIVATED = "Activated"
    NONCONFORMING = "Nonconforming"
    CONTINGENT = "Contingent"
    ENDED = "Ended"


@dataclass(frozen=True, slots=True)
class Ground:
    """How high the station lies above the sea, and the geoid there above the ellipsoid."""

    amsl_m: float
    undulation_m: float = UNDULATION_M


def intent_state(sortie: Sortie, *, off_route: bool = False) -> IntentState:
    """What the sortie is to others. `off_route`: for ten seconds farther from its way than it conforms with."""
    lost = sortie.vehicle is not None and sortie.vehicle.link_lost_since is not None
    if sortie.state in FLYING or sortie.state is S.LAUNCHING:
        if lost or sortie.state in {S.ABORTED, S.DIVERTED}:
            return IntentState.CONTINGENT
        return IntentState.NONCONFORMING if off_route else IntentState.ACTIVATED
    return IntentState.ACCEPTED if sortie.state in {S.REQUESTED, S.ACCEPTED, S.PREFLIGHT_OK} else IntentState.ENDED


def operational_intent(
    sortie: Sortie, ground: Ground, *, now: datetime, uss_base_url: str, off_route: bool = False
) -> dict[str, Any]:
    """What goes to the discovery service (`reference`) and to other operators' services (`details`).

    `reference` is None for a flight that has ended: its intent is deleted. Volumes that lie behind are left out.
    """
    state = intent_state(sortie, off_route=off_route)
    if state is IntentState.ENDED:
        return {"state": state, "reference": None, "details": None}
    plane = Plane(round(sortie.flight.start.lat, 1))
    legs = stretches(sortie.flight, take_off_at(sortie, now))
    left = [leg for leg in legs if leg.ends + LATE > now] or list(legs[-1:])
    volumes = [_volume(leg, ground, plane, now) for leg in left]
    stray = [_stray(sortie, left, ground, plane, now)]
    nominal = volumes if state is not IntentState.CONTINGENT else []
    off_nominal = stray if state in {IntentState.NONCONFORMING, IntentState.CONTINGENT} else []
    reference = {
        "extents": [*nominal, *off_nominal],
        "key": [],
        "state": state,
        "uss_base_url": uss_base_url,
        "new_subscription": {"uss_base_url": uss_base_url, "notify_for_constraints": True},
    }
    details = {"volumes": nominal, "off_nominal_volumes": off_nominal, "priority": EMERGENCY_PRIORITY}
    return {"state": state, "reference": reference, "details": details}


def _volume(leg: Stretch, ground: Ground, plane: Plane, now: datetime) -> dict[str, Any]:
    line = shapely.LineString([plane.xy(leg.begin), plane.xy(leg.end)])
    area = line.buffer(BESIDE_M, quad_segs=CORNERS_A_QUARTER)
    low_m, high_m = max(0.0, leg.low_m - ABOVE_BELOW_M), leg.high_m + ABOVE_BELOW_M
    ends = max(leg.ends + LATE, now + LATE)
    return _volume4d(_corners(area, plane), ground, low_m, high_m, leg.starts - EARLY, ends)


def _stray(sortie: Sortie, left: Sequence[Stretch], ground: Ground, plane: Plane, now: datetime) -> dict[str, Any]:
    """Everywhere it may be that is not where it should be: from where it was last heard to its station."""
    here = sortie.vehicle.place if sortie.vehicle is not None and sortie.vehicle.place is not None else None
    points = [plane.xy(here or left[0].begin), *(plane.xy(leg.end) for leg in left), plane.xy(sortie.flight.start)]
    area = shapely.MultiPoint(points).convex_hull.buffer(2 * BESIDE_M, quad_segs=CORNERS_A_QUARTER)
    high_m = max(leg.high_m for leg in left) + 2 * ABOVE_BELOW_M
    ends = max(max(leg.ends for leg in left) + LATE, now + LATE)
    return _volume4d(_corners(area, plane), ground, 0.0, high_m, now - EARLY, ends)


def _corners(area: shapely.Polygon, plane: Plane) -> list[LatLon]:
    return [plane.place((x, y)) for x, y in area.exterior.coords[:-1]]


def _volume4d(
    corners: Iterable[LatLon], ground: Ground, low_m: float, high_m: float, starts: datetime, ends: datetime
) -> dict[str, Any]:
    """Heights above the ellipsoid, widened by what is not known of the geoid."""
    zero_m = ground.amsl_m + ground.undulation_m
    return {
        "volume": {
            "outline_polygon": {"vertices": [{"lat": one.lat, "lng": one.lon} for one in corners]},
            "altitude_lower": _altitude(zero_m + low_m - UNDULATION_SPREAD_M),
            "altitude_upper": _altitude(zero_m + high_m + UNDULATION_SPREAD_M),
        },
        "time_start": _time(starts),
        "time_end": _time(ends),
    }


def _altitude(value_m: float) -> dict[str, Any]:
    return {"value": round(value_m, 1), "reference": "W84", "units": "M"}


def _time(at: datetime) -> dict[str, str]:
    return {"value": at.isoformat().replace("+00:00", "Z"), "format": "RFC3339"}
