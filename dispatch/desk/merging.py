"""Two calls, one event: one incident is merged into another, and can be taken apart again exactly as it was.

Nothing is moved. Calls, callers, times, texts, positions and notes stay where they were written; the incident that
remains shows those of all that were merged into it, and their callers follow its help. So taking apart restores
everything by taking one reference away, whatever has happened meanwhile.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.errors import IllegalMoveError, InvalidInputError
from chassis.geo import LatLon
from chassis.identity import Actor
from chassis.work import Work, working
from dispatch.desk.alerting import clear_alerts_of
from dispatch.desk.closing import move, no_unit_on
from dispatch.desk.deciding import decide
from dispatch.desk.telling import tell_callers, tell_crews, tell_incident
from dispatch.duplicates import Candidate, DuplicatePolicy, find_duplicates
from dispatch.model import Incident
from dispatch.states import INCIDENT, OPEN_INCIDENT, IncidentAction, IncidentState
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, get_incident, location_of
from dispatch.tables.family import followed
from dispatch.tables.near import read_near
from drones.tables.sorties import open_sortie_for
from hospitals.request import LIVE
from hospitals.tables.requests import lock_patient, read_requests


def merge_incident(system: System, actor: Actor, incident_id: str, into: str) -> None:
    """Say that `incident_id` is the same event as `into`, which may itself have absorbed others.

    The one that remains is decided anew, by the graver of both calls' answers. Raises IllegalMoveError while a unit, a
    hospital or a drone is on it: `state` says which; InvalidInputError for itself or one that was merged into it.
    """
    with working(system, actor) as work:
        lock_patient(work.session, incident_id)  # before the incident, as whoever chooses a hospital does
        row, parent = _both(work, actor, incident_id, into)
        _check(work, row, parent)
        row.merged_into, row.merged_from = parent.id, row.state
        move(work, row, IncidentAction.MERGE, parent.id)
        clear_alerts_of(work, row.id)
        _tell(work, row, parent)
        remaining = followed(work.session, parent.id).id
    decide(system, remaining, made_for=actor.id)


def unmerge_incident(system: System, actor: Actor, incident_id: str) -> None:
    """Take a merge back: the incident stands where it stood, with everything it had. Both are decided anew."""
    with working(system, actor) as work:
        row = get_incident(work.session, incident_id, region=actor.region)
        parent = get_incident(work.session, row.merged_into) if row.merged_into is not None else None
        came_from = row.merged_from
        move(work, row, IncidentAction.UNMERGE)
        row.state = came_from or row.state
        row.merged_into = row.merged_from = None
        _tell(work, row, parent)
        remaining = followed(work.session, parent.id).id if parent is not None else None
    for one in filter(None, (incident_id, remaining)):
        decide(system, one, made_for=actor.id)


def similar_to(session: Session, row: IncidentRow) -> tuple[Candidate, ...]:
    """The open incidents that came before this one and may be the same event, the likeliest first."""
    location, came = location_of(row), (row.received_at, row.id)
    if location is None or row.state not in OPEN_INCIDENT:
        return ()
    near = _near(session, row.region, location.place, row.received_at)
    earlier = [one for one in near if (one.received_at, one.id) < came]
    return find_duplicates(location.place, row.complaint, incidents=earlier, now=row.received_at)


def similar_at(
    session: Session, region: str, place: LatLon, complaint: str | None, *, now: datetime
) -> tuple[Candidate, ...]:
    """The open incidents that a call from `place` may be about."""
    return find_duplicates(place, complaint, incidents=_near(session, region, place, now), now=now)


def _near(session: Session, region: str, place: LatLon, now: datetime) -> tuple[Incident, ...]:
    rule = DuplicatePolicy()
    return read_near(session, region, place, within_m=rule.within_m, since=now - rule.within)


def _both(work: Work, actor: Actor, *ids: str) -> tuple[IncidentRow, ...]:
    """Both incidents, locked, always in the same order: two people who merge crosswise wait and see each other."""
    for one in sorted(set(ids)):
        work.session.get(IncidentRow, one, with_for_update=True)
    return tuple(get_incident(work.session, one, region=actor.region) for one in ids)


def _check(work: Work, row: IncidentRow, parent: IncidentRow) -> None:
    if followed(work.session, parent.id).id == row.id:
        raise InvalidInputError("into", "an incident cannot be merged into itself")
    if IncidentState(parent.state) not in OPEN_INCIDENT:
        raise IllegalMoveError("incident", parent.state, "merge_into", INCIDENT.allowed(IncidentState(parent.state)))
    no_unit_on(work, row, IncidentAction.MERGE)
    asked = read_requests(work.session, incident_ids=(row.id,), states=LIVE)
    if row.hospital_id or row.outside or asked:
        raise IllegalMoveError("incident", "hospital_asked", IncidentAction.MERGE, ())
    if open_sortie_for(work.session, row.id) is not None:
        raise IllegalMoveError("incident", "drone_sent", IncidentAction.MERGE, ())


def _tell(work: Work, row: IncidentRow, parent: IncidentRow | None) -> None:
    """Both lines of the desk, the crews of the one that remains, and everybody who called about either."""
    work.session.flush()
    tell_incident(work, row)
    if parent is None:
        tell_callers(work, row)
        return
    tell_incident(work, parent)
    tell_crews(work, parent, "calls_changed")
    tell_callers(work, parent)
    if row.merged_into is None:
        tell_callers(work, row)
