"""An entrance pin that is wrong is dismissed by a person, with the reason; units on their way are led anew."""

from collections.abc import Iterator

from sqlalchemy import select

from chassis.errors import NotFoundError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.desk.relocating import lead_on
from dispatch.desk.stopping import aim, pin_for
from dispatch.desk.telling import tell_crews, tell_incident
from dispatch.entrances import Pin, PinWrong
from dispatch.states import OPEN_INCIDENT
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.stops import dismiss_stops


def dismiss_pin(system: System, actor: Actor, incident_id: str, reason: PinWrong) -> None:
    """Let the stops behind the incident's pin count no more. New ones may make a pin again.

    Raises NotFoundError where there is none.
    """
    with working(system, actor) as work:
        row = get_incident(work.session, incident_id, region=actor.region)
        pin = pin_for(work.session, system, row)
        if not isinstance(pin, Pin):
            raise NotFoundError("entrance pin", incident_id)
        dismiss_stops(work.session, pin.stops, now=work.now)
        old = {"lat": round(pin.at.lat, 6), "lon": round(pin.at.lon, 6), "count": pin.count, "stops": list(pin.stops)}
        record_change(work, "dismiss_pin", row.id, old, None, region=row.region, reason=reason)
        turned = list(_aim_anew(work, system, row))
    for ident in turned:
        lead_on(system, actor, ident)


def _aim_anew(work: Work, system: System, row: IncidentRow) -> Iterator[str]:
    """The incident, and every other open one whose routes ended at a pin: those that it has changed."""
    states = [state.value for state in OPEN_INCIDENT]
    pinned = select(IncidentRow).where(IncidentRow.region == row.region, IncidentRow.pin_lat.is_not(None))
    others = work.session.scalars(pinned.where(IncidentRow.state.in_(states)).order_by(IncidentRow.id)).all()
    for one in dict.fromkeys([row, *others]):
        changed = aim(work, system, one)
        if changed or one is row:
            tell_incident(work, one)
            tell_crews(work, one, "pin_dismissed")
        if changed:
            yield one.id
