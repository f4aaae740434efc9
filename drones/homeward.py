"""The way home when a flight is broken off: straight, or the way it came where that had a reason to bend. Pure.

A return to launch flies straight, over whatever the way out went round. The items of the way home are in the vehicle
already; one of them begins where the leg began that it is on.
"""

from chassis.geo import LatLon, along
from drones.missionplan import FlightPlan

BENDS_M = 30.0  # farther beside the straight line home, a corner of the way out was there for a reason
FIRST_WAY = 3  # before it: home, take-off, speed


def way_back(plan: FlightPlan, here: LatLon | None, item: int | None) -> int | None:
    """The item that leads home from `here`, flying to `item` on the way out; None where straight home will do.

    None as well where nothing is known, and on the way home, which is the way already.
    """
    if here is None or item is None or not FIRST_WAY <= item <= plan.hold:
        return None
    passed = [one.place for one in plan.items[FIRST_WAY:item] if one.place is not None]
    if all(_on_line(corner, plan.home, here) for corner in passed):
        return None
    if item >= plan.hold - 1:
        return plan.first_return
    homeward = range(plan.first_return, len(plan.items))
    return next((n for n in homeward if plan.items[n].place == passed[-1]), None)


def _on_line(corner: LatLon, home: LatLon, here: LatLon) -> bool:
    return along((home, here), corner)[1] < BENDS_M
