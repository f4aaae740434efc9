"""Whether what a person chose still fits: one door a unit, one red, a place to lie or sit, room at the hospital."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dispatch.mass.distribute import Carrier, Ride, board, ride_of
from dispatch.mass.model import Colour


class Misfit(StrEnum):
    """Why a choice does not fit what others have chosen meanwhile."""

    TWO_DOORS = "two_doors"  # the unit takes somebody to another hospital: never, whoever wants it
    SECOND_RED = "second_red"
    NO_PLACE = "no_place"  # nobody more can lie or sit in it
    NO_ROOM = "no_room"  # the hospital has no room left for that colour


@dataclass(frozen=True, slots=True)
class Wanted:
    """One casualty as chosen; `new` where the hospital does not wait for it yet."""

    casualty_id: str
    colour: Colour
    hospital_id: str
    unit_id: str | None
    new: bool


def misfits(
    wanted: Sequence[Wanted], carriers: Sequence[Carrier], room: Mapping[tuple[str, Colour], int]
) -> tuple[tuple[str, Misfit], ...]:
    """Casualties that do not fit, with the first reason of each; the more urgent are placed first.

    `carriers` are without those of `wanted`; `room` is what each hospital has left by colour.
    """
    rides = {one.id: ride_of(one) for one in carriers}
    left = dict(room)
    found = []
    for one in sorted(wanted, key=lambda one: (list(Colour).index(one.colour), one.casualty_id)):
        why = _unfit(rides[one.unit_id], one) if one.unit_id is not None else None
        slot = (one.hospital_id, Colour.RED if one.colour is Colour.GREY else one.colour)
        if one.new and one.colour is not Colour.BLACK:
            left[slot] = left.get(slot, 0) - 1
            why = why or (Misfit.NO_ROOM if left[slot] < 0 else None)
        if one.unit_id is not None:
            board(rides[one.unit_id], one.colour, one.hospital_id)
        if why is not None:
            found.append((one.casualty_id, why))
    return tuple(found)


def _unfit(ride: Ride, one: Wanted) -> Misfit | None:
    if ride.hospital_id not in (None, one.hospital_id):
        return Misfit.TWO_DOORS
    if one.colour is Colour.RED and ride.has_red:
        return Misfit.SECOND_RED
    sits = one.colour is Colour.GREEN and ride.sitting > 0
    return None if ride.lying > 0 or sits else Misfit.NO_PLACE
