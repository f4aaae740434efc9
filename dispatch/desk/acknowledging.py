"""A hospital has read its list of a mass-casualty incident."""

from chassis import topics
from chassis.errors import ForbiddenError, NotFoundError
from chassis.events import Event
from chassis.identity import Actor, Role
from chassis.work import record_change, working
from dispatch.system import System
from dispatch.tables.cases import get_incident
from dispatch.tables.mass import MassNoticeRow
from hospitals.intake.staffing import speaker


def acknowledge_list(system: System, actor: Actor, incident_id: str, *, name_id: str | None = None) -> None:
    """Somebody there has read it as it stands now; a later change has to be read again. Raises NotFoundError."""
    if actor.role is not Role.HOSPITAL or actor.facility is None:
        raise ForbiddenError("only the hospital itself acknowledges its list")
    with working(system, actor) as work:
        notice = work.session.get(MassNoticeRow, (incident_id, actor.facility))
        if notice is None:
            raise NotFoundError("list", incident_id)
        incident = get_incident(work.session, incident_id)
        said = speaker(work, actor.facility, name_id)
        notice.acked_at, notice.acked_by, notice.acked_name = work.now, actor.id, said.name
        told = {"incident_id": incident.id, "hospital_id": actor.facility, "number": incident.number}
        record_change(work, "acknowledge_list", incident.id, None, told, region=incident.region)
        readers = [
            (incident.region, topics.desk(incident.region)),
            (notice.hospital_region, topics.hospital(notice.hospital_region, actor.facility)),
        ]
        work.told.extend(Event(region, topic, "mass_changed", incident.id, told, work.now) for region, topic in readers)
