"""The way home when a flight is broken off: straight, or by the mission where that is not good enough. Pure.

A return to launch flies straight, over whatever the way out went round. The items of the way home are in the vehicle
already. Over the target the first of them climbs to the height of the way before it goes anywhere; on a way out that
bent, one of them begins where the leg began that it is on. The link sends a vehicle home by what is said here, and
whoever asks where it will fly asks here as well.
"""

from itertools import accumulate, pairwise

from chassis.geo import LatLon, along, distance_m
from drones.missionplan import FlightPlan, compose
from drones.sortie import Sortie
from drones.vehicle import Mode

BENDS_M = 30.0  # farther beside the straight line home, a corner of the way out was there for a reason
HOME_APART_M = 100.0  # a vehicle takes where it stands for home; farther from its station it stands elsewhere
FIRST_WAY = 3  # before it: home, take-off, speed
ANY_MPS = 1.0  # where it flies does not hang on how fast


def home_item(plan: FlightPlan, mode: Mode | None, here: LatLon | None, item: int | None) -> int | None:
    """The item of its mission by which a vehicle comes home; None where it does so by its own return, straight."""
    if mode is not Mode.AUTO:
        return None
    return item if item is not None and item >= plan.first_return else way_back(plan, here, item)


def way_back(plan: FlightPlan, here: LatLon | None, item: int | None) -> int | None:
    """The item that leads home from `here`, flying to `item` on the way out; None where straight home will do.

    From the descent over the target on it is the first of the way home, wherever that leads. None as well where nothing
    is known, and on the way home, which is the way already.
    """
    if item is None or not FIRST_WAY <= item <= plan.hold:
        return None
    if item >= plan.hold - 1:
        return plan.first_return
    if here is None:
        return None
    passed = [one.place for one in plan.items[FIRST_WAY:item] if one.place is not None]
    if all(_on_line(corner, plan.home, here) for corner in passed):
        return None
    homeward = range(plan.first_return, len(plan.items))
    return next((n for n in homeward if plan.items[n].place == passed[-1]), None)


def flies_straight(sortie: Sortie, here: LatLon) -> bool:
    """Whether a flight that was broken off comes straight home from `here`, not by the corners of its way.

    By what its vehicle says of itself. Of one that does not say how it flies it is taken to be on its mission, on the
    leg that `here` is nearest to.
    """
    if not sortie.flight.outbound:
        return True
    plan = sortie.plan or compose(sortie.flight, cruise_mps=ANY_MPS)
    mode, item = (sortie.vehicle.mode, sortie.vehicle.mission_item) if sortie.vehicle is not None else (None, None)
    return home_item(plan, mode or Mode.AUTO, here, _leg(sortie, here) if item is None else item) is None


def _leg(sortie: Sortie, here: LatLon) -> int:
    """The item of the way out that a drone at `here` flies to."""
    points = sortie.flight.way.points
    passed_m = along(points, here)[0]
    corners_m = accumulate(distance_m(a, b) for a, b in pairwise(points[:-1]))
    return FIRST_WAY + sum(corner_m < passed_m for corner_m in corners_m)


def _on_line(corner: LatLon, home: LatLon, here: LatLon) -> bool:
    return along((home, here), corner)[1] < BENDS_M
