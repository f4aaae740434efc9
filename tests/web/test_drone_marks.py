"""Drones on a map: which one lies on top, and what those on the ground are called together."""

from pathlib import Path
from typing import Any

from tests.web.node import ask, needs_node

MARKS = Path("web/static/app/dronemarks.js").resolve()
HOME, AWAY = {"lat": 36.5, "lon": 127.25}, {"lat": 36.52, "lon": 127.25}


def marks(*drones: dict[str, Any]) -> list[tuple[str, bool]]:
    """Names of the marks and whether each lies above those on the ground, the topmost last."""
    return [(one["name"], one["up"]) for one in ask(MARKS, "marksOf", "marksOf(told)", drones)]


@needs_node
def test_those_on_the_ground_at_one_place_are_labelled_together_below_the_flying() -> None:
    flying = {"name": "D1", "place": HOME, "altitude_m": 40.4, "chosen": False}
    waiting = [{"name": name, "place": HOME, "altitude_m": height} for name, height in (("D3", None), ("D2", 0.0))]
    elsewhere = {"name": "D9", "place": AWAY, "altitude_m": 0.2}
    assert marks(flying, *waiting, elsewhere) == [("D2 · D3", False), ("D9", False), ("D1 40 m", True)]


@needs_node
def test_one_whose_heading_is_known_points_there() -> None:
    there = {"name": "D1", "place": HOME, "altitude_m": 40.0}
    names = [marks({**there, "heading_deg": degrees})[0][0] for degrees in (0.0, 91.0, 225.0, 359.0)]
    assert names == ["D1 40 m ↑", "D1 40 m →", "D1 40 m ↙", "D1 40 m ↑"]


@needs_node
def test_the_chosen_one_lies_on_top_of_all() -> None:
    chosen = {"name": "D1", "place": HOME, "altitude_m": 40.0, "chosen": True}
    other = {"name": "D2", "place": HOME, "altitude_m": 80.0, "chosen": False}
    assert marks(chosen, other)[-1] == ("D1 40 m", True)
    waiting = {**chosen, "altitude_m": 0.0}
    assert marks(waiting, other)[-1] == ("D1", True)


@needs_node
def test_one_that_was_heard_a_while_ago_says_so_and_stands_back() -> None:
    live = {"name": "D1", "place": HOME, "altitude_m": 40.0, "ago": None}
    old = {"name": "D2", "place": AWAY, "altitude_m": 60.0, "ago": "0:12 ago"}
    told = ask(MARKS, "marksOf", "marksOf(told)", [live, old])
    assert [(one["name"], one["faint"]) for one in told] == [("D1 40 m", False), ("D2 60 m · 0:12 ago", True)]
