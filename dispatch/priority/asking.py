"""Once a second: what every unit under way has to ask of the junctions ahead, put right or take back.

Looked at outside any transaction and decided by `plan_changes`; what is to be said is written down together with its
delivery, and said by `dispatch.priority.saying`. If somebody else has written meanwhile, the next second decides anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from chassis.errors import NotFoundError
from chassis.identity import system_actor
from chassis.outbox import Delivery, enqueue
from chassis.work import Work, working
from dispatch.policies.force import in_force
from dispatch.priority.telling import tell_signals
from dispatch.priority.vehicles import Vehicle, paced, read_route, read_vehicles
from dispatch.priority.watching import look_for_silence
from dispatch.system import System
from dispatch.tables.cases import get_assignment
from dispatch.tables.signals import (
    SignalRequestRow,
    last_numbers,
    note_step,
    open_requests,
    put_request,
    request_of,
    requests_of,
)
from routing.junctions import Junctions
from routing.priority import (
    SIGNAL_REQUEST,
    Change,
    Kind,
    PlannedRoute,
    PriorityPolicy,
    PriorityRequest,
    Progress,
    RequestAction,
    fallen_silent,
    follow,
    plan_changes,
    plan_way,
)

CHANNEL = "signal"
NUMBERS = 255


@dataclass(slots=True)
class Known:
    """What a look remembers of a vehicle for the next one; losing it costs one reading of the way."""

    version: int
    leg: str
    network: str
    way: PlannedRoute | None
    progress: Progress | None = None


@dataclass(slots=True)
class Asker:
    """One worker's memory of the ways. Everything that counts is in the tables."""

    known: dict[str, Known] = field(default_factory=dict)

    def tick(self, system: System) -> int:
        """Look at everybody once; returns how many things were said or found out."""
        with system.db.read() as session:
            vehicles = read_vehicles(session)
            rows = open_requests(session)
            if not vehicles and not rows:
                self.known.clear()
                return 0
            all_rows = requests_of(session, {vehicle.job_id for vehicle in vehicles}) if vehicles else []
            policies = {one: in_force(session, system, one).signals for one in {v.region for v in vehicles}}
            numbers = last_numbers(session, {vehicle.unit_id for vehicle in vehicles}, of=NUMBERS)
        junctions = _junctions(system)
        with system.db.read() as session:
            ways = {v.job_id: self._way(session, system, v, junctions, policies[v.region]) for v in vehicles}
        self.known = {job: one for job, one in self.known.items() if job in ways}
        told = 0
        for vehicle in vehicles:
            mine = [row for row in all_rows if (row.job_id, row.leg) == (vehicle.job_id, vehicle.leg)]
            way, progress = ways[vehicle.job_id]
            policy, last = paced(policies[vehicle.region], vehicle.pace), numbers[vehicle.unit_id]
            told += _look(system, vehicle, mine, way, progress, policy=policy, last=last)
        running = {(vehicle.job_id, vehicle.leg) for vehicle in vehicles}
        over = [row for row in rows if (row.job_id, row.leg) not in running]
        return told + sum(_end(system, job, [r for r in over if r.job_id == job]) for job in {r.job_id for r in over})

    def _way(
        self, session: Session, system: System, vehicle: Vehicle, junctions: Junctions | None, policy: PriorityPolicy
    ) -> tuple[PlannedRoute | None, Progress | None]:
        """The way of a vehicle and how far along it is. None where nobody is to be asked."""
        if junctions is None or not policy.on or not system.signals.name_for(simulated=vehicle.simulated):
            return None, None
        kept = self.known.get(vehicle.job_id)
        if kept is None or (kept.version, kept.leg, kept.network) != (vehicle.version, vehicle.leg, junctions.network):
            route = read_route(session, vehicle.job_id)
            way = plan_way(route, junctions) if route is not None else None
            same = kept is not None and kept.way is not None and way is not None and kept.way.line == way.line
            progress = kept.progress if same and kept is not None else None
            kept = Known(vehicle.version, vehicle.leg, junctions.network, way, progress)
            self.known[vehicle.job_id] = kept
        if kept.way is not None and vehicle.fix is not None:
            found = follow(kept.way, vehicle.fix, kept.progress, off_route_m=policy.off_route_m)
            kept.progress = found or kept.progress
        return kept.way, kept.progress


def _junctions(system: System) -> Junctions | None:
    try:
        return system.signals.junctions(system.roads.current())
    except NotFoundError:
        return None


