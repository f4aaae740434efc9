"""Who goes where, and with whom: casualties × hospitals × units, from one frozen snapshot.

Hospitals first: colour by colour, the most urgent first; within a colour those with a special need, then by when they
were tagged. Each takes the hospital that has room for its colour, can do what it needs, and costs least: the drive and,
for everyone already bound for that door, some minutes of crowding; whoever has a hospital already keeps it. Then a
place in a unit: whoever is more urgent chooses first, so no red waits for a place that a green holds. A red whom
nobody takes to its best door goes to one a little farther for which a unit is bound. A person decides; this suggests.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import floor

from dispatch.mass.model import Colour
from dispatch.mass.policy import MassPolicy
from hospitals.model import Capability

CARRIED = (Colour.RED, Colour.YELLOW, Colour.GREY, Colour.GREEN, Colour.BLACK)  # whose turn it is, the first first


class Why(StrEnum):
    """What speaks for a suggestion, and what somebody should know of it."""

    NEAREST = "nearest"
    SPREAD = "spread"  # not the nearest: others are bound for that one
    NEAREST_FULL = "nearest_full"
    CHOSEN = "chosen"  # a person chose it before; only the unit is suggested
    UNIT_BOUND = "unit_bound"  # a unit with room drives there, and none to the best door
    CAPABLE = "capable"  # it can do what this casualty needs
    NOT_CAPABLE = "not_capable"  # nobody with room can: to stabilise
    UNPOSTED = "unposted"  # has not said how many it can take: a few are supposed
    OLD_POSTING = "old_posting"  # said so long ago that only a share is believed


class Left(StrEnum):
    """Why a casualty has no hospital, or no place in a unit."""

    NO_CAPACITY = "no_capacity"
    NO_UNIT = "no_unit"
    NO_WAY = "no_way"  # its hospital was chosen, and no road is known there
    NOT_TRANSPORTED = "not_transported"  # black: nobody is carried before the living


@dataclass(frozen=True, slots=True)
class Casualty:
    """Who needs a hospital, or has one and needs a unit. `since` is when the tag was written, `tag` breaks ties.

    `version` is the state of the record this was read from: it comes back with the suggestion.
    """

    id: str
    tag: str
    colour: Colour
    since: datetime
    needs: frozenset[Capability] = frozenset()
    hospital_id: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Receiver:
    """A hospital: what it posted (None is not said), how far it is, what it can do, who is bound for it already.

    One that `diverts` gets only those who are bound for it.
    """

    id: str
    travel: timedelta
    posted: Mapping[Colour, int | None] = field(default_factory=dict)
    posted_at: datetime | None = None
    can: frozenset[Capability] = frozenset()
    bound: Mapping[Colour, int] = field(default_factory=dict)
    diverts: bool = False


@dataclass(frozen=True, slots=True)
class Carrier:
    """A unit: when it can load at the scene, and how many more can lie and sit in it.

    `hospital_id` and `has_red` are of those it is to take already.
    """

    id: str
    ready_at: datetime
    lying: int = 1
    sitting: int = 2
    hospital_id: str | None = None
    has_red: bool = False


@dataclass(frozen=True, slots=True)
class Suggested:
    """One casualty's hospital and unit. `left` says why the unit is None; `eta` is at the door."""

    casualty_id: str
    hospital_id: str
    unit_id: str | None
    eta: datetime | None
    why: tuple[Why, ...]
    left: Left | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Distribution:
    """The suggestion, most urgent first; `unplaced` have no hospital, each with the reason."""

    suggested: tuple[Suggested, ...]
    unplaced: tuple[tuple[str, Left], ...]


@dataclass(slots=True)
class _Door:
    receiver: Receiver
    room: Counter[Colour]
    bound: int
    why: tuple[Why, ...]


@dataclass(slots=True)
class Ride:
    """A unit while it is being filled."""

    carrier: Carrier
    lying: int
    sitting: int
    hospital_id: str | None = None
    has_red: bool = False


def distribute(
    casualties: Sequence[Casualty],
    receivers: Sequence[Receiver],
    carriers: Sequence[Carrier],
    *,
    now: datetime,
    policy: MassPolicy,
) -> Distribution:
    """Suggest a hospital and a unit for everybody who can have one. The order of the arguments does not matter."""
    doors = [_door(one, now, policy) for one in sorted(receivers, key=lambda one: one.id)]
    rides = [ride_of(one) for one in sorted(carriers, key=lambda one: (one.ready_at, one.id))]
    suggested: list[Suggested] = []
    unplaced: list[tuple[str, Left]] = []
    for one in sorted(casualties, key=_turn):
        found = _place(one, doors, rides, policy)
        if isinstance(found, Left):
            unplaced.append((one.id, found))
        else:
            suggested.append(_carry(one, *found, rides, policy))
    return Distribution(tuple(suggested), tuple(unplaced))


def believed(receiver: Receiver, colour: Colour, *, now: datetime, policy: MassPolicy) -> tuple[int, Why | None]:
    """How many more of a colour this hospital is taken to have room for, and what is to be known of that number."""
    slot = _slot(colour)
    posted, supposed = receiver.posted.get(slot), getattr(policy, f"unposted_{slot}")
    bound = receiver.bound.get(slot, 0)
    if posted is None or receiver.posted_at is None:
        return max(0, supposed - bound), Why.UNPOSTED
    if now - receiver.posted_at > policy.fresh_for:
        return max(0, floor(posted * policy.stale_share) - bound), Why.OLD_POSTING
    return max(0, posted - bound), None


