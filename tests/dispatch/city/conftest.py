"""Sejong as `make run` loads it: the real pack, the example roads, a still clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.bell.local import LocalBell
from chassis.clock import StillClock
from chassis.db import Database
from chassis.ids import CountedIds
from chassis.settings import Settings
from dispatch.city.load import load_city
from dispatch.city.reading import read_pack
from dispatch.lamps.fake import FakeLamps
from dispatch.paging.fake import FakePaging
from dispatch.protocols import read_rules
from dispatch.roadfile import RoadFile, roads_file
from dispatch.system import System
from dispatch.tilefile import TileFile, tiles_file


@pytest.fixture
def sejong(database: Database, clock: StillClock, ids: CountedIds, tmp_path: Path) -> Iterator[System]:
    """The running system of the demo, without people."""
    settings = Settings(instance=tmp_path, database_url=database.url, secret_key="x" * 40)
    roads = RoadFile(roads_file(settings), clock)
    system = System(
        settings=settings,
        db=database,
        clock=clock,
        ids=ids,
        bell=LocalBell(),
        roads=roads,
        tiles=TileFile(tiles_file(settings), roads.find_network),
        paging=FakePaging(),
        lamps=FakeLamps(),
        rules=read_rules(),
    )
    load_city(system, read_pack("sejong"))
    yield system
