"""When a rule of the air holds."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drones.windows import ALWAYS, Slot, Window

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NONSAN = Window(slots=tuple(Slot(day, time(23), time(8)) for day in range(5)))  # 2300-0800Z, Monday to Friday


@pytest.mark.parametrize(
    ("from_h", "until_h", "touches", "covers"),
    [
        (7, 7.5, False, False),  # Monday morning: Sunday night is not a night of the week's list
        (22, 23.5, True, False),
        (23, 32, True, True),  # over midnight
        (31, 33, True, False),
        (32, 46, False, False),  # the slot ends where the question begins
        (5 * 24 + 7, 5 * 24 + 8, True, True),  # Friday's night ends on Saturday
        (6 * 24, 7 * 24, False, False),
    ],
)
def test_hours_of_the_week_run_over_midnight(from_h: float, until_h: float, touches: bool, covers: bool) -> None:
    start, end = MONDAY + from_h * HOUR, MONDAY + until_h * HOUR
    assert (NONSAN.touches(start, end), NONSAN.covers(start, end)) == (touches, covers)


def test_whole_days_side_by_side_cover_a_week() -> None:
    window = Window(slots=tuple(Slot(day, time(0), time(0)) for day in range(7)))
    assert window.covers(MONDAY + 3 * HOUR, MONDAY + 6 * DAY)
    assert not Window(slots=window.slots[:3]).covers(MONDAY, MONDAY + 3 * DAY + HOUR)


def test_a_window_without_ends_holds_always() -> None:
    assert ALWAYS.touches(MONDAY, MONDAY) and ALWAYS.covers(MONDAY, MONDAY + 400 * DAY)


def test_a_day_has_a_number_from_monday() -> None:
    with pytest.raises(ValueError, match="weekday"):
        Slot(7, time(0), time(1))


instants = st.integers(0, 14 * 24 * 4).map(lambda n: MONDAY + n * timedelta(minutes=15))
times = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
slots = st.lists(st.builds(Slot, st.integers(0, 6), times, times), max_size=4).map(tuple)
ends = st.none() | instants


windows = st.builds(Window, ends, ends, slots).filter(lambda w: w.begin is None or w.end is None or w.begin < w.end)


@given(windows, instants, st.integers(1, 96))
def test_covering_is_holding_at_every_moment_and_touching_at_any(
    window: Window, start: datetime, quarters: int
) -> None:
    """Held against looking at the middle of every quarter of an hour; all ends lie on quarters."""
    moments = [start + timedelta(minutes=15 * n + 7.5) for n in range(quarters)]
    held = [_holds(window, at) for at in moments]
    inner_start, inner_end = moments[0], moments[-1]
    assert window.covers(inner_start, inner_end) is all(held)
    assert window.touches(inner_start, inner_end) is any(held)


def _holds(window: Window, at: datetime) -> bool:
    if (window.begin is not None and at < window.begin) or (window.end is not None and at > window.end):
        return False
    return not window.slots or any(_in(slot, at) for slot in window.slots)


def _in(slot: Slot, at: datetime) -> bool:
    overnight = slot.end <= slot.begin
    today = slot.day == at.weekday() and slot.begin <= at.time() and (overnight or at.time() < slot.end)
    return today or (overnight and slot.day == (at - DAY).weekday() and at.time() < slot.end)
