"""Certificates are put on record for people who are pilots here."""

from datetime import date

from chassis.errors import NotFoundError
from chassis.identity import Actor, Role
from dispatch.admin.people import read_people
from dispatch.system import System
from drones.certificates import Grade
from drones.pad import certify


def certify_pilot(system: System, actor: Actor, user_id: str, *, number: str, grade: Grade, valid_until: date) -> str:
    """A certificate of a pilot of the administrator's region; returns its id. Raises NotFoundError for anybody else."""
    with system.db.read() as session:
        pilots = {one.id for one in read_people(session, actor.region) if one.role is Role.PILOT}
    if user_id not in pilots:
        raise NotFoundError("pilot", user_id)
    return certify(system, actor, user_id, number=number, grade=grade, valid_until=valid_until)