def _slot(colour: Colour) -> Colour:
    """The posted number a colour draws on: who is expectant takes what the reds leave."""
    return Colour.RED if colour is Colour.GREY else colour


def _turn(one: Casualty) -> tuple[int, bool, datetime, str, str]:
    return CARRIED.index(one.colour), not one.needs, one.since, one.tag, one.id


def _door(receiver: Receiver, now: datetime, policy: MassPolicy) -> _Door:
    room = Counter[Colour]()
    why: dict[Why, None] = {}
    for colour in (Colour.RED, Colour.YELLOW, Colour.GREEN):
        number, caveat = believed(receiver, colour, now=now, policy=policy)
        room[colour] = 0 if receiver.diverts else number
        if caveat is not None:
            why[caveat] = None
    return _Door(receiver, room, sum(receiver.bound.values()), tuple(why))


def _place(
    one: Casualty, doors: Sequence[_Door], rides: Sequence[Ride], policy: MassPolicy
) -> tuple[_Door, tuple[Why, ...]] | Left:
    if one.colour is Colour.BLACK:
        return Left.NOT_TRANSPORTED
    if one.hospital_id is not None:  # it has its room there already
        chosen = next((door for door in doors if door.receiver.id == one.hospital_id), None)
        return (chosen, (Why.CHOSEN,)) if chosen is not None else Left.NO_WAY
    slot = _slot(one.colour)
    able = [door for door in doors if door.room[slot] > 0]
    if not able:
        return Left.NO_CAPACITY
    best = min(able, key=lambda door: _cost(one, door, policy))
    taken = _with_unit(one, best, able, rides, policy)
    why = _reasons(one, best, doors) if taken is best else (Why.UNIT_BOUND, *taken.why)
    taken.room[slot] -= 1
    taken.bound += 1
    return taken, why


def _with_unit(one: Casualty, best: _Door, able: Sequence[_Door], rides: Sequence[Ride], policy: MassPolicy) -> _Door:
    """The best door; for a red whom no unit takes there, the best of those little farther to which one does."""
    if one.colour is not Colour.RED or _ride_to(one, best, rides) is not None:
        return best
    missing, farthest = len(one.needs - best.receiver.can), best.receiver.travel + policy.detour
    near = [door for door in able if door.receiver.travel <= farthest and len(one.needs - door.receiver.can) <= missing]
    served = [door for door in near if _ride_to(one, door, rides) is not None]
    return min(served, key=lambda door: _cost(one, door, policy), default=best)


def _cost(one: Casualty, door: _Door, policy: MassPolicy) -> tuple[int, timedelta, timedelta, str]:
    missing = len(one.needs - door.receiver.can)
    return missing, door.receiver.travel + door.bound * policy.crowding, door.receiver.travel, door.receiver.id


def _reasons(one: Casualty, chosen: _Door, doors: Sequence[_Door]) -> tuple[Why, ...]:
    nearest = min(doors, key=lambda door: (door.receiver.travel, door.receiver.id))
    fits = not one.needs - chosen.receiver.can
    told = [Why.CAPABLE if fits else Why.NOT_CAPABLE] if one.needs else []
    if nearest is chosen:
        told.append(Why.NEAREST)
    elif nearest.room[_slot(one.colour)] <= 0:
        told.append(Why.NEAREST_FULL)
    elif len(one.needs - nearest.receiver.can) <= len(one.needs - chosen.receiver.can):
        told.append(Why.SPREAD)
    return (*told, *chosen.why)


def ride_of(one: Carrier) -> Ride:
    """The unit as it fills."""
    return Ride(one, one.lying, one.sitting, one.hospital_id, one.has_red)


def _ride_to(one: Casualty, door: _Door, rides: Sequence[Ride]) -> Ride | None:
    """The first ready that takes it there. One unit drives to one door and cares for one red at most."""
    return next((ride for ride in rides if _takes(ride, one, door.receiver.id)), None)


def _carry(one: Casualty, door: _Door, why: tuple[Why, ...], rides: Sequence[Ride], policy: MassPolicy) -> Suggested:
    ride, receiver = _ride_to(one, door, rides), door.receiver
    if ride is None:
        return Suggested(one.id, receiver.id, None, None, why, Left.NO_UNIT, version=one.version)
    board(ride, one.colour, receiver.id)
    eta = ride.carrier.ready_at + policy.loading + receiver.travel
    return Suggested(one.id, receiver.id, ride.carrier.id, eta, why, version=one.version)


def _takes(ride: Ride, one: Casualty, hospital_id: str) -> bool:
    if ride.hospital_id not in (None, hospital_id) or (one.colour is Colour.RED and ride.has_red):
        return False
    return ride.lying > 0 or (one.colour is Colour.GREEN and ride.sitting > 0)


def board(ride: Ride, colour: Colour, hospital_id: str) -> None:
    """The walking sit where they can, so that the next one may lie."""
    if colour is Colour.GREEN and ride.sitting > 0:
        ride.sitting -= 1
    else:
        ride.lying -= 1
    ride.hospital_id = hospital_id
    ride.has_red = ride.has_red or colour is Colour.RED
