"""Vertical limits as the charts write them."""

import pytest

from drones.airspace.heights import Height, in_order, read_height
from drones.model import Datum

SEA, LAND = Datum.SEA, Datum.GROUND


@pytest.mark.parametrize(
    ("text", "metres", "datum"),
    [
        ("SFC", 0.0, LAND),
        ("gnd", 0.0, LAND),
        ("UNL", None, SEA),
        ("10000ft AMSL", 3048.0, SEA),
        ("8000 ft AMSL", 2438.4, SEA),
        ("1 500 AGL", 457.2, LAND),
        ("1,500 ft AGL", 457.2, LAND),
        ("FL180", 5486.4, SEA),
        ("FL 95", 2895.6, SEA),
        ("300m AGL", 300.0, LAND),
        ("2200", 670.56, SEA),  # no datum: the careful reading
    ],
)
def test_every_way_of_writing_a_limit_is_read(text: str, metres: float | None, datum: Datum) -> None:
    read = read_height(text)
    assert read.datum is datum
    assert read.metres == (None if metres is None else pytest.approx(metres))


@pytest.mark.parametrize("text", ["", "high", "1500 STD", "-200 ft", "FL", "12 34 ft"])
def test_what_is_not_clear_is_no_height(text: str) -> None:
    with pytest.raises(ValueError, match="not a height"):
        read_height(text)


@pytest.mark.parametrize(("one", "other"), [("SFC", "10000ft AMSL"), ("10000ft AMSL", "SFC")])
def test_two_limits_are_sorted_because_the_labels_are_not(one: str, other: str) -> None:
    low, high = in_order(read_height(one), read_height(other))
    assert (low.metres, high.metres) == (0.0, pytest.approx(3048.0))


def test_an_unlimited_one_is_the_ceiling() -> None:
    assert in_order(read_height("UNL"), read_height("GND")) == (Height(0.0, LAND), Height(None, SEA))
    with pytest.raises(ValueError, match="no floor"):
        in_order(read_height("UNL"), read_height("UNL"))