def _look(
    system: System,
    vehicle: Vehicle,
    rows: Sequence[SignalRequestRow],
    way: PlannedRoute | None,
    progress: Progress | None,
    *,
    policy: PriorityPolicy,
    last: int,
) -> int:
    """Decide on what was read; write only where something is to be said or has fallen silent."""
    now = system.clock.now()
    known = [request_of(row) for row in rows]
    if way is not None and not way.stop_lines and not known:
        return 0
    if not known and (way is None or progress is None):
        return 0
    silent = [one for one in known if fallen_silent(one, now=now, policy=policy)]
    changes = plan_changes(
        vehicle.unit_id,
        way,
        progress,
        known,
        severity=vehicle.severity,
        now=now,
        policy=policy,
        pace=vehicle.pace,
        last_number=last,
    )
    if not changes and not silent:
        return 0
    return _write(system, vehicle, rows, changes, silent, way)


def _write(
    system: System,
    vehicle: Vehicle,
    rows: Sequence[SignalRequestRow],
    changes: Sequence[Change],
    silent: Sequence[PriorityRequest],
    way: PlannedRoute | None,
) -> int:
    with working(system, system_actor(vehicle.region, "signals")) as work:
        job = get_assignment(work.session, vehicle.job_id, lock=True)
        fresh = [row for row in requests_of(work.session, [vehicle.job_id]) if row.leg == vehicle.leg]
        if job.state != vehicle.leg or not _as_read(rows, fresh):
            return 0
        by_number = {row.number: row for row in fresh}
        for one in silent:
            row = by_number[one.number]
            ended = SIGNAL_REQUEST.after(one.state, RequestAction.FALL_SILENT)
            put_request(row, replace(one, state=ended), at=work.now)
            note_step(work.session, row, RequestAction.FALL_SILENT, at=work.now)
        if silent and not vehicle.simulated:
            look_for_silence(work, system, vehicle.region)
        for change in changes:
            row = by_number.get(change.request.number) or _new_row(work, system, vehicle, change.request, way)
            _say(work, row, change)
        if silent or any(change.kind is not Kind.UPDATE for change in changes):  # no screen shows when it is reached
            tell_signals(work, job, system)
        return len(changes) + len(silent)


def _as_read(rows: Sequence[SignalRequestRow], fresh: Sequence[SignalRequestRow]) -> bool:
    seen = {row.id: (row.sequence, row.state) for row in rows}
    return seen == {row.id: (row.sequence, row.state) for row in fresh}


def _new_row(
    work: Work, system: System, vehicle: Vehicle, request: PriorityRequest, way: PlannedRoute | None
) -> SignalRequestRow:
    lines = way.stop_lines if way is not None else ()
    place = next(line.place for line in lines if (line.junction, line.approach) == (request.junction, request.approach))
    row = SignalRequestRow(
        id=system.ids.new("sig"),
        region=vehicle.region,
        job_id=vehicle.job_id,
        incident_id=vehicle.incident_id,
        unit_id=vehicle.unit_id,
        unit_region=vehicle.unit_region,
        leg=vehicle.leg,
        simulated=vehicle.simulated,
        number=(request.number - 1) % NUMBERS + 1,
        junction=request.junction,
        lat=place.lat,
        lon=place.lon,
        network=way.network if way is not None else "",
        approach=request.approach,
        exit=request.exit,
        severity=request.severity,
        duration_s=request.duration.total_seconds(),
        made_at=request.made_at,
        said_at=work.now,
        state=request.state,
    )
    work.session.add(row)
    return row


def _say(work: Work, row: SignalRequestRow, change: Change) -> None:
    """Write a request down as it is from now on, and have it said."""
    put_request(row, change.request, at=work.now)
    work.session.flush()
    note_step(work.session, row, change.kind, at=work.now, why=change.why)
    payload = {"request_id": row.id, "sequence": row.sequence, "kind": change.kind.value}
    enqueue(
        work.session, Delivery(f"srm:{row.id}:{row.said_at.timestamp():.3f}", row.region, CHANNEL, payload, work.now)
    )


def _end(system: System, job_id: str, rows: Sequence[SignalRequestRow]) -> int:
    """A leg is over, by arrival, stand-down or another hospital: what is still asked for it is taken back."""
    first = rows[0]
    with working(system, system_actor(first.region, "signals")) as work:
        job = get_assignment(work.session, job_id, lock=True)
        fresh = [row for row in requests_of(work.session, [job_id]) if row.open and row.id in {one.id for one in rows}]
        if not fresh or (job.open and job.state == first.leg):
            return 0
        known = [request_of(row) for row in fresh]
        changes = plan_changes(
            first.unit_id, None, None, known, severity=first.severity, now=work.now, policy=PriorityPolicy()
        )
        for change in changes:
            _say(work, next(row for row in fresh if row.number == change.request.number), change)
        tell_signals(work, job, system)
        return len(changes)
