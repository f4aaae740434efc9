"""What signal centres answer: believed when it fits a request of ours, kept with its time, told to desk and crew."""

from collections.abc import Iterable
from dataclasses import replace

from chassis.errors import NotFoundError
from chassis.identity import system_actor
from chassis.work import Work, working
from dispatch.priority.telling import tell_signals
from dispatch.priority.watching import heard_from, look_for_silence
from dispatch.system import System
from dispatch.tables.cases import get_assignment
from dispatch.tables.signals import (
    SignalRequestRow,
    find_asked,
    note_step,
    open_requests,
    put_request,
    request_of,
    requests_of,
)
from routing.priority import SIGNAL_REQUEST, Answer, RequestAction, answered
from routing.signals.numbers import NumbersError, made_up
from routing.signals.srm import SSM, SignalStatus


def hear_answers(system: System, said: Iterable[SSM], *, simulated: bool) -> int:
    """Everything a centre said at once; how many answers fitted."""
    return sum(hear(system, one, simulated=simulated) for one in said)


def hear(system: System, said: SSM, *, simulated: bool) -> int:
    """One status message, which may come twice, late or for nobody of ours; how many of its answers fitted."""
    junction = _junction(system, said, simulated=simulated)
    if junction is None:
        return 0
    return sum(_hear(system, junction, said, one, simulated=simulated) for one in said.sigStatus)


def lose(system: System) -> int:
    """The line to the centre was cut, and everything was taken back in our place: nothing counts as granted any more.

    Called from the line's own thread. The planner asks again, with new numbers, for what still lies ahead.
    """
    with system.db.read() as session:
        rows = [row for row in open_requests(session) if not row.simulated]
        jobs = sorted({(row.region, row.job_id) for row in rows})
    return sum(_lose(system, region, job_id) for region, job_id in jobs)


def _lose(system: System, region: str, job_id: str) -> int:
    with working(system, system_actor(region, "signals")) as work:
        job = get_assignment(work.session, job_id)
        rows = [row for row in requests_of(work.session, [job_id]) if row.open and not row.simulated]
        for row in rows:
            request = request_of(row)
            state = SIGNAL_REQUEST.after(request.state, RequestAction.CANCEL)
            put_request(row, replace(request, state=state), at=work.now)
            note_step(work.session, row, RequestAction.CANCEL, at=work.now, why="connection")
        tell_signals(work, job, system)
        return len(rows)


def refuse(system: System, request_id: str, reason: str) -> None:
    """The centre will never take this one: it is not granted, and nobody waits for it."""
    with system.db.read() as session:
        region = session.get_one(SignalRequestRow, request_id).region
    with working(system, system_actor(region, "signals")) as work:
        row = work.session.get_one(SignalRequestRow, request_id, with_for_update=True)
        request = request_of(row)
        if RequestAction.REJECT in SIGNAL_REQUEST.allowed(request.state):
            state = SIGNAL_REQUEST.after(request.state, RequestAction.REJECT)
            put_request(row, replace(request, state=state), at=work.now)
            note_step(work.session, row, RequestAction.REJECT, at=work.now, why=reason[:64])
            tell_signals(work, get_assignment(work.session, row.job_id), system)
            if not row.simulated:
                look_for_silence(work, system, row.region)


def _junction(system: System, said: SSM, *, simulated: bool) -> str | None:
    try:
        junctions = system.signals.junctions(system.roads.current())
        if junctions is None:
            return None
        numbers = made_up(junctions) if simulated else system.signals.numbers(junctions)
    except (NotFoundError, NumbersError):
        return None
    return numbers.back(said.id)


def _hear(system: System, junction: str, said: SSM, one: SignalStatus, *, simulated: bool) -> bool:
    with system.db.read() as session:
        found = find_asked(session, one.requester, one.requestID, junction, simulated=simulated)
        region = found.region if found is not None else None
    if region is None:
        return False
    with working(system, system_actor(region, "signals")) as work:
        row = find_asked(work.session, one.requester, one.requestID, junction, simulated=simulated)
        return row is not None and _take(work, system, row, said, one)


def _take(work: Work, system: System, row: SignalRequestRow, said: SSM, one: SignalStatus) -> bool:
    """Only what is new is written; an answer that is older than the newest, or for what has ended, is let by."""
    heard_from(work, row)
    before = request_of(row)
    at = min(said.timeStamp, work.now) if said.timeStamp is not None else work.now
    answer = Answer(row.unit_id, row.number, row.junction, said.sequenceNumber, one.status, at, one.eta, work.now)
    after = answered(before, answer)
    if not row.open or after == before:
        return row.open
    put_request(row, after, at=work.now)
    note_step(work.session, row, one.status, at=work.now)
    if after.state is not before.state:
        tell_signals(work, get_assignment(work.session, row.job_id), system)
    return True
