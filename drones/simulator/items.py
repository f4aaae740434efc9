"""What a vehicle holds: a mission, a fence, rally points; and when it does not take an item. Pure."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from chassis.geo import LatLon
from drones.simulator.codes import Answer, Command, Frame, ListKind

MOST_ITEMS = {ListKind.MISSION: 724, ListKind.FENCE: 84, ListKind.RALLY: 20}  # what its storage holds
NAVIGATING = {Command.WAYPOINT, Command.LOITER_TIME, Command.RETURN_TO_LAUNCH, Command.LAND, Command.TAKEOFF}
DOING = {
    Command.CHANGE_SPEED,
    Command.SET_SERVO,
    Command.FENCE_ENABLE,
    Command.GRIPPER,
    Command.WINCH,
}
POLYGONS = {Command.FENCE_INCLUSION, Command.FENCE_EXCLUSION}
CIRCLES = {Command.FENCE_CIRCLE_INCLUSION, Command.FENCE_CIRCLE_EXCLUSION}
KNOWN = {
    ListKind.MISSION: NAVIGATING | DOING,
    ListKind.FENCE: POLYGONS | CIRCLES,
    ListKind.RALLY: {Command.RALLY_POINT},
}
E7 = 1e7


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it came over the wire: degrees in 1e-7, the height as its frame says."""

    command: int
    frame: int
    params: tuple[float, float, float, float]
    lat_e7: int
    lon_e7: int
    altitude_m: float

    @property
    def place(self) -> LatLon | None:
        """Where; None for an item without a place, and for 0,0, which means where the vehicle is."""
        if self.frame == Frame.MISSION or (self.lat_e7, self.lon_e7) == (0, 0):
            return None
        return LatLon(self.lat_e7 / E7, self.lon_e7 / E7)


@dataclass(slots=True)
class Held:
    """The three lists in the vehicle's memory."""

    mission: list[Item] = field(default_factory=list)
    fence: list[Item] = field(default_factory=list)
    rally: list[Item] = field(default_factory=list)

    def of(self, kind: ListKind) -> list[Item]:
        """The list itself, not a copy."""
        return {ListKind.MISSION: self.mission, ListKind.FENCE: self.fence, ListKind.RALLY: self.rally}[kind]


def kept(kind: ListKind, item: Item) -> Item:
    """The item as it is stored: unset parameters become 0, and a hold keeps a 1 in its third."""
    first, second, third, fourth = (0.0 if math.isnan(value) else value for value in item.params)
    if kind is ListKind.MISSION and item.command == Command.LOITER_TIME:
        third = 1.0
    return replace(item, params=(first, second, third, fourth))


def home_item(home: LatLon, amsl_m: float) -> Item:
    """Item 0 of every mission: the vehicle's own home, whatever was sent."""
    return Item(Command.WAYPOINT, Frame.AMSL, (0.0,) * 4, round(home.lat * E7), round(home.lon * E7), amsl_m)


def taken(kind: ListKind, item: Item) -> Answer:
    """Whether one item can be stored."""
    if item.command not in KNOWN[kind]:
        return Answer.UNSUPPORTED
    if item.frame not in set(Frame):
        return Answer.UNSUPPORTED_FRAME
    return Answer.ACCEPTED


def polygons(fence: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """The rings of a fence: each corner says how many corners its ring has. Raises ValueError where that fails."""
    at = 0
    while at < len(fence):
        first = fence[at]
        corners = int(first.params[0]) if first.command in POLYGONS else 1
        ring = tuple(fence[at : at + corners])
        if first.command in POLYGONS:
            if corners < 3 or len(ring) < corners or any(c.command != first.command for c in ring):
                raise ValueError(f"a ring of {corners} corners")
            yield ring
        at += len(ring)


def whole(kind: ListKind, items: Sequence[Item]) -> bool:
    """Whether a complete list makes sense together."""
    if kind is not ListKind.FENCE:
        return True
    try:
        list(polygons(items))
    except ValueError:
        return False
    return all(item.params[0] > 0.0 for item in items if item.command in CIRCLES)
