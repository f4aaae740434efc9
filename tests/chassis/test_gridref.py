"""National point numbers, against the published check and by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidInputError
from chassis.geo import LatLon, distance_m
from chassis.gridref import gridref, parse_gridref

SEJONG_CITY_HALL = LatLon(36.4800, 127.2890)


def test_the_published_number_names_its_cell() -> None:
    """다사 6925 4045 is the example of the Ministry of the Interior and Safety (nttId 66987)."""
    assert gridref(parse_gridref("다사 6925 4045")) == "다사 6925 4045"


@pytest.mark.parametrize("written", ["다바 8109 3140", "다바81093140", " 다바-8109-3140 "])
def test_people_write_it_in_several_ways(written: str) -> None:
    assert distance_m(parse_gridref(written), SEJONG_CITY_HALL) < 300


@pytest.mark.parametrize(
    "written", ["", "다바 8109", "아가 1111 1111", "zz 8109 3140", "다바 8109 3140 5", "하하 1111 1111"]
)
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_gridref(written)


def test_outside_the_grid_there_is_no_number() -> None:
    assert gridref(LatLon(-30.0, -71.3)) is None


@given(st.floats(33.2, 38.5), st.floats(126.0, 129.5))
def test_the_cell_is_never_further_than_its_corner(lat: float, lon: float) -> None:
    place = LatLon(lat, lon)
    name = gridref(place)
    assert name is not None
    assert distance_m(parse_gridref(name), place) < 7.2
