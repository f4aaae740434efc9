"""Drones of other stations on a pad's map: they move as they are heard, and are gone when nobody hears them."""

from pathlib import Path
from typing import Any

from tests.web.node import ask, needs_node

OTHERS = Path("web/static/app/pad/others.js").resolve()
pytestmark = needs_node


def at(second: int | None, name: str = "D3", station: str = "north", lat: float = 36.5) -> dict[str, Any]:
    return {"drone_id": name, "station_id": station, "at": second, "place": {"lat": lat, "lon": 127.25}}


def others(listed: list[dict[str, Any]], heard: list[dict[str, Any]], now: int = 100) -> list[tuple[str, int | None]]:
    age = "at => at === null ? null : told.now - at"
    told = {"listed": listed, "heard": heard, "now": now}
    found = ask(OTHERS, "othersOf", f"othersOf(told.listed, told.heard, 'south', {age})", told)
    return [(one["drone_id"], one["at"]) for one in found]


def test_what_is_heard_since_the_board_was_read_moves_it() -> None:
    assert others([at(90)], [at(99)]) == [("D3", 99)]
    assert others([at(None)], [at(99)]) == [("D3", 99)], "nobody knew when"


def test_what_was_heard_before_the_board_was_read_moves_nothing_back() -> None:
    assert others([at(99)], [at(90)]) == [("D3", 99)]


def test_one_that_has_just_taken_off_is_there_before_the_board_lists_it_and_gone_when_it_falls_silent() -> None:
    assert others([], [at(95)]) == [("D3", 95)]
    assert others([], [at(95)], now=116) == []
    assert others([at(95)], [at(95)], now=200) == [("D3", 95)], "what the board lists stays, and says how old it is"


def test_our_own_are_heard_by_ourselves() -> None:
    assert others([], [at(99, "D1", "south")]) == []
