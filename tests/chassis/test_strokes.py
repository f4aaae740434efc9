"""What is a signature, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.strokes import MOST, is_signature

POINT = st.tuples(st.integers(0, 600), st.integers(0, 200))


def path(strokes: list[list[tuple[int, int]]]) -> str:
    return "".join("M" + "L".join(f"{x} {y}" for x, y in stroke) for stroke in strokes)


@given(strokes=st.lists(st.lists(POINT, min_size=7, max_size=40), min_size=1, max_size=5))
def test_whatever_is_drawn_on_the_field_is_one(strokes: list[list[tuple[int, int]]]) -> None:
    assert is_signature(path(strokes))


@pytest.mark.parametrize(
    "drawn",
    ["", "M1 1", "M1 1L2 2", "M1 1" + "L2 2" * 6 + "Z", "<svg>" + "M1 1" + "L2 2" * 9, "M1 1" + "L2 2" * MOST],
)
def test_a_slip_a_text_and_what_is_too_long_are_none(drawn: str) -> None:
    assert not is_signature(drawn)
