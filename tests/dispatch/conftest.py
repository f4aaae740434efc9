"""The town, fresh for every story, on both databases."""

from pathlib import Path

import pytest

from chassis.clock import StillClock
from chassis.db import Database
from chassis.ids import CountedIds
from tests.dispatch.driving import Drive, set_out_alone
from tests.dispatch.town import Town, build_town


@pytest.fixture
def town(database: Database, clock: StillClock, ids: CountedIds, tmp_path: Path) -> Town:
    """A small town with people in it."""
    return build_town(database, clock, ids, tmp_path)


@pytest.fixture
def drive(town: Town) -> Drive:
    """A unit that has just set out through junctions with lights."""
    return set_out_alone(town)
