"""The simulated day's traffic: waves and an accident through the entry of a real centre, and marked as made up."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import select

from dispatch.roadfile import RoadFile
from dispatch.simulation.traffic import Loops, accident, lived_at, share_of, tell_traffic
from dispatch.tables.traffic import SpeedRow
from routing.kinds import RoadClass
from routing.store import save_network
from tests.dispatch.town import Town
from tests.routing.towns import grid

MORNING = datetime(2026, 3, 2, 8, 12, tzinfo=ZoneInfo("Asia/Seoul"))
NIGHT = MORNING.replace(hour=3, minute=0)
CLOCK = datetime(2026, 3, 2, tzinfo=UTC)
STREETS = [f"street {n}" for n in range(60)]


@dataclass(frozen=True)
class Stage:
    now: datetime
    region: str = "sejong"
    speed: float = 1.0
    seed: int = 1


def mean(lived: datetime) -> float:
    return sum(share_of(street, 1, lived, CLOCK) for street in STREETS) / len(STREETS)


def test_mornings_and_evenings_are_slower_than_the_night_and_not_on_every_street() -> None:
    evening = MORNING.replace(hour=18, minute=24)
    assert mean(MORNING) < mean(NIGHT) - 0.1
    assert mean(evening) < mean(NIGHT) - 0.1
    shares = [share_of(street, 1, MORNING, CLOCK) for street in STREETS]
    assert min(shares) < 0.3
    assert max(shares) > 0.4
    assert all(0.1 < share <= 0.95 for share in shares)


def test_at_any_hour_some_street_is_slow_and_half_an_hour_later_another() -> None:
    def slow(now: datetime) -> set[str]:
        return {street for street in STREETS if share_of(street, 1, NIGHT, now) < 0.3}

    first, later = slow(CLOCK), slow(CLOCK + timedelta(minutes=15))
    assert first
    assert later
    assert not first & later


def test_the_hour_runs_ahead_where_the_day_lives_faster() -> None:
    noon = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)  # 12:00 in Seoul
    assert lived_at(noon, 1, "Asia/Seoul").hour == 12
    assert lived_at(noon + timedelta(minutes=6), 20, "Asia/Seoul").hour == (12 * 20 + 2) % 24


def test_an_accident_comes_and_is_cleared_and_the_queue_stands_behind_it() -> None:
    network = grid(6, kind=RoadClass.PRIMARY)
    edges = tuple(range(network.edge_count))
    loops = Loops(edges, (60.0,) * len(edges), tuple(str(network.edge_name(e)) for e in edges))
    seen = [accident(network, loops, 1, MORNING + minutes * timedelta(minutes=5)) for minutes in range(24)]
    assert any(seen)
    assert not all(seen)
    queue = max(seen, key=len)
    assert len(queue) > 1
    assert len({network.edge_name(edge) for edge in queue}) == 1


def test_the_report_comes_by_the_real_entry_and_says_that_it_is_made_up(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "roads" / "sejong.npz"
    file.parent.mkdir()
    save_network(grid(6, kind=RoadClass.PRIMARY), file)
    roads = RoadFile(file, town.clock, database=town.system.db)
    system = replace(town.system, roads=roads)
    tell_traffic(system, Stage(town.clock.now() + timedelta(seconds=1)))
    with town.system.db.read() as session:
        assert session.scalars(select(SpeedRow)).all() == []  # not every second
    tell_traffic(system, Stage(town.clock.now()))
    held = roads.refresh()
    assert held.mark.simulated
    with town.system.db.read() as session:
        rows = session.scalars(select(SpeedRow)).all()
    assert len(rows) == held.roads.network.edge_count
    assert {(row.source, row.simulated) for row in rows} == {("simulated_its", True)}
    assert not np.array_equal(held.roads.metric.travel_ms, held.profile.travel_ms)


def test_without_roads_nothing_is_told(town: Town) -> None:
    tell_traffic(town.system, Stage(town.clock.now()))
    with town.system.db.read() as session:
        assert session.scalars(select(SpeedRow)).all() == []
