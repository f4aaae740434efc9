"""What pilots do with a drone on the ground: batteries, service. Each command is one short transaction."""

from collections.abc import Mapping

from chassis.errors import InvalidInputError, StillInTheAirError
from chassis.ground import Ground
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from drones.events import drone_changed
from drones.pad.ordering import taken
from drones.pad.reporting import own_drone
from drones.planner import LOST, said_in_air
from drones.service import LONGEST_TEXT, ServiceReason, in_writing
from drones.tables.batteries import CHANGE
from drones.tables.fleet import DroneRow, as_drone
from drones.tables.underway import read_flying_on


def change_battery(system: Ground, actor: Actor, drone_id: str, *, share: float) -> None:
    """Another battery is in, charged to `share`. Raises InvalidInputError, NotFoundError, TakenError in flight,
    StillInTheAirError for one that is heard up there without a flight."""
    if not 0.0 <= share <= 1.0:
        raise InvalidInputError("share", "between 0 and 1")
    with working(system, actor) as work:
        row = _idle(work, drone_id)
        _down(work, drone_id)
        old, row.battery_share = row.battery_share, share
        _changed(work, row, CHANGE, {"battery_share": old}, {"battery_share": share})


def take_out_of_service(
    system: Ground, actor: Actor, drone_id: str, *, reason: ServiceReason, text: str | None = None
) -> None:
    """The drone is offered no more until it is put back. Raises StillInTheAirError as `put_into_service` does."""
    words = " ".join((text or "").split())
    if len(words) > LONGEST_TEXT:
        raise InvalidInputError("text", f"at most {LONGEST_TEXT} characters")
    _serve(system, actor, drone_id, "take_out_of_service", in_writing(reason, words))


def put_into_service(system: Ground, actor: Actor, drone_id: str) -> None:
    """Somebody has looked at the drone: it may fly. Raises StillInTheAirError for one that is heard up there now."""
    _serve(system, actor, drone_id, "put_into_service", None)


def _serve(system: Ground, actor: Actor, drone_id: str, action: str, why: str | None) -> None:
    with working(system, actor) as work:
        row = _idle(work, drone_id)
        _down(work, drone_id)
        old, row.out_of_service = row.out_of_service, why
        _changed(work, row, action, {"out_of_service": old}, {"out_of_service": why})


def _idle(work: Work, drone_id: str) -> DroneRow:
    row = own_drone(work.session, work.actor, drone_id)
    if row.sortie_id is not None:
        raise taken(work.session, row, work.now)
    return row


def _down(work: Work, drone_id: str) -> None:
    """One that has not been heard for a while is whoever's to judge who stands beside it."""
    for sortie in read_flying_on(work.session, now=work.now):
        heard = said_in_air(sortie) if sortie.drone_id == drone_id else None
        if heard is not None and work.now - heard.at < LOST:
            raise StillInTheAirError("drone", drone_id, at=heard.at.isoformat(), altitude_m=heard.altitude_m)


def _changed(work: Work, row: DroneRow, action: str, old: Mapping[str, object], new: Mapping[str, object]) -> None:
    row.version += 1
    record_change(work, action, row.id, old, new)
    work.told.extend(drone_changed(as_drone(row), at=work.now))
