"""The ladder of a film's picture, as the pages run it: down at once, up only after calm, sound before picture."""

from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.node import ask, needs_node

LADDER = Path(__file__).parents[2] / "web/static/app/film/ladder.js"
WALKED = """{rungs: RUNGS, last: SOUND_ALONE, walks: told.map(({viewers, looks}) => {
  let line = begins(viewers);
  return [line.rung, ...looks.map(look => { line = step(line, {...look, viewers}); return line.rung; })];
})}"""
GOOD, BAD, AWFUL = {"lost": 0, "bps": 2_000_000}, {"lost": 0.12, "bps": None}, {"lost": 0.5, "bps": None}
pytestmark = needs_node


def walked(*walks: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = ask(LADDER, "begins, step, RUNGS, SOUND_ALONE", WALKED, walks)
    return found


def walk(*looks: dict[str, Any], viewers: int = 1) -> list[int]:
    found: list[int] = walked({"viewers": viewers, "looks": looks})["walks"][0]
    return found


def test_each_rung_carries_less_than_the_one_above_and_the_last_no_picture() -> None:
    told = walked()
    *pictures, last = told["rungs"]
    assert (last, told["last"]) == (None, len(pictures))
    assert [one["bps"] for one in pictures] == sorted((one["bps"] for one in pictures), reverse=True)
    assert [one["scale"] for one in pictures] == sorted(one["scale"] for one in pictures)


def test_loss_takes_a_rung_at_once_much_loss_two_and_the_sound_stays() -> None:
    assert walk(BAD, BAD, AWFUL, AWFUL, AWFUL) == [0, 1, 2, 4, 4, 4]


def test_a_narrow_network_is_not_filled_until_it_loses() -> None:
    assert walk({"lost": 0, "bps": 150_000}, {"lost": 0, "bps": 150_000}) == [0, 1, 1]


def test_it_climbs_one_rung_after_four_calm_looks() -> None:
    assert walk(AWFUL, *[GOOD] * 8) == [0, 2, 2, 2, 2, 1, 1, 1, 1, 0]


def test_what_is_not_known_is_no_calm() -> None:
    assert walk(AWFUL, *[{"lost": None, "bps": None}] * 20)[-1] == 2


def test_a_try_that_fails_is_waited_for_twice_as_long() -> None:
    down = walk(AWFUL, AWFUL, *[GOOD] * 4, AWFUL, *[GOOD] * 7)
    assert down == [0, 2, 4, 4, 4, 4, 3, 4, *[4] * 7]
    assert walk(AWFUL, AWFUL, *[GOOD] * 4, AWFUL, *[GOOD] * 8)[-1] == 3


def test_each_more_viewer_gets_less_for_all_are_fed_by_one_telephone() -> None:
    assert [walk(*[GOOD] * 12, viewers=viewers)[-1] for viewers in (1, 2, 3)] == [0, 1, 2]


LOOK = st.fixed_dictionaries(
    {
        "lost": st.none() | st.floats(0, 1, allow_nan=False),
        "bps": st.none() | st.integers(0, 5_000_000),
    }
)


@settings(max_examples=8, deadline=None)  # each begins a program of its own, with forty walks in it
@given(
    st.lists(st.fixed_dictionaries({"viewers": st.integers(1, 3), "looks": st.lists(LOOK, max_size=30)}), min_size=40)
)
def test_no_walk_leaves_the_ladder_or_climbs_more_than_one_rung_at_once(walks: list[dict[str, Any]]) -> None:
    told = walked(*walks)
    for rungs in told["walks"]:
        assert all(0 <= rung <= told["last"] for rung in rungs)
        assert all(after >= before - 1 for before, after in pairwise(rungs))
