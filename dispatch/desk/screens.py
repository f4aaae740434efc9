"""A hospital's shared screens: registered with a code, revoked at once. Each command is one short transaction."""

from chassis import devices, topics
from chassis.devices import DeviceRow
from chassis.errors import ForbiddenError, NotFoundError
from chassis.events import Event
from chassis.ground import Ground
from chassis.identity import Actor, Role
from chassis.work import Work, record_change, working
from dispatch.tables.areas import RegionRow
from hospitals.tables.facts import get_hospital_row


def issue_screen(system: Ground, actor: Actor, hospital_id: str, name: str) -> tuple[DeviceRow, str]:
    """A new screen for a hospital and the code it comes with, told this once.

    Raises ForbiddenError, NotFoundError, InvalidInputError for the name.
    """
    with working(system, actor) as work:
        _may_keep(work, hospital_id)
        region = get_hospital_row(work.session, hospital_id).region
        row, code = devices.issue_device(
            work.session,
            system.ids,
            name=name,
            role=Role.HOSPITAL,
            region=region,
            facility=hospital_id,
            by=actor.id,
            now=work.now,
        )
        record_change(work, "issue_device", row.id, None, {"name": row.name, "facility": hospital_id}, region=region)
        return row, code


def admit_screen(work: Work, code: str, *, address: str) -> tuple[DeviceRow, str] | None:
    """The screen comes with its code and gets its key. None when the code opens nothing; nothing is told why."""
    found = devices.admit_device(work.session, code, now=work.now)
    if found is not None:
        as_itself = Work(work.session, devices.device_actor(found[0]), work.now)
        record_change(as_itself, "admit_device", found[0].id, None, {"address": address})
    return found


def revoke_screen(system: Ground, actor: Actor, device_id: str) -> None:
    """End a screen now: its key opens nothing any more, and its open stream ends. Twice changes nothing."""
    with working(system, actor) as work:
        row = devices.get_device(work.session, device_id)
        itself = actor == devices.device_actor(row)
        if not itself:
            _may_keep(work, row.facility)
        if row.revoked_at is not None:
            return
        row.revoked_at = work.now
        record_change(work, "revoke_device", row.id, {"name": row.name}, None, region=row.region)
        topic = topics.hospital(row.region, row.facility)
        work.told.append(Event(row.region, topic, "device_revoked", f"device:{row.id}", {"name": row.name}, work.now))


def read_screens(system: Ground, actor: Actor, hospital_id: str) -> list[DeviceRow]:
    """The screens of a hospital, those still waiting for their code included. Raises ForbiddenError."""
    with system.db.read() as session:
        _may_keep(Work(session, actor, system.clock.now()), hospital_id)
        return devices.devices_of(session, hospital_id)


def _may_keep(work: Work, hospital_id: str) -> None:
    """The hospital's own people, and those who run a centre that the hospital takes patients from; never a screen."""
    actor = work.actor
    if devices.is_device(actor):
        raise ForbiddenError("a shared screen may not register others")
    if actor.role is Role.HOSPITAL:
        if actor.facility != hospital_id:
            raise NotFoundError("hospital", hospital_id)
        return
    region = work.session.get(RegionRow, actor.region)
    if actor.role not in {Role.SUPERVISOR, Role.ADMIN} or region is None or hospital_id not in region.catchment:
        raise NotFoundError("hospital", hospital_id)
