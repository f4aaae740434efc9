"""How far a zone reaches, as the administrators' page says it in words beside the map."""

import math
from pathlib import Path
from typing import Any

import pytest

from tests.web.node import ask, needs_node

EXTENT = Path("web/static/app/extent.js").resolve()
pytestmark = needs_node


def box(south: float, west: float, north: float, east: float) -> dict[str, float]:
    return {"south": south, "west": west, "north": north, "east": east}


SEJONG = box(36.4, 127.1, 36.7, 127.4)


def extent(shape: dict[str, Any]) -> dict[str, float]:
    found: dict[str, float] = ask(EXTENT, "extentOf", "extentOf(told)", shape)
    return found


def apart(one: dict[str, float], other: dict[str, float]) -> float:
    return float(ask(EXTENT, "apart", "apart(...told)", [one, other]))


def test_a_circle_is_as_wide_as_it_is_high_wherever_it_lies() -> None:
    for lat in (0.0, 36.5, 66.0):
        found = extent({"centre": {"lat": lat, "lon": 127.3}, "radius_m": 900})
        assert (found["wide_m"], found["high_m"]) == pytest.approx((1800, 1800))
        assert found["north"] - found["south"] == pytest.approx(1800 / 111_195)


def test_a_ring_reaches_to_its_outermost_corners() -> None:
    corners = [{"lat": 36.5, "lon": 127.2}, {"lat": 36.6, "lon": 127.25}, {"lat": 36.52, "lon": 127.3}]
    found = extent({"corners": corners})
    assert (found["south"], found["west"], found["north"], found["east"]) == (36.5, 127.2, 36.6, 127.3)
    assert found["wide_m"] == pytest.approx(0.1 * 111_195 * math.cos(math.radians(36.55)))


def test_a_zone_that_touches_the_area_is_not_apart_from_it_and_one_beyond_is_by_its_gap() -> None:
    assert apart(box(36.65, 127.35, 36.9, 127.9), SEJONG) == 0
    assert apart(box(36.8, 127.2, 36.9, 127.3), SEJONG) == pytest.approx(0.1 * 111_195)
    assert apart(SEJONG, box(36.8, 127.2, 36.9, 127.3)) == pytest.approx(0.1 * 111_195)
