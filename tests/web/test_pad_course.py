"""The steps of a sortie on the operators' page: what was left out is never shown as done."""

from pathlib import Path
from typing import Any

from tests.web.node import ask, needs_node

COURSE = Path("web/static/app/pad/course.js").resolve()
UP = {
    "requested": "T0",
    "accepted": "T1",
    "preflight_ok": "T2",
    "launching": "T3",
    "airborne": "T4",
    "on_station": "T5",
}
pytestmark = needs_node


def course(state: str, *, off: str | None = None, **entered: str) -> dict[str, Any]:
    told = ask(COURSE, "courseOf", "courseOf(told)", {"state": state, "entered": entered, "let_go_at": off})
    return {one["name"]: one for one in told}


def kept(state: str, **more: Any) -> bool:
    return bool(
        ask(
            COURSE,
            "keptKit",
            "keptKit(told)",
            {"state": state, "entered": UP, "cut_at": None, "let_go_at": None, **more},
        )
    )


def test_a_drone_that_came_home_with_its_kit_never_shows_it_let_go() -> None:
    told = course("landed", **UP, returning="T6", landed="T7")
    assert (told["let_go"]["was"], told["let_go"]["passed"], told["let_go"]["at"]) == (False, True, None)
    assert [name for name, one in told.items() if one["was"]] == [
        "accepted",
        "airborne",
        "on_station",
        "returning",
        "landed",
    ]
    wound_in = course("returning", **UP, lowering="T6", retracting="T7", returning="T8")
    assert wound_in["let_go"]["passed"], "the line came in with the kit on it"
    held = course("returning", **UP, lowering="T6", released="T7", retracting="T8", returning="T9")
    assert held["let_go"]["passed"], "the pilot let it go, and its gripper did not"
    assert course("returning", off="T7", **UP, released="T6", returning="T8")["let_go"]["at"] == "T7"
    assert kept("landed") and kept("returning")


def test_a_kit_that_was_let_go_or_left_behind_is_not_on_board() -> None:
    assert kept("landed", entered={**UP, "released": "T6"})
    assert not kept("landed", entered={**UP, "released": "T6"}, let_go_at="T7")
    assert not kept("returning", cut_at="T6")
    assert not kept("on_station")


def test_a_step_that_is_under_way_tells_when_it_began_by_any_of_its_states() -> None:
    told = course("launching", **{name: UP[name] for name in ("accepted", "preflight_ok", "launching")})
    assert (told["airborne"]["now"], told["airborne"]["was"], told["airborne"]["at"]) == (True, True, "T3")
    assert not told["on_station"]["was"] and not told["on_station"]["passed"]
    assert course("aborted", **UP, aborted="T6")["returning"]["at"] == "T6"
