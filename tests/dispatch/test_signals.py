"""Green lights for a unit under way: asked in time, answered, told, and given back whatever becomes of the job."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from chassis import events, topics
from chassis.geo import LatLon
from chassis.identity import SIMULATED, Actor, Role
from chassis.outbox import DeliveryRow, purge_sent
from dispatch.boards.signals import signals_view
from dispatch.crew.reporting import Fix, report_position
from dispatch.crew.stepping import step
from dispatch.deliver import deliver, deliver_signals
from dispatch.desk.alerting import read_alerts
from dispatch.desk.sending import cancel_assignment, send_unit
from dispatch.desk.taking import take_call
from dispatch.priority.asking import CHANNEL, Asker
from dispatch.priority.hearing import hear, lose
from dispatch.record import route_json
from dispatch.signalling import Signals
from dispatch.simulation.crews import place_on
from dispatch.simulation.day import switch
from dispatch.states import AssignmentAction as A
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow
from dispatch.tables.fleet import UnitRow
from dispatch.tables.signals import STEPS_KEPT, SignalRequestRow, purge_steps, requests_of, steps_of_requests
from routing.junctions import find_junctions
from routing.priority import Kind, RequestState, Status
from routing.signals import CentreError
from routing.signals.fake import FakeCentre
from routing.signals.numbers import Numbers, made_up
from routing.signals.srm import SSM, IntersectionID, SignalStatus
from tests.dispatch.town import Holder, Town, call
from tests.routing.towns import corner, grid, town_roads

S = RequestState
ROADS = town_roads(grid(6, signals=[6 * row + column for row in range(6) for column in range(1, 5)]))
JUNCTIONS = find_junctions(ROADS.network)
NUMBERS = made_up(JUNCTIONS)
SCENE = corner(0, 5)


@dataclass
class Drive:
    """Unit s1 on its way along the southern street, a second at a time."""

    town: Town
    system: System
    centre: FakeCentre
    job: str = ""
    asker: Asker = field(default_factory=Asker)
    gone_s: float = 0.0

    @property
    def crew(self) -> Actor:
        return self.town.crew("s1")

    def second(self, *, moves: bool = True, count: int = 1) -> None:
        """The clock, the vehicle, the worker; in this order."""
        for _ in range(count):
            self.town.clock.advance(timedelta(seconds=1))
            if moves:
                self.gone_s += 1
                route = self.row().route
                assert route is not None
                at = place_on(route["points"], self.gone_s / route["p50_s"])
                report_position(self.system, self.crew, "s1", Fix(at))
            self.asker.tick(self.system)
            deliver_signals(self.system, "w")

    def way_s(self) -> float:
        """How long the whole way takes."""
        route = self.row().route
        assert route is not None
        return float(route["p50_s"])

    def place(self) -> LatLon:
        with self.system.db.read() as session:
            unit = session.get_one(UnitRow, "s1")
            return LatLon(unit.lat or 0.0, unit.lon or 0.0)

    def until_asked(self) -> SignalRequestRow:
        for _ in range(200):
            if self.requests():
                return self.requests()[0]
            self.second()
        raise AssertionError("nobody was asked")

    def row(self) -> AssignmentRow:
        with self.system.db.read() as session:
            return session.get_one(AssignmentRow, self.job, options=[undefer(AssignmentRow.route)])

    def requests(self) -> list[SignalRequestRow]:
        with self.system.db.read() as session:
            return requests_of(session, [self.job])

    def states(self) -> list[str]:
        return [row.state for row in self.requests()]

    def answer(self, row: SignalRequestRow, status: Status, *, late_s: float = 0.0) -> int:
        at = self.town.clock.now() - timedelta(seconds=late_s)
        said = SSM(row.sequence, NUMBERS.of[row.junction], (SignalStatus("s1", row.number, status),), at)
        return hear(self.system, said, simulated=False)

    def said(self) -> list[tuple[Kind, int]]:
        return [(one.requests[0].requestType, one.requests[0].requestID) for one, _ in self.centre.sent]

    def log(self) -> list[tuple[str, str]]:
        with self.system.db.read() as session:
            return [(one.said, one.state) for one in steps_of_requests(session, [r.id for r in self.requests()])]


def set_out(town: Town, system: System, centre: FakeCentre) -> Drive:
    drive = Drive(town, system, centre)
    report_position(system, drive.crew, "s1", Fix(corner(0, 0)))
    taken = take_call(system, town.kim, call(SCENE))
    drive.job = send_unit(system, town.kim, taken.incident_id, "s1")
    step(system, drive.crew, drive.job, A.EN_ROUTE)
    return drive


@pytest.fixture
def drive(town: Town) -> Iterator[Drive]:
    centre = FakeCentre()
    signals = Signals("http")
    signals.centre = centre
    system = replace(town.system, roads=Holder(ROADS), signals=signals)
    yield set_out(town, system, centre)


def test_the_junctions_ahead_are_asked_one_after_the_other_as_their_arrival_comes_near(drive: Drive) -> None:
    drive.until_asked()
    first = drive.centre.sent[0][0]
    assert first.requestor.id == "s1"
    assert first.requestor.importanceLevel == 14
    assert first.requests[0].id == NUMBERS.of[drive.requests()[0].junction]
    assert first.requests[0].eta - drive.town.clock.now() <= timedelta(seconds=30)
    drive.second(count=int(drive.way_s()))
    asked = [number for kind, number in drive.said() if kind is Kind.REQUEST]
    taken_back = [number for kind, number in drive.said() if kind is Kind.CANCEL]
    assert asked == taken_back == [1, 2, 3, 4]
    assert drive.states() == [S.CLOSED] * 4


def test_a_grant_is_written_down_told_and_counted(drive: Drive) -> None:
    row = drive.until_asked()
    assert drive.answer(row, Status.PROCESSING) == 1
    drive.second()
    assert drive.answer(row, Status.GRANTED) == 1
    (granted,) = [one for one in drive.requests() if one.id == row.id]
    assert (granted.state, granted.granted_at) == (S.GRANTED, drive.town.clock.now())
    with drive.system.db.read() as session:
        for topic in (topics.desk("sejong"), topics.unit("sejong", "s1")):
            heard = [one for one in events.read(session, [topic], after=0) if one.kind == "signals_changed"]
            assert heard[-1].data["signals"][0]["state"] == S.GRANTED
        view = signals_view(session, drive.system, drive.row())
    assert view["centre"] == "http"
    assert view["run"]["granted"] == 1
    for _ in range(int(drive.way_s())):
        drive.second()
        drive.answer(row, Status.GRANTED)
    assert drive.requests()[0].passed_granted is True
    assert drive.log()[:3] == [
        ("priorityRequest", S.REQUESTED),
        ("processing", S.PROCESSING),
        ("granted", S.GRANTED),
    ]


def test_desk_and_crew_hear_of_what_their_screens_show_and_of_nothing_else(drive: Drive) -> None:
    drive.until_asked()
    for _ in range(11):  # it creeps: the arrival at the junction moves, the centre is told so
        report_position(drive.system, drive.crew, "s1", Fix(drive.place()))
        drive.second(moves=False)
    assert Kind.UPDATE in [kind for kind, _ in drive.said()]
    with drive.system.db.read() as session:
        heard = [one for one in events.read(session, [topics.desk("sejong")], after=0) if one.kind == "signals_changed"]
    shown = [[(one["id"], one["state"]) for one in event.data["signals"]] for event in heard]
    assert len(shown) > 1
    assert all(before != after for before, after in pairwise(shown))


def test_what_nobody_answers_is_unknown_and_said_again_and_never_green(drive: Drive) -> None:
    row = drive.until_asked()
    for _ in range(11):  # it creeps: heard, but hardly moving
        report_position(drive.system, drive.crew, "s1", Fix(drive.place()))
        drive.second(moves=False)
    (first,) = [one for one in drive.requests() if one.id == row.id]
    assert first.state == S.UNKNOWN
    kinds = [kind for kind, number in drive.said() if number == row.number]
    assert kinds[0] is Kind.REQUEST
    assert set(kinds[1:]) == {Kind.UPDATE}


@pytest.mark.parametrize(
    ("status", "state"), [(Status.REJECTED, S.REJECTED), (Status.WATCH, S.WATCH), (Status.MAX_PRESENCE, S.MAX_PRESENCE)]
)
def test_a_no_is_told_and_stops_nothing(drive: Drive, status: Status, state: RequestState) -> None:
    row = drive.until_asked()
    before = drive.row().eta
    drive.answer(row, status)
    drive.second()
    assert drive.requests()[0].state == state
    assert drive.row().eta == before
    assert drive.row().state == "en_route"


def test_a_stand_down_takes_everything_back_within_a_second(drive: Drive) -> None:
    drive.until_asked()
    cancel_assignment(drive.system, drive.town.kim, drive.job, "not needed")
    drive.second(moves=False)
    assert set(drive.states()) == {S.CANCELLED}
    assert drive.said()[-1][0] is Kind.CANCEL


def test_an_arrival_takes_everything_back(drive: Drive) -> None:
    drive.until_asked()
    step(drive.system, drive.crew, drive.job, A.ON_SCENE)
    drive.second(moves=False)
    assert set(drive.states()) == {S.CANCELLED}


def test_a_silent_device_takes_everything_back_after_five_seconds_and_asks_anew_when_it_is_heard(drive: Drive) -> None:
    drive.until_asked()
    drive.second(moves=False, count=5)
    assert S.STALE not in drive.states()
    drive.second(moves=False)
    assert set(drive.states()) == {S.STALE}
    drive.second()
    assert drive.states()[-1] == S.REQUESTED
    assert drive.requests()[-1].number > 1


def test_another_way_takes_back_what_it_does_not_lead_through(drive: Drive) -> None:
    row = drive.until_asked()
    other = ROADS.route(corner(1, 0), corner(1, 5))
    assert other is not None
    with drive.system.db.write() as session:
        session.get_one(AssignmentRow, drive.job).route = route_json(other)
    report_position(drive.system, drive.crew, "s1", Fix(corner(1, 0)))
    drive.second(moves=False)
    (gone,) = [one for one in drive.requests() if one.id == row.id]
    assert gone.state == S.CANCELLED


def test_an_answer_that_comes_late_or_for_nobody_changes_nothing(drive: Drive) -> None:
    row = drive.until_asked()
    drive.second()
    drive.answer(row, Status.WATCH)
    drive.answer(row, Status.GRANTED, late_s=1.0)
    assert drive.requests()[0].state == S.WATCH
    stranger = SSM(1, NUMBERS.of[row.junction], (SignalStatus("s9", 1, Status.GRANTED),))
    assert hear(drive.system, stranger, simulated=False) == 0
    assert hear(drive.system, replace(stranger, id=IntersectionID(1)), simulated=False) == 0
    mine = replace(stranger, sigStatus=(SignalStatus("s1", 1, Status.GRANTED),))
    assert hear(drive.system, mine, simulated=True) == 0  # the simulated centre grants nothing to real vehicles
    assert drive.requests()[0].state == S.WATCH


def test_a_centre_that_is_away_holds_up_nobody(drive: Drive) -> None:
    drive.centre.failures.extend([CentreError("no line")] * 3)
    drive.until_asked()
    assert drive.requests()[0].state == S.REQUESTED
    deliver(drive.system, "w")  # pages to crews go their own way
    drive.second(count=2)
    assert drive.row().state == "en_route"


def test_a_junction_the_centre_does_not_take_is_refused(drive: Drive) -> None:
    drive.centre.failures.append(CentreError("HTTP 404", final=True))
    drive.until_asked()
    assert drive.requests()[0].state == S.REJECTED


def silences(drive: Drive) -> list[dict[str, object]]:
    with drive.system.db.read() as session:
        return [one for one in read_alerts(session, "sejong") if one["kind"] == "signals_silent"]


def test_a_centre_that_is_silent_is_told_once_and_its_next_answer_takes_that_off(drive: Drive) -> None:
    drive.until_asked()
    while len(drive.requests()) < 3:
        assert silences(drive) == []
        drive.second()
    drive.second(count=15)
    (told,) = silences(drive)
    assert told["data"] == {"n": 3}
    assert told["acked_by"] is None
    drive.answer(drive.requests()[-1], Status.REJECTED)  # a no is an answer
    assert silences(drive) == []


def test_a_centre_that_answers_with_errors_is_told_once(drive: Drive) -> None:
    drive.centre.failures.extend([CentreError("HTTP 401", final=True)] * 9)
    drive.second(count=int(drive.way_s()))
    assert drive.states() == [S.REJECTED] * 4
    assert len(silences(drive)) == 1


def test_what_was_never_said_to_the_centre_says_nothing_about_it(drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drive.system.signals, "numbers", lambda _: Numbers())  # its table has none of ours
    drive.second(count=int(drive.way_s()))
    assert drive.states() == [S.REJECTED] * 4
    assert silences(drive) == []


def test_a_worker_that_starts_anew_takes_open_requests_on(drive: Drive) -> None:
    row = drive.until_asked()
    drive.answer(row, Status.GRANTED)
    drive.asker = Asker()  # the one before has died, and with it all it knew of the way
    drive.second(count=3)
    assert drive.requests()[0].state == S.GRANTED
    assert [kind for kind, number in drive.said() if number == row.number and kind is Kind.REQUEST] == [Kind.REQUEST]
    drive.second(count=int(drive.way_s()))
    assert drive.states() == [S.CLOSED] * 4


def test_a_worker_that_starts_anew_takes_back_what_nobody_needs_any_more(drive: Drive) -> None:
    drive.until_asked()
    cancel_assignment(drive.system, drive.town.kim, drive.job, "not needed")  # while no worker runs
    drive.asker = Asker()
    drive.second(moves=False)
    assert set(drive.states()) == {S.CANCELLED}
    assert drive.said()[-1][0] is Kind.CANCEL


def test_a_city_without_a_centre_asks_nobody_and_says_so(town: Town) -> None:
    system = replace(town.system, roads=Holder(ROADS), signals=Signals())
    drive = set_out(town, system, FakeCentre())
    drive.second(count=60)
    assert drive.requests() == []
    with system.db.read() as session:
        assert signals_view(session, system, drive.row()) == {
            "centre": "",
            "signals": [],
            "run": {"asked": 0, "granted": 0, "passed": 0, "passed_granted": 0},
        }


def test_a_vehicle_of_a_simulated_day_asks_the_simulated_centre_and_gets_its_green(town: Town) -> None:
    signals = Signals("http")
    signals.centre = FakeCentre()
    system = replace(town.system, roads=Holder(ROADS), signals=signals)
    switch(system, town.kim, "sejong", on=True, speed=5.0)
    drive = set_out(town, system, signals.centre)
    ghost = Actor(f"{SIMULATED}s1", "s1", Role.PARAMEDIC, "sejong", "s1")
    route = drive.row().route
    assert route is not None
    for second in range(int(route["p50_s"] / 5) + 1):
        town.clock.advance(timedelta(seconds=1))
        at: LatLon = place_on(route["points"], second * 5 / route["p50_s"])
        report_position(system, ghost, "s1", Fix(at))
        drive.asker.tick(system)
        deliver_signals(system, "w")
        system.signals.live()
    rows = drive.requests()
    assert len(rows) == 4
    assert all(row.simulated for row in rows)
    assert any(row.granted_at is not None for row in rows)
    assert signals.centre.sent == []  # a city's own centre never hears of a simulated day


def test_after_the_line_was_cut_nothing_is_granted_and_what_lies_ahead_is_asked_anew(drive: Drive) -> None:
    row = drive.until_asked()
    assert drive.answer(row, Status.GRANTED) == 1
    assert lose(drive.system) == len(drive.requests())
    assert S.GRANTED not in drive.states()
    before = {one.number for one in drive.requests()}
    drive.second()
    again = [one for one in drive.requests() if one.number not in before]
    assert row.junction in {one.junction for one in again}


def test_words_are_forgotten_after_a_quarter_of_a_year_and_what_became_of_a_request_is_not(drive: Drive) -> None:
    drive.until_asked()
    said = len(drive.log())
    now = drive.town.clock.now()
    with drive.system.db.write() as session:
        assert purge_steps(session, now=now + STEPS_KEPT) == 0
        assert purge_steps(session, now=now + STEPS_KEPT + timedelta(seconds=1)) == said
        assert purge_sent(session, CHANNEL, before=now + timedelta(seconds=1)) == len(drive.centre.sent)
        assert session.scalars(select(DeliveryRow).where(DeliveryRow.channel == CHANNEL)).all() == []
    assert drive.log() == []
    assert len(drive.requests()) > 0
