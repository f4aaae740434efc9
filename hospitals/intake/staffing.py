"""Who answers at a hospital's shared screens: a list of names that the hospital keeps itself."""

from dataclasses import dataclass
from datetime import timedelta

from chassis import topics
from chassis.accounts import is_machine
from chassis.errors import ForbiddenError, InvalidInputError, NotFoundError
from chassis.events import Event
from chassis.ground import Ground
from chassis.identity import Actor, Role
from chassis.work import Work, record_change, working
from hospitals.duty import Duty
from hospitals.tables.facts import get_hospital_row
from hospitals.tables.staff import StaffNameRow, staff_names

LONGEST_NAME = 64
STILL_COUNTS = timedelta(minutes=10)  # a page that has not heard of it, or a network that was away


def add_name(system: Ground, actor: Actor, hospital_id: str, name: str, *, duty: Duty | None = None) -> str:
    """Put a name on the list with what they do; returns its id. Raises InvalidInputError, ForbiddenError."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInputError("name", f"a name has 1 to {LONGEST_NAME} characters")
    with working(system, actor) as work:
        _own_house(actor, hospital_id)
        if any(row.name == name for row in staff_names(work.session, hospital_id)):
            raise InvalidInputError("name", "this name is on the list already")
        hospital = get_hospital_row(work.session, hospital_id)
        row = StaffNameRow(
            id=system.ids.new("stn"),
            region=hospital.region,
            hospital_id=hospital_id,
            name=name,
            duty=duty.value if duty is not None else None,
            added_by=actor.id,
            added_at=work.now,
        )
        work.session.add(row)
        _tell(work, row, "add_staff_name", None, {"name": name} | ({"duty": duty.value} if duty is not None else {}))
        return row.id


def remove_name(system: Ground, actor: Actor, name_id: str) -> None:
    """Take a name off the list; answers given under it keep it. Removing it again changes nothing."""
    with working(system, actor) as work:
        row = work.session.get(StaffNameRow, name_id, with_for_update=True)
        if row is None or actor.facility != row.hospital_id:
            raise NotFoundError("name", name_id)
        if row.removed_at is None:
            row.removed_at = work.now
            _tell(work, row, "remove_staff_name", {"name": row.name}, None)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said so and what they do; both None where a shared screen speaks for nobody in particular."""

    name: str | None
    duty: str | None


def speaker(work: Work, hospital_id: str, name_id: str | None, *, binding: bool = False) -> Speaker:
    """Whose answer it is: the name that was tapped, else the person signed in.

    A name that has just left the list still counts when it is tapped: the page may be a moment behind, and an answer
    must not wait for that. For what is `binding`, an order or a signature, only a name on the list counts.
    A machine speaks for nobody. Raises InvalidInputError, ForbiddenError.
    """
    if is_machine(work.actor):
        raise ForbiddenError("a person says so, not a machine")
    if name_id is None:
        return Speaker(None, None) if work.actor.id.startswith("device:") else Speaker(work.actor.name, work.actor.duty)
    row = work.session.get(StaffNameRow, name_id)
    if row is None or row.hospital_id != hospital_id:
        raise InvalidInputError("name_id", "not a name of this hospital")
    if row.removed_at is not None and (binding or work.now - row.removed_at > STILL_COUNTS):
        raise InvalidInputError("name_id", "this name has left the list")
    return Speaker(row.name, row.duty)


def _own_house(actor: Actor, hospital_id: str) -> None:
    if actor.role is not Role.HOSPITAL or actor.facility != hospital_id:
        raise ForbiddenError("only the hospital itself keeps its list of names")


def _tell(work: Work, row: StaffNameRow, action: str, old: dict[str, str] | None, new: dict[str, str] | None) -> None:
    record_change(work, action, row.id, old, new, region=row.region)
    topic = topics.hospital(row.region, row.hospital_id)
    data = {"hospital_id": row.hospital_id}
    work.told.append(Event(row.region, topic, "staff_names_changed", row.hospital_id, data, work.now))
