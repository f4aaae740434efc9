"""A centre of signals that is silent, away or cut off, a worker that starts anew, and a simulated day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.geo import LatLon
from chassis.identity import SIMULATED, Actor, Role
from dispatch.boards.signals import signals_view
from dispatch.crew.reporting import Fix, report_position
from dispatch.deliver import deliver_signals
from dispatch.desk.alerting import read_alerts
from dispatch.desk.sending import cancel_assignment
from dispatch.priority.asking import Asker
from dispatch.priority.hearing import lose
from dispatch.signalling import Signals
from dispatch.simulation.crews import place_on
from dispatch.simulation.day import switch
from routing.priority import Kind, Status
from routing.signals import CentreError
from routing.signals.fake import FakeCentre
from routing.signals.numbers import Numbers
from tests.dispatch.driving import ROADS, Drive, S, set_out
from tests.dispatch.town import Holder, Town


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
