"""A mission as an autopilot holds it: numbered items, a fence, rally points. Pure.

The shape is the one that a real ArduCopter flew: out at cruise height, down to the hover, a hold that the operator
ends, home, land. The hold runs out by itself and takes the kit home. The last items land at the station, because a
return to launch with a rally point in the vehicle ends there. Command and frame numbers: MAVLink common dialect.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import IntEnum

import shapely

from chassis.geo import LatLon, distance_m
from drones.mission import Flight, Phase
from drones.plane import Plane

MOST_HOLD = timedelta(seconds=120)
CORRIDOR_M = 150.0  # the fence lies so far beside the way: stopping distance from 18 m/s at 2 m/s² and a wide margin
SAME_PLACE_M = 0.5  # a degree in 1e-7 is a centimetre; the rest is what vehicles round
SAME_HEIGHT_M = 0.5
CORNERS_A_QUARTER = 2  # round ends of the corridor: few corners, vehicles hold few


class Command(IntEnum):
    """MAV_CMD numbers of mission items."""

    WAYPOINT = 16
    LOITER_TIME = 19
    LAND = 21
    TAKEOFF = 22
    CHANGE_SPEED = 178


class Frame(IntEnum):
    """MAV_FRAME numbers."""

    AMSL = 0
    MISSION = 2
    RELATIVE = 3


Params = tuple[float | None, float | None, float | None, float | None]
UNSET: Params = (None, None, None, None)
# What a vehicle must give back as it was sent; the others it may change (a hold comes back with its third parameter 1).
RELIED_ON: dict[int, tuple[int, ...]] = {Command.LOITER_TIME: (0,), Command.CHANGE_SPEED: (0, 1)}


@dataclass(frozen=True, slots=True)
class MissionItem:
    """One item. `params` are the first four, None where the vehicle may choose; `altitude_m` as its frame says."""

    command: int
    frame: int
    place: LatLon | None
    altitude_m: float
    params: Params = UNSET


@dataclass(frozen=True, slots=True)
class FlightPlan:
    """What is loaded into a vehicle before it may fly.

    `items[0]` is home, `home_amsl_m` how high it lies, None where nobody has told. `inclusion` is the ring it must stay
    in, `exclusions` rings it must stay out of, corners in order and not closed. `rally` is where a failsafe may bring
    it, with metres above home.
    """

    home: LatLon
    home_amsl_m: float | None
    items: tuple[MissionItem, ...]
    inclusion: tuple[LatLon, ...]
    exclusions: tuple[tuple[LatLon, ...], ...] = ()
    rally: tuple[tuple[LatLon, float], ...] = ()

    @property
    def hold(self) -> int:
        """The number of the item that waits over the target."""
        return next(n for n, item in enumerate(self.items) if item.command == Command.LOITER_TIME)

    @property
    def cruise_m(self) -> float:
        """Metres above home at which it flies out and home."""
        return max(item.altitude_m for item in self.items if item.frame == Frame.RELATIVE)

    @property
    def first_return(self) -> int:
        """The number of the item that begins the way home."""
        return self.hold + 1


def compose(
    flight: Flight,
    *,
    cruise_mps: float,
    home_amsl_m: float | None = None,
    hold: timedelta = MOST_HOLD,
    exclusions: Sequence[tuple[LatLon, ...]] = (),
    rally: Sequence[tuple[LatLon, float]] = (),
) -> FlightPlan:
    """The mission of `flight` at `cruise_mps` over ground; raises ValueError for a flight without a way out."""
    if not flight.outbound:
        raise ValueError("a mission needs a way out")
    items = (_home(flight.start, home_amsl_m), *_items(flight, cruise_mps, hold))
    return FlightPlan(flight.start, home_amsl_m, items, _corridor(flight), tuple(exclusions), tuple(rally))


def _home(place: LatLon, amsl_m: float | None) -> MissionItem:
    """By its height above the sea, or as what it is of itself: no metres above home."""
    frame, altitude_m = (Frame.AMSL, amsl_m) if amsl_m is not None else (Frame.RELATIVE, 0.0)
    return MissionItem(Command.WAYPOINT, frame, place, altitude_m)


def _items(flight: Flight, cruise_mps: float, hold: timedelta) -> Iterator[MissionItem]:
    cruise_m = flight.outbound[0].end_altitude_m
    target, hover_m = flight.outbound[-1].end, flight.stage(Phase.DESCEND).end_altitude_m
    yield MissionItem(Command.TAKEOFF, Frame.RELATIVE, flight.start, cruise_m)
    yield MissionItem(Command.CHANGE_SPEED, Frame.MISSION, None, 0.0, (1.0, cruise_mps, None, None))
    for stage in flight.outbound:
        yield _waypoint(stage.end, stage.end_altitude_m)
    yield _waypoint(target, hover_m)
    yield MissionItem(Command.LOITER_TIME, Frame.RELATIVE, target, hover_m, (hold.total_seconds(), None, None, None))
    yield _waypoint(target, cruise_m)
    for stage in flight.stages:
        if stage.phase is Phase.HOMEBOUND:
            yield _waypoint(stage.end, stage.end_altitude_m)
    yield MissionItem(Command.LAND, Frame.RELATIVE, flight.start, 0.0)


def _waypoint(place: LatLon, altitude_m: float) -> MissionItem:
    return MissionItem(Command.WAYPOINT, Frame.RELATIVE, place, altitude_m)


def _corridor(flight: Flight) -> tuple[LatLon, ...]:
    """The ground within `CORRIDOR_M` of the way out, as a ring without its holes."""
    plane = Plane(round(flight.start.lat, 1))
    way = [plane.xy(flight.start), *(plane.xy(stage.end) for stage in flight.outbound)]
    ground = shapely.LineString(way).buffer(CORRIDOR_M, quad_segs=CORNERS_A_QUARTER)
    return tuple(plane.place((x, y)) for x, y in ground.exterior.coords[:-1])


def fingerprint(plan: FlightPlan) -> str:
    """Sixteen hexadecimal digits that say which plan this is; the same plan has the same ones."""
    told = json.dumps(asdict(plan), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def differences(wanted: Sequence[MissionItem], held: Sequence[MissionItem]) -> tuple[str, ...]:
    """What a vehicle holds that it was not sent, or was sent and does not hold; empty when it may fly it.

    Compared are command, place, height and the parameters in `RELIED_ON`; home is the vehicle's own.
    """
    if len(wanted) != len(held):
        return (f"items: {len(held)} held, {len(wanted)} sent",)
    pairs = enumerate(zip(wanted[1:], held[1:], strict=True), start=1)
    return tuple(f"item {n}: {name}" for n, (sent, got) in pairs for name in _unlike(sent, got))


def _unlike(sent: MissionItem, got: MissionItem) -> Iterator[str]:
    if sent.command != got.command:
        yield "command"
        return
    if sent.place is not None and (got.place is None or distance_m(sent.place, got.place) > SAME_PLACE_M):
        yield "place"
    if sent.place is not None and abs(sent.altitude_m - got.altitude_m) > SAME_HEIGHT_M:
        yield "altitude"
    for n in RELIED_ON.get(sent.command, ()):
        wanted, held = sent.params[n], got.params[n]
        if wanted is not None and (held is None or abs(held - wanted) > 1e-3 * max(1.0, abs(wanted))):
            yield f"parameter {n + 1}"
