"""Recorded days lived again through the live decisions, with a virtual clock.

Each incident enters when it was received; the decision falls after the time a call takes to process. Durations at the
scene and at the hospital come from the record, driving times from our roads. The decision is `plan_response` itself.
"""

import heapq
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from tqdm import tqdm

from chassis.geo import LatLon
from dispatch.city.pack import CityPack
from dispatch.city.reading import read_pack
from dispatch.city.roads import roads_of
from dispatch.model import Gate, Incident, Location, LocationSource, Verification
from dispatch.plan import Plan, Policy, RoadAnswers, Situation, plan_response
from dispatch.protocols import read_rules
from dispatch.simulation.recorded import Announced, Record, Recorded, Shift, read_record
from dispatch.simulation.report import Report, responses
from dispatch.simulation.world import Ambulance, Job, Ledger, by_urgency
from dispatch.states import AssignmentState, IncidentState
from dispatch.triage import ResponsePlan, Triage, triage
from drones.model import Squadron
from routing.profiles import SAN_FRANCISCO
from routing.roads import build_roads
from routing.speeds import metric

PROCESSING_S = 105.0  # gate within 45 s, then a unit within 60 s: the targets of docs/replay.md
PADDING = timedelta(hours=1)
ONE_AMBULANCE = ResponsePlan("recorded", (("bls",),), mobilisation_s=60)
NO_DRONES = Squadron((), (), (), (), None)
Step = Callable[[], None]


def replay_main(calls: Path, city: str = "sf", *, progress: bool = True, processing_s: float = PROCESSING_S) -> Report:
    """Replay a record in a city; raises PackError or ValueError when one of them is not there."""
    pack = read_pack(city, shared_data=calls.resolve().parents[1])
    network = roads_of(pack, shared_data=calls.resolve().parents[1])
    record = read_record(calls)
    roads = build_roads(network, metric(network, policy=SAN_FRANCISCO))
    return Replay(pack, record, roads, processing_s=processing_s).run(progress=progress)


def decide(announced: Announced, situation: Situation, roads: RoadAnswers, policy: Policy) -> Plan:
    """The live decision on what was announced; nothing of the outcome can reach it."""
    place = Location(announced.place, LocationSource.MAP, Verification.VERIFIED)
    incident = Incident(
        id=announced.id,
        region="replay",
        number=announced.id,
        state=IncidentState.PENDING,
        received_at=announced.received_at,
        location=place,
        priority=announced.priority,
        complaint=None,
        determinant=None,
        bundle=None,
    )
    found: Triage = triage(complaint=None, text=None, gate=Gate(), rules=RULES)
    found = replace(found, priority=announced.priority, response=ONE_AMBULANCE)
    return plan_response(incident, found, situation, roads=roads, policy=policy)


RULES = read_rules()


