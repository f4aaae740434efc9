"""A day from the record: what is measured, what is kept apart, and what an order of rows cannot change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import event, update

from dispatch.crew.stepping import step
from dispatch.desk.asking import ask_hospitals, confirm_hospital
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.review.day import HEAD, day_rows, day_view
from dispatch.review.facts import nearest_zone
from dispatch.review.reading import bounds_of, day_of, read_day
from dispatch.review.summary import DaySummary, summarise
from dispatch.review.targets import Interval
from dispatch.states import AssignmentAction
from dispatch.tables.cases import IncidentRow
from hospitals.intake import answering
from tests.dispatch.town import CITY_HALL, Town, call, north_of

A = AssignmentAction
TODAY = date(2026, 3, 2)  # 09:00 in Korea
STEPS = (  # and the seconds that pass before each
    *((A.ACK, 20), (A.EN_ROUTE, 70), (A.ON_SCENE, 300), (A.AT_PATIENT, 90), (A.DEPART, 900)),
    *((A.AT_HOSPITAL, 600), (A.HAND_OVER, 1200), (A.CLEAR, 60)),
)


def lived(town: Town) -> str:
    """One call from ring to clear; returns the incident."""
    taken = take_call(town.system, town.kim, call())
    town.clock.advance(timedelta(seconds=30))
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    for action, after_s in STEPS:
        town.clock.advance(timedelta(seconds=after_s))
        if action is A.DEPART:
            _accepted(town, taken.incident_id)
        step(town.system, town.crew("s1"), job, action)
    return taken.incident_id


def _accepted(town: Town, incident_id: str) -> None:
    asked = ask_hospitals(town.system, town.crew("s1"), incident_id, hospital_ids=("h_far", "h_silent"))
    town.clock.advance(timedelta(seconds=45))
    request = next(one for one in asked if one.hospital_id == "h_far")
    answering.accept(town.system, town.nurse("h_far"), request.id)
    confirm_hospital(town.system, town.crew("s1"), request.id)


def summary(town: Town, day: date = TODAY, *, simulated: bool = False) -> DaySummary:
    with town.system.db.read() as session:
        return summarise(read_day(session, "sejong", day, simulated=simulated))


def test_a_whole_course_is_measured_from_end_to_end(town: Town) -> None:
    lived(town)
    found = {one.interval: one for one in summary(town).intervals}
    assert {interval: one.whole.n for interval, one in found.items()} == {
        interval: 0 if interval in {Interval.ANSWER, Interval.COMPRESSION} else 1 for interval in Interval
    }
    late = {interval for interval, one in found.items() if one.whole.within < one.whole.judged}
    assert late == {Interval.TURNOUT, Interval.OFFLOAD}
    [missed] = summary(town).missed
    took = {one.interval: one.took_s for one in missed.misses}
    assert took == {Interval.TURNOUT: 90.0, Interval.OFFLOAD: 1200.0}
    assert found[Interval.RESPONSE].hours["9"].n == 1
    assert found[Interval.RESPONSE].zones["z1"].n == 1


def test_the_asking_of_the_day_names_each_hospital(town: Town) -> None:
    lived(town)
    asking = summary(town).asking
    assert (asking.patients, asking.asked, asking.agreed, asking.withdrawn) == (1, 2, 1, 1)
    assert {one.hospital_id: one.rate for one in asking.hospitals} == {"h_far": 1.0, "h_silent": None}


def test_simulated_incidents_are_kept_apart(town: Town) -> None:
    incident = lived(town)
    take_call(town.system, town.kim, call())
    with town.system.db.write() as session:
        session.execute(update(IncidentRow).where(IncidentRow.id == incident).values(simulated=True))
    real, simulated = summary(town), summary(town, simulated=True)
    assert (real.incidents, simulated.incidents) == (1, 1)
    assert [one.whole.n for one in real.intervals if one.interval is Interval.RESPONSE] == [0]
    with town.system.db.read() as session:
        view = day_view(session, town.system, "sejong", None, simulated=True)
    assert (view["date"], view["counted"]) == ("2026-03-02", {"real": 1, "simulated": 1})
    assert view["summary"]["missed"][0]["incident"]["id"] == incident


def test_the_day_is_the_regions_own(town: Town) -> None:
    lived(town)
    assert summary(town, TODAY + timedelta(days=1)).incidents == 0
    assert day_of(datetime(2026, 3, 1, 15, 0, tzinfo=UTC), "Asia/Seoul") == TODAY
    begins, ends = bounds_of(TODAY, "Asia/Seoul")
    assert (begins, ends - begins) == (datetime(2026, 3, 1, 15, 0, tzinfo=UTC), timedelta(days=1))
    begins, ends = bounds_of(date(2026, 3, 8), "America/Los_Angeles")
    assert ends - begins == timedelta(hours=23)  # the clocks go forward


def test_the_order_of_the_record_does_not_matter(town: Town) -> None:
    for _ in range(3):
        lived(town)
    with town.system.db.read() as session:
        day = read_day(session, "sejong", TODAY, simulated=False)
    incidents, asks = list(day.incidents), list(day.asks)
    Random(7).shuffle(incidents)
    Random(8).shuffle(asks)
    assert summarise(replace(day, incidents=incidents, asks=asks)) == summarise(day)


@pytest.mark.parametrize("days", [1, 4])
def test_a_day_is_read_in_the_same_few_statements_whatever_its_size(town: Town, days: int) -> None:
    for _ in range(days):
        lived(town)
    with counting(town) as said, town.system.db.read() as session:
        read_day(session, "sejong", TODAY, simulated=False)
    assert len(said) <= 6


def test_the_spreadsheet_has_a_line_for_every_figure(town: Town) -> None:
    lived(town)
    head, *lines = day_rows(summary(town))
    assert head == HEAD
    assert all(len(line) == len(HEAD) for line in lines)
    whole = {line[0]: line[3] for line in lines if line[1] == "all"}
    assert whole["response"] == 1
    assert set(whole) == {interval.value for interval in Interval}


def test_the_nearest_zone_is_taken_and_none_where_there_is_none(town: Town) -> None:
    with town.system.db.read() as session:
        day = read_day(session, "sejong", TODAY, simulated=False)
    assert day.incidents == ()
    assert nearest_zone(north_of(CITY_HALL, 100), ()) is None


class counting:  # noqa: N801  reads like a verb where it is used
    """The statements said while the block runs."""

    def __init__(self, town: Town) -> None:
        self._engine, self._said = town.system.db.engine, list[str]()

    def __enter__(self) -> list[str]:
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self._said

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _: object, __: object, statement: str, *___: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            self._said.append(statement)
