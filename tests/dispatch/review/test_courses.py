"""What stamps are worth: steps taken back do not count, and what is missing or odd is counted."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatch.review.courses import JUDGED, StampQuality, course, courses, judge_stamps
from dispatch.review.facts import StampFact

BEGAN = datetime(2026, 3, 2, tzinfo=UTC)


def left(
    name: str, seconds: int, *, job: str | None = "j1", skipped: tuple[str, ...] = (), off_s: int | None = None
) -> StampFact:
    at = BEGAN + timedelta(seconds=seconds)
    device = at + timedelta(seconds=off_s) if off_s is not None else None
    return StampFact("i1", job, name, at, device, "human", skipped)


def quality(stamps: list[StampFact]) -> dict[str, StampQuality]:
    return {one.name: one for one in judge_stamps([stamps])}


CALL = [left("call_received", 0, job=None), left("gate_done", 20, job=None), left("dispatch", 40)]


def test_a_step_taken_back_is_off_and_the_right_one_counts() -> None:
    stamps = [*CALL, left("en_route", 60), left("on_scene", 90), left("corrected", 95), left("on_scene", 300)]
    _, [unit] = courses(stamps)
    assert unit.between("en_route", "on_scene") == timedelta(seconds=240)
    assert quality(stamps)["on_scene"].corrected == 1


def test_a_skipped_step_is_not_a_missing_one() -> None:
    found = quality([*CALL, left("en_route", 60, skipped=("ack",)), left("at_hospital", 900)])
    assert (found["ack"].skipped, found["ack"].missing) == (1, 0)
    assert [name for name, one in found.items() if one.missing] == ["on_scene", "at_patient", "depart"]
    assert "stage" not in found


def test_nobody_misses_what_has_not_come_yet() -> None:
    assert all(one.missing == 0 for one in quality([*CALL, left("ack", 50)]).values())


def test_a_call_without_a_gate_is_missing_it_once_somebody_was_sent() -> None:
    received = left("call_received", 0, job=None)
    assert quality([received])["gate_done"].missing == 0
    assert quality([received, left("dispatch", 40)])["gate_done"].missing == 1


def test_stamps_the_wrong_way_round_are_counted_and_measure_nothing() -> None:
    stamps = [*CALL, left("ack", 30)]
    assert quality(stamps)["ack"].reversed == 1
    assert courses(stamps)[1][0].between("dispatch", "ack") is None


def test_a_device_clock_that_is_off_is_counted() -> None:
    found = quality([*CALL, left("ack", 50, off_s=-4), left("en_route", 60, off_s=-8)])
    assert (found["ack"].drifted, found["en_route"].drifted) == (0, 1)
    assert found["en_route"].by_source == {"human": 1}


@given(names=st.lists(st.sampled_from([*JUDGED, "stage", "corrected", "cancel"]), max_size=30))
def test_whatever_is_left_the_count_of_each_is_never_negative_and_nothing_is_invented(names: list[str]) -> None:
    stamps = [left(name, second) for second, name in enumerate(names)]
    found = course("j1", stamps)
    assert set(found.stamps) <= set(names) - {"corrected"}
    for one in judge_stamps([stamps]):
        assert one.recorded == sum(name == one.name for name in names)
        assert 0 <= one.corrected <= one.recorded
        assert sum(one.by_source.values()) == one.recorded
