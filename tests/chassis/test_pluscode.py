"""Plus codes against the specification's own examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidInputError
from chassis.geo import LatLon, distance_m
from chassis.pluscode import parse_pluscode, pluscode

VECTORS = [  # encoding tests of the Open Location Code specification
    ((20.3700625, 2.7821875), "7FG49QCJ+2V"),
    ((47.0000625, 8.0000625), "8FVC2222+22"),
    ((-41.2730625, 174.7859375), "4VCPPQGP+Q9"),
]
places = st.builds(LatLon, st.floats(-89.9, 89.9), st.floats(-179.9, 179.9))


@pytest.mark.parametrize(("degrees", "code"), VECTORS)
def test_the_published_examples(degrees: tuple[float, float], code: str) -> None:
    assert pluscode(LatLon(*degrees)) == code
    assert distance_m(parse_pluscode(code), LatLon(*degrees)) < 10


@given(places)
def test_a_code_read_back_is_the_same_code_and_within_ten_metres(place: LatLon) -> None:
    code = pluscode(place)
    assert pluscode(parse_pluscode(code)) == code
    assert distance_m(parse_pluscode(code), place) < 10


@given(places, st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
def test_a_short_code_means_the_nearest_one(place: LatLon, north: float, east: float) -> None:
    near = LatLon(max(-89.0, min(89.0, place.lat + north)), max(-179.0, min(179.0, place.lon + east)))
    found = parse_pluscode(pluscode(place)[4:], near=near)
    assert distance_m(found, near) <= distance_m(place, near) + 10


@pytest.mark.parametrize("text", ["", "+", "G795+R5", "8Q89G795R5", "8Q89G795+R", "ZZZZZZZZ+ZZ", "다바 8109 3140"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_pluscode(text)
