"""What is to be said to signal centres, said; and what they answer, written down.

A request that is not taken is not sent again behind the planner's back: after some seconds it counts as unknown, and
the planner says it anew with the arrival of then. Only what is taken back is repeated until the dead man has done it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from chassis.errors import NotFoundError
from chassis.identity import system_actor
from chassis.work import working
from dispatch.paging import Receipt, TemporaryFailureError
from dispatch.priority.hearing import hear, hear_answers, refuse
from dispatch.priority.watching import NO_CENTRE, NO_JUNCTION, OTHER_ROADS
from dispatch.system import System
from dispatch.tables.cases import IncidentRow
from dispatch.tables.fleet import UnitRow
from dispatch.tables.records import SimulationRow
from dispatch.tables.signals import SignalRequestRow, note_step
from routing.junctions import Junction, Junctions
from routing.priority.messages import Kind
from routing.priority.policy import PriorityPolicy
from routing.priority.states import SIGNAL_REQUEST, RequestAction, RequestState
from routing.signals import CentreError, SignalCentre
from routing.signals.numbers import Numbers, NumbersError
from routing.signals.srm import SRM, Position, Requestor, SignalRequest

GRACE = PriorityPolicy().grace
AGAIN_AFTER = timedelta(seconds=15)
LONGEST_MS = 65_535
NOBODY = Receipt("", "no_centre")


def say(system: System, key: str, payload: Mapping[str, Any]) -> Receipt:
    """One message to the centre of its vehicle. What has been overtaken by a newer word is not said any more."""
    kind = Kind(payload["kind"])
    with system.db.read() as session:
        row = session.get_one(SignalRequestRow, payload["request_id"])
        unit, incident = session.get(UnitRow, row.unit_id), session.get_one(IncidentRow, row.incident_id)
        day = session.scalar(select(SimulationRow.speed).where(SimulationRow.region == row.region))
    if kind is not Kind.CANCEL and (not row.open or row.sequence != payload["sequence"]):
        return Receipt("", "overtaken")
    if system.clock.now() >= row.eta + timedelta(seconds=row.duration_s) + GRACE:
        return _done(system, row, kind, "dead_man")
    try:
        centre, numbers, junction = _where(system, row, day or 1.0)
        answers = centre.send(_message(system, row, kind, junction, numbers, unit, incident), key=key)
    except CentreError as error:
        return _not_taken(system, row, kind, error)
    hear_answers(system, answers, simulated=row.simulated)
    return _done(system, row, kind, "taken")


def _where(system: System, row: SignalRequestRow, pace: float) -> tuple[SignalCentre, Numbers, Junction]:
    """The centre, its numbers and the junction. Raises CentreError where there is none for this request."""
    junctions = _junctions(system, row)
    junction = junctions.by_id.get(row.junction)
    if junction is None:
        raise CentreError(OTHER_ROADS, final=True)
    if row.simulated:
        made = system.signals.simulated(
            row.region,
            junctions,
            pace=pace,
            now=system.clock.now,
            heard=lambda said: hear(system, said, simulated=True),
        )
        return made, made.numbers, junction
    if system.signals.centre is None:
        raise CentreError(NO_CENTRE, final=True)
    try:
        return system.signals.centre, system.signals.numbers(junctions), junction
    except NumbersError as error:
        raise CentreError(str(error), final=True) from error


def _junctions(system: System, row: SignalRequestRow) -> Junctions:
    try:
        found = system.signals.junctions(system.roads.current())
    except NotFoundError as error:
        raise CentreError("no roads") from error
    if found is None or found.network != row.network:
        raise CentreError(OTHER_ROADS, final=True)
    return found


def _message(
    system: System,
    row: SignalRequestRow,
    kind: Kind,
    junction: Junction,
    numbers: Numbers,
    unit: UnitRow | None,
    incident: IncidentRow,
) -> SRM:
    number, lane = numbers.of.get(row.junction), numbers.approach(junction, row.approach)
    if number is None or lane is None:
        raise CentreError(NO_JUNCTION, final=True)
    place = None
    if unit is not None and unit.lat is not None and unit.lon is not None:
        place = Position(unit.lat, unit.lon)
    return SRM(
        timeStamp=system.clock.now(),
        sequenceNumber=row.sequence,
        requestor=Requestor(row.unit_id, row.severity, incident=incident.number, position=place),
        requests=(
            SignalRequest(
                id=number,
                requestID=row.number,
                requestType=kind,
                inBoundLane=lane,
                eta=row.eta,
                duration_ms=min(LONGEST_MS, round(row.duration_s * 1000)),
                outBoundLane=numbers.approach(junction, row.exit),
            ),
        ),
    )


def _not_taken(system: System, row: SignalRequestRow, kind: Kind, error: CentreError) -> Receipt:
    if error.final:
        refuse(system, row.id, str(error))
        return _done(system, row, kind, "refused")
    if kind is Kind.CANCEL:
        raise TemporaryFailureError(str(error), retry_after=AGAIN_AFTER) from error
    return Receipt("", "not_taken")


def _done(system: System, row: SignalRequestRow, kind: Kind, how: str) -> Receipt:
    """A stop line that was passed is closed once its junction knows, or cannot be told any more."""
    if kind is Kind.CANCEL and row.state == RequestState.PASSED:
        with working(system, system_actor(row.region, "signals")) as work:
            fresh = work.session.get_one(SignalRequestRow, row.id, with_for_update=True)
            if fresh.state == RequestState.PASSED:
                fresh.state = SIGNAL_REQUEST.after(RequestState.PASSED, RequestAction.CLOSE)
                note_step(work.session, fresh, RequestAction.CLOSE, at=work.now, why=how)
    return Receipt("", how)
