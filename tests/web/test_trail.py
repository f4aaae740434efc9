"""The way a drone has flown, as the pad draws it: it may become coarser, never shorter."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.web.node import ask, needs_node

TRAIL = Path("web/static/app/pad/trail.js").resolve()
FLOWN = "Array.from({length: told}, (_, i) => i).reduce((way, i) => grownBy(way, i, 240), [])"


@needs_node
@pytest.mark.parametrize("heard", [1, 240, 241, 5000])
def test_the_way_keeps_its_start_its_end_and_its_order_within_its_bound(heard: int) -> None:
    way = ask(TRAIL, "grownBy", FLOWN, heard)
    assert (way[0], way[-1]) == (0, heard - 1)
    assert way == sorted(set(way))
    assert min(heard, 120) <= len(way) <= 240
    assert max((b - a for a, b in pairwise(way[-60:])), default=1) == 1
