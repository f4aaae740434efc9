"""The small town with real streets: a grid of blocks over it, in a file, under the traffic that is known."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from chassis.clock import StillClock
from chassis.db import Database
from chassis.geo import LatLon
from chassis.ids import CountedIds
from dispatch.roadfile import RoadFile
from routing.model import RoadNetwork
from routing.store import save_network
from tests.dispatch.town import Town, build_town
from tests.routing.towns import grid

ROWS = 45  # 10 km northwards


@lru_cache
def streets() -> RoadNetwork:
    """Blocks of 222 by 179 m, with `Row n` and `Column n`."""
    return grid(ROWS)


def corner_of(row: int, column: int) -> LatLon:
    """The corner where two streets meet."""
    return streets().place(row * ROWS + column)


@pytest.fixture
def town(database: Database, clock: StillClock, ids: CountedIds, tmp_path: Path) -> Town:
    """A town whose roads are in force from a file."""
    built = build_town(database, clock, ids, tmp_path)
    file = tmp_path / "roads" / "sejong.npz"
    file.parent.mkdir()
    save_network(streets(), file)
    return replace(built, system=replace(built.system, roads=RoadFile(file, clock, database=database)))
