"""Green lights for a unit under way: asked in time, answered, told, and given back whatever becomes of the job."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from chassis import events, topics
from chassis.outbox import DeliveryRow, purge_sent
from dispatch.boards.signals import signals_view
from dispatch.crew.reporting import Fix, report_position
from dispatch.crew.stepping import step
from dispatch.deliver import deliver
from dispatch.desk.sending import cancel_assignment
from dispatch.priority.asking import CHANNEL
from dispatch.priority.hearing import hear
from dispatch.record import route_json
from dispatch.states import AssignmentAction as A
from dispatch.tables.cases import AssignmentRow
from dispatch.tables.signals import STEPS_KEPT, purge_steps
from routing.priority import Kind, RequestState, Status
from routing.signals import CentreError
from routing.signals.srm import SSM, IntersectionID, SignalStatus
from tests.dispatch.driving import NUMBERS, ROADS, Drive, S
from tests.routing.towns import corner


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
