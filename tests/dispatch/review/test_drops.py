"""Who was first, by how much, and why a drone stayed down: judged without a database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.review.calibration import ENOUGH
from dispatch.review.drops import Asked, Drops, Mission, Predicted, Race, judge_drops, judge_mission, spread
from drones.states import SortieReason, SortieState

S = SortieState
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SAID = Predicted(p_first=0.8, gain_s=100.0, kit_s=300.0, ambulance_s=400.0)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


FIRST = Mission(
    id="so-1",
    incident_id="inc-1",
    number="1",
    station_id="st",
    kit="aed",
    state=S.CLOSED,
    reason=None,
    ordered_at=NOON,
    airborne_at=at(100),
    due_at=at(320),
    down_at=at(330),
    in_hand_at=at(350),
    ambulance_at=at(480),
    predicted=SAID,
)
SECOND = replace(FIRST, id="so-2", ambulance_at=at(200))
HOME = replace(FIRST, id="so-3", down_at=None, in_hand_at=None, reason=SortieReason.AMBULANCE_AHEAD)
GROUNDED = replace(
    HOME, id="so-4", airborne_at=None, state=S.DECLINED, reason=SortieReason.WEATHER, ambulance_at=at(900)
)


def test_a_kit_before_the_ambulance_won_the_time_between_them() -> None:
    judged = judge_mission(FIRST)
    assert (judged.race, judged.lead_s) == (Race.KIT, 150.0)
    assert (judged.kit_late_s, judged.ambulance_late_s) == (30.0, 80.0)
    assert judged.lost_s is None


def test_a_kit_behind_the_ambulance_won_nothing() -> None:
    judged = judge_mission(SECOND)
    assert (judged.race, judged.lead_s) == (Race.AMBULANCE, -130.0)
    assert judge_mission(replace(FIRST, ambulance_at=at(330))).race is Race.AMBULANCE  # at once is not before


def test_a_drone_called_home_too_early_lost_what_the_kit_would_have_won() -> None:
    judged = judge_mission(replace(HOME, ambulance_at=at(420)))
    assert (judged.race, judged.lead_s, judged.lost_s) == (Race.HOME, None, 100.0)
    assert judge_mission(replace(HOME, ambulance_at=at(310))).lost_s is None  # it was right
    assert judge_mission(GROUNDED).lost_s is None  # it never flew


def test_a_drone_that_did_not_come_home_is_told_apart_unless_its_kit_was_down() -> None:
    lost = replace(HOME, state=S.FAILED, astray=True, reason=SortieReason.TECHNICAL)
    assert judge_mission(lost).race is Race.ASTRAY
    assert judge_mission(replace(FIRST, state=S.FAILED, astray=True)).race is Race.KIT
    (use,) = judge_drops([], [lost, HOME]).kits
    assert (use.flown, use.home) == (2, 1)


@pytest.mark.parametrize("state", [S.REQUESTED, S.AIRBORNE, S.ON_STATION, S.LOWERING])
def test_a_mission_under_way_is_open(state: SortieState) -> None:
    assert judge_mission(replace(FIRST, state=state, down_at=None, reason=None)).race is Race.OPEN


def test_without_an_ambulance_the_kit_was_alone() -> None:
    judged = judge_mission(replace(FIRST, ambulance_at=None))
    assert (judged.race, judged.lead_s, judged.ambulance_late_s) == (Race.KIT_ALONE, None, None)


def test_what_was_never_predicted_is_not_late() -> None:
    judged = judge_mission(replace(FIRST, predicted=None))
    assert (judged.kit_late_s, judged.ambulance_late_s, judged.lead_s) == (None, None, 150.0)


def test_the_mean_gain_counts_a_kit_that_came_second_as_nought() -> None:
    missions = [replace(FIRST, id=f"a{n}") for n in range(3)] + [replace(SECOND, id=f"b{n}") for n in range(2)]
    found = judge_drops([], [*missions, HOME, GROUNDED])
    assert (found.ordered, found.flown, found.lead.n) == (7, 6, 5)
    assert (found.gained_s, found.promised_s) == (90.0, 100.0)
    assert found.races == {"kit": 3, "ambulance": 2, "home": 1}
    assert found.ended == {"ambulance_ahead": 1, "weather": 1}
    assert found.lead.median_s == 150.0 and found.lead.p90_s is None
    (use,) = found.kits
    assert (use.ordered, use.flown, use.down, use.in_hand, use.home) == (7, 6, 5, 5, 1)


def test_four_missions_have_no_mean_and_one_without_its_prediction_none_to_compare() -> None:
    four = [replace(FIRST, id=f"a{n}") for n in range(4)]
    assert judge_drops([], four).gained_s is None
    five = [*four, replace(FIRST, predicted=None)]
    assert (judge_drops([], five).gained_s, judge_drops([], five).promised_s) == (150.0, None)


def test_the_chance_of_being_first_is_tested_where_both_came_or_the_drone_was_beaten() -> None:
    tests = [replace(FIRST, id=f"a{n}") for n in range(16)] + [replace(SECOND, id=f"b{n}") for n in range(2)]
    tests += [replace(HOME, id=f"c{n}") for n in range(2)]
    others = [GROUNDED, replace(HOME, id="t", reason=SortieReason.TECHNICAL), replace(FIRST, id="n", predicted=None)]
    found = judge_drops([], [*tests, *others]).calibration
    assert (found.n, found.accepted) == (ENOUGH, 16)
    assert (found.predicted, found.share) == (0.8, 0.8)
    assert found.brier == pytest.approx(0.16)


def call(n: int, *, go: bool = False, code: str | None = None, codes: Sequence[str] = (), late: float = 600) -> Asked:
    return Asked(f"inc-{n}", "aed", at(n), go, code, frozenset(codes), at(n + late))


def test_a_no_go_counts_once_under_its_code_and_stands_under_each() -> None:
    calls = [call(n, code="gust", codes=["gust", "battery_low"]) for n in range(5)]
    calls += [call(9, code="not_first", codes=["not_first"]), call(10, go=True)]
    found = judge_drops(calls, [])
    assert (found.asked, found.go) == (7, 1)
    assert [(one.code, one.counted, one.stood) for one in found.refusals] == [
        ("gust", 5, 5),
        ("not_first", 1, 1),
        ("battery_low", 0, 5),
    ]
    assert found.refusals[0].ambulance.median_s == 600.0
    assert found.refusals[1].ambulance == spread([600.0])


times = st.one_of(st.none(), st.floats(0, 2000))
missions = st.lists(
    st.builds(
        lambda up, down, there, state: replace(
            FIRST,
            state=state,
            airborne_at=at(up) if up is not None else None,
            down_at=at(up + down) if up is not None and down is not None else None,
            in_hand_at=None,
            ambulance_at=at(there) if there is not None else None,
        ),
        times,
        times,
        times,
        st.sampled_from([S.CLOSED, S.AIRBORNE, S.ABORTED, S.DECLINED]),
    ),
    max_size=30,
).map(lambda listed: [replace(one, id=f"so-{n}") for n, one in enumerate(listed)])


@given(missions)
def test_every_flown_mission_is_judged_once_in_any_order(listed: list[Mission]) -> None:
    found: Drops = judge_drops([], listed)
    assert sum(found.races.values()) == found.flown <= found.ordered == len(found.missions)
    assert found.lead.n == found.races.get("kit", 0) + found.races.get("ambulance", 0)
    assert found.gained_s is None or found.gained_s >= 0.0
    assert judge_drops([], reversed(listed)) == found
