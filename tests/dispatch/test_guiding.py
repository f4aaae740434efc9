"""Which turn comes next: counted down along the way, taken once, silent off the way; server and page say the same."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright._impl._driver import compute_driver_executable

from chassis.geo import LatLon, along
from chassis.travel import Travel
from dispatch.crew.guiding import Guidance, guide, turn_places
from dispatch.record import route_json
from routing.model import Route, Step, Turn

START = LatLon(36.5, 127.25)
M_NORTH = 1 / 111_195.08  # degrees
M_EAST = M_NORTH / 0.803857  # at 36.5 degrees
PAGE = Path(__file__).parents[2] / "web/static/app/guide.js"
ASK = """
import {readFileSync} from 'node:fs';
console.log(JSON.stringify(JSON.parse(readFileSync(0)).map(one => guide(one.way, one.here, one.driven))));"""


def at(north_m: float, east_m: float = 0.0) -> LatLon:
    return LatLon(START.lat + north_m * M_NORTH, START.lon + east_m * M_EAST)


def way(*corners: LatLon, steps: list[dict[str, Any]]) -> dict[str, Any]:
    return {"points": [[place.lon, place.lat] for place in corners], "steps": steps}


# 600 m north, right into 한누리대로 for 400 m, left for 200 m.
ROUND_TWO_CORNERS = way(
    at(0),
    at(600),
    at(600, 400),
    at(800, 400),
    steps=[
        {"turn": "depart", "name": "갈매로", "distance_m": 600, "along_m": 0.0},
        {"turn": "right", "name": "한누리대로", "distance_m": 400, "along_m": 600.0},
        {"turn": "left", "name": None, "distance_m": 200, "along_m": 1000.0},
        {"turn": "arrive", "name": None, "distance_m": 0, "along_m": 1200.0},
    ],
)
# Down a street to its end, round, and back over the same street past the start.
THERE_AND_BACK = way(
    at(0),
    at(500),
    at(-300),
    steps=[
        {"turn": "depart", "name": None, "distance_m": 500},
        {"turn": "u_turn", "name": None, "distance_m": 800},
        {"turn": "arrive", "name": None, "distance_m": 0},
    ],
)


def told(said: Guidance) -> tuple[int, int, int | None]:
    assert said.next is not None
    return said.next.step, round(said.next.in_m), said.then.step if said.then else None


def test_the_next_turn_is_counted_down_and_gives_way_to_the_one_after_it() -> None:
    assert told(guide(ROUND_TWO_CORNERS, at(0))) == (1, 600, 2)
    assert told(guide(ROUND_TWO_CORNERS, at(450, 8))) == (1, 150, 2)
    assert told(guide(ROUND_TWO_CORNERS, at(600, 3))) == (1, 0, 2)
    assert told(guide(ROUND_TWO_CORNERS, at(600, 30))) == (2, 370, 3)
    assert told(guide(ROUND_TWO_CORNERS, at(790, 400))) == (3, 10, None)
    assert told(guide(ROUND_TWO_CORNERS, at(850, 400))) == (3, 0, None)  # driven past the door


def test_off_the_way_no_turn_is_told() -> None:
    near, astray = (guide(ROUND_TWO_CORNERS, at(200, east)) for east in (-90.0, -120.0))
    assert near.is_on_way
    assert near.next is not None
    assert not astray.is_on_way
    assert (astray.next, astray.then, round(astray.off_m)) == (None, None, 120)


def test_a_street_driven_twice_is_told_by_how_far_the_unit_has_come() -> None:
    assert told(guide(THERE_AND_BACK, at(200))) == (1, 300, 2)
    assert told(guide(THERE_AND_BACK, at(200), driven_m=700.0)) == (2, 500, None)


def test_a_unit_that_starts_again_from_the_front_is_found_there_though_it_had_been_further() -> None:
    assert told(guide(ROUND_TWO_CORNERS, at(100), driven_m=1100.0)) == (1, 500, 2)


def test_a_way_kept_without_the_places_of_its_turns_counts_its_streets() -> None:
    assert turn_places(THERE_AND_BACK["steps"], 1300.0) == [0.0, 500.0, 1300.0]


metres = st.floats(-400, 1200, allow_nan=False)


@given(metres, metres, st.floats(0, 1200))
def test_what_is_told_lies_on_the_way_and_ahead(north: float, east: float, driven: float) -> None:
    here = at(north, east)
    said = guide(ROUND_TWO_CORNERS, here, driven)
    points = [LatLon(lat, lon) for lon, lat in ROUND_TWO_CORNERS["points"]]
    _, off_m, long_m = along(points, here)
    assert 0 <= said.along_m <= long_m + 1e-6
    assert said.off_m >= off_m - 1e-6
    assert said.left_m == pytest.approx(long_m - said.along_m, abs=1e-6)
    assert said.is_on_way is (off_m <= 100.0)
    if said.next is not None and said.then is not None:
        assert said.next.step < said.then.step
        assert said.next.in_m <= said.then.in_m


def test_the_page_says_what_the_server_says() -> None:
    ways, asked = (ROUND_TWO_CORNERS, THERE_AND_BACK), list[tuple[Any, LatLon, float]]()
    for north in range(-350, 900, 85):
        asked += [
            (way, at(north, east), driven) for way in ways for east in (-130.0, 7.0, 410.0) for driven in (0, 640)
        ]
    sent = [{"way": way, "here": [here.lon, here.lat], "driven": driven} for way, here, driven in asked]
    node, _ = compute_driver_executable()
    run = subprocess.run(
        [node, "--input-type=module", "-e", PAGE.read_text(encoding="utf-8") + ASK],
        input=json.dumps(sent),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    for (one, here, driven), page in zip(asked, json.loads(run.stdout), strict=True):
        server = guide(one, here, driven)
        assert page["at"] == pytest.approx(server.along_m, abs=1.5)
        assert page["off"] == pytest.approx(server.off_m, abs=1.5)
        assert (page["next"] or {}).get("step") == (server.next.step if server.next else None)
        assert (page["then"] or {}).get("step") == (server.then.step if server.then else None)


def test_a_street_without_an_english_name_is_told_in_letters_everybody_reads() -> None:
    steps = (Step("두루90로", 100.0, Turn.DEPART), Step("Hannuri", 0.0, Turn.ARRIVE, "Hannuri-daero"))
    travel = Travel(timedelta(seconds=10), timedelta(seconds=12), 100.0, driven=timedelta(seconds=10))
    told = route_json(Route((at(0), at(100)), travel, steps, (), generated=True))
    assert [step["name_en"] for step in told["steps"]] == ["Duru 90-ro", "Hannuri-daero"]