class Replay:
    """One run. `run` may be called once."""

    def __init__(self, pack: CityPack, record: Record, roads: RoadAnswers, *, processing_s: float) -> None:
        self._pack, self._record, self._roads = pack, record, roads
        self._processing = timedelta(seconds=processing_s)
        self._policy, self._ledger = Policy(), Ledger()
        self._queue: list[Recorded] = []
        self._heap: list[tuple[datetime, int, Step]] = []
        self._order = itertools.count()
        if not record.incidents:
            raise ValueError("a record without incidents")
        self._now = record.incidents[0].announced.received_at
        posts = {station.id: station.place for station in pack.stations}
        self._units = [
            Ambulance(unit.id, posts[unit.station], _duty(unit.callsign_en, record.shifts), posts[unit.station])
            for unit in pack.units
        ]

    def run(self, *, progress: bool) -> Report:
        """Live the days."""
        for case in self._record.incidents:
            self._at(case.announced.received_at + self._processing, partial(self._call, case))
        with tqdm(total=len(self._record.incidents), unit="call", disable=not progress) as bar:
            while self._heap:
                self._now, _, step = heapq.heappop(self._heap)
                step()
                bar.update(len(self._ledger.responses) - bar.n)
        return self._report()

    def _at(self, when: datetime, step: Step) -> None:
        heapq.heappush(self._heap, (when, next(self._order), step))

    def _call(self, case: Recorded) -> None:
        self._ledger.busy.append(sum(unit.job is not None for unit in self._units))
        if not self._send(case):
            self._ledger.waited += 1
            self._queue.append(case)

    def _send(self, case: Recorded, *, diverts: int = 0) -> bool:
        """Decide and send the first choice; False when there is none."""
        units = tuple(unit.snapshot(self._now) for unit in self._units)
        situation = Situation(self._now, units, self._pack.hospitals, NO_DRONES, (), {})
        plan = decide(case.announced, situation, self._roads, self._policy)
        chosen = plan.chosen[0].unit_id
        if chosen is None:
            return False
        option = next(option for option in plan.units.options if option.unit_id == chosen)
        unit = next(unit for unit in self._units if unit.id == chosen)
        if unit.job is not None:
            self._divert(unit.job)
            diverts += 1
        self._dispatch(case, unit, option.mobilisation, option.travel.p50, plan, diverts)
        return True

    def _divert(self, job: Job) -> None:
        """Its patient goes back to the queue; another unit is looked for at once."""
        job.over, job.unit.job = True, None
        self._ledger.diverted += 1
        self._queue.append(job.case)
        self._at(self._now, self._serve_queue)

    def _dispatch(
        self, case: Recorded, unit: Ambulance, turnout: timedelta, travel: timedelta, plan: Plan, diverts: int
    ) -> None:
        arrives = self._now + turnout + travel
        job = Job(f"{case.announced.id}:{unit.id}", case, unit, AssignmentState.EN_ROUTE, arrives, diverts)
        unit.job = job
        unit.go(case.announced.place, now=self._now, travel=turnout + travel)
        ranked = plan.hospitals.options if plan.hospitals is not None else ()
        target = ranked[0].hospital_id if ranked else None
        drive = ranked[0].travel.p50 if ranked else timedelta(0)
        self._at(arrives, lambda: self._arrive(job, target, drive))

    def _arrive(self, job: Job, hospital: str | None, drive: timedelta) -> None:
        if job.over:
            return
        job.state = AssignmentState.ON_SCENE
        told = job.case.announced
        self._ledger.responses.setdefault(told.id, self._now - told.received_at)
        job.unit.place, job.unit.moving = told.place, None
        self._at(self._now + job.case.outcome.on_scene, lambda: self._leave(job, hospital, drive))

    def _leave(self, job: Job, hospital: str | None, drive: timedelta) -> None:
        if hospital is None or not job.case.outcome.transported:
            self._clear(job, job.case.announced.place)
            return
        job.state = AssignmentState.DEPART_SCENE
        place = next(one.place for one in self._pack.hospitals if one.id == hospital)
        arrives = job.unit.go(place, now=self._now, travel=drive)
        self._at(arrives + job.case.outcome.at_hospital, lambda: self._clear(job, place))

    def _clear(self, job: Job, place: LatLon) -> None:
        unit = job.unit
        unit.job, unit.place, unit.moving = None, place, None
        home = self._roads.to_one([place], unit.post)[0]
        if home is not None:
            unit.go(unit.post, now=self._now, travel=home.p50)
        self._serve_queue()

    def _serve_queue(self) -> None:
        """Whoever waits longest among the gravest gets the unit that is free now."""
        for case in sorted(self._queue, key=by_urgency):
            if not any(unit.job is None and unit.on_duty(self._now) for unit in self._units):
                return
            self._queue.remove(case)
            if not self._send(case, diverts=self._policy.assign.divert_limit):
                self._queue.append(case)

    def _report(self) -> Report:
        cases = self._record.incidents
        busy = sorted(self._ledger.busy) or [0]
        codes = sorted({case.outcome.final_priority for case in cases})
        first, last = cases[0].announced.received_at, cases[-1].announced.received_at
        ours, answered = self._ledger.responses, {case.announced.id for case in cases}
        return Report(
            days=round((last - first) / timedelta(days=1), 2),
            incidents=len(cases),
            skipped=dict(self._record.skipped),
            estimated=sum(case.outcome.estimated for case in cases),
            processing_s=self._processing.total_seconds(),
            units=len(self._units),
            ours={code: responses(_times(cases, code, ours)) for code in codes},
            recorded={
                code: responses(
                    case.outcome.response
                    for case in cases
                    if case.outcome.final_priority == code and case.outcome.response is not None
                )
                for code in codes
            },
            busy_median=busy[len(busy) // 2],
            busy_p95=busy[int(len(busy) * 0.95)],
            busy_max=busy[-1],
            undispatched=len(answered - set(ours)),
            waited=self._ledger.waited,
            diverted=self._ledger.diverted,
        )


def _times(cases: Sequence[Recorded], code: str, ours: dict[str, timedelta]) -> list[timedelta]:
    ids = [case.announced.id for case in cases if case.outcome.final_priority == code]
    return [ours[one] for one in ids if one in ours]


def _duty(name: str, shifts: Sequence[Shift]) -> tuple[tuple[datetime, datetime], ...]:
    """The hours a unit is there: from its first to its last stamp of a day, an hour more on either side."""
    return tuple((shift.begins - PADDING, shift.ends + PADDING) for shift in shifts if shift.unit == name)
