"""Recorded days through the live decisions: nothing leaks, nobody is forgotten, the same again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.geo import Box
from dispatch.city.pack import Area, CityPack, Named, Vehicle
from dispatch.model import Priority, Skill
from dispatch.simulation.recorded import Announced, Outcome, Record, Recorded, Shift, read_record
from dispatch.simulation.replay import Replay, replay_main
from hospitals.model import Hospital, Level
from tests.dispatch.town import CITY_HALL, StraightRoads, north_of

MONDAY = datetime(2018, 1, 15, 8, 0, tzinfo=UTC)
OUTCOME = Outcome("3", timedelta(minutes=9), timedelta(minutes=18), timedelta(minutes=30), transported=True)
PACK = CityPack(
    name="toy",
    area=Area("toy", "toy", "toy", Box(36, 127, 37, 128), CITY_HALL),
    stations=tuple(Named(f"st{n}", "toy", "s", "s", north_of(CITY_HALL, n * 2500)) for n in range(3)),
    units=tuple(Vehicle(f"u{n}", "toy", f"U{n}", f"U{n}", f"st{n}", (Skill.ALS, Skill.BLS)) for n in range(3)),
    hospitals=(Hospital("h1", "toy", "h", "h", north_of(CITY_HALL, 4000), Level.LOCAL_CENTRE),),
)
SHIFTS = tuple(Shift(f"U{n}", MONDAY - timedelta(hours=2), MONDAY + timedelta(hours=20)) for n in range(3))


def case(number: int, minute: float, north_m: float = 500, priority: Priority = Priority.P1) -> Recorded:
    when = MONDAY + timedelta(minutes=minute)
    return Recorded(Announced(f"c{number}", when, north_of(CITY_HALL, north_m), priority), OUTCOME)


def lived(*cases: Recorded) -> Replay:
    replay = Replay(PACK, Record(cases, SHIFTS, {}), StraightRoads(), processing_s=105)
    replay.run(progress=False)
    return replay


def test_the_nearest_unit_answers_after_processing_turnout_and_driving() -> None:
    replay = lived(case(1, 0, north_m=500))
    driving = timedelta(seconds=round(500 * 1.3 / 12))
    expected = timedelta(seconds=105 + 60) + driving
    assert abs(replay._ledger.responses["c1"] - expected) < timedelta(seconds=2)


def test_nobody_is_forgotten_when_all_units_are_out() -> None:
    cases = [case(n, n * 0.1) for n in range(9)]
    report = Replay(PACK, Record(tuple(cases), SHIFTS, {}), StraightRoads(), processing_s=105).run(progress=False)
    assert report.undispatched == 0
    assert report.waited == 6
    assert report.busy_max == 3


def test_who_waits_is_served_by_urgency_then_by_age() -> None:
    light = [case(n, n * 0.1, priority=Priority.P3) for n in range(5)]
    grave = case(9, 2, priority=Priority.P1)
    times = lived(*light, grave)._ledger.responses
    assert MONDAY + timedelta(minutes=2) + times["c9"] < MONDAY + timedelta(minutes=0.4) + times["c4"]


def test_a_unit_under_way_to_somebody_less_ill_is_taken_and_the_other_is_served_later() -> None:
    light = [case(n, 0, north_m=20_000, priority=Priority.P4) for n in range(3)]
    replay = lived(*light, case(9, 3, north_m=1000, priority=Priority.P1))
    assert replay._ledger.diverted >= 1
    assert len(replay._ledger.responses) == 4


@settings(max_examples=40)
@given(
    st.sampled_from(["2", "3"]),
    st.integers(1, 200),
    st.integers(1, 200),
    st.booleans(),
    st.none() | st.integers(1, 90),
)
def test_an_incidents_own_outcome_never_changes_its_own_response(
    final: str, scene: int, door: int, transported: bool, response: int | None
) -> None:
    """The decision sees what was announced; what came of it can only matter to those who call later."""
    other = Outcome(
        final,
        timedelta(minutes=response) if response else None,
        timedelta(minutes=scene),
        timedelta(minutes=door),
        transported,
    )
    before, last = [case(n, n * 4, north_m=n * 700) for n in range(4)], case(9, 17)
    plain = lived(*before, last)._ledger.responses["c9"]
    assert lived(*before, replace(last, outcome=other))._ledger.responses["c9"] == plain


def test_the_same_record_gives_the_same_report() -> None:
    cases = tuple(case(n, n * 2, north_m=n * 300) for n in range(12))
    first, again = (
        Replay(PACK, Record(cases, SHIFTS, {}), StraightRoads(), processing_s=105).run(progress=False) for _ in "ab"
    )
    assert first == again


def test_the_real_record_is_read_whole(shared_data: Path) -> None:
    record = read_record(shared_data / "sf_ems" / "sffd_dispatch_2018-01-13_to_19.csv.gz")
    assert len(record.incidents) == 2167
    assert record.skipped == {}
    arrived = [one.outcome.response for one in record.incidents if one.outcome.response is not None]
    assert min(arrived) >= timedelta(0)


@pytest.mark.long
def test_seven_real_days_leave_nobody_unserved(shared_data: Path) -> None:
    report = replay_main(shared_data / "sf_ems" / "sffd_dispatch_2018-01-13_to_19.csv.gz", progress=False)
    assert report.undispatched == 0
    assert report.incidents == 2167


def test_what_is_no_record_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(ValueError, match="not a record"):
        read_record(tmp_path / "x.csv")
