"""The roads in force: swapped in one step, by every process for itself, and no reader ever waits for a new one."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from dispatch.roadfile import RoadFile
from dispatch.tables.areas import RegionRow
from dispatch.traffic.closing import close_road
from dispatch.traffic.hearing import SpeedSaid, hear_speeds
from dispatch.traffic.keeping import RoadKeeper, keep
from routing.model import CLOSED_MS, Metric
from routing.roads import Roads
from tests.dispatch.town import Town
from tests.dispatch.traffic.closures import block, draft
from tests.dispatch.traffic.conftest import corner_of, streets
from tests.dispatch.traffic.test_hearing import CENTRE


def file_of(town: Town) -> RoadFile:
    assert isinstance(town.system.roads, RoadFile)
    return town.system.roads


def other_process(town: Town) -> RoadFile:
    """The same file and the same tables, as another process has them."""
    return RoadFile(town.system.settings.instance / "roads" / "sejong.npz", town.clock, database=town.system.db)


def test_every_process_hears_of_a_closure_from_the_tables(town: Town) -> None:
    worker = other_process(town)
    before = worker.refresh()
    done = close_road(town.system, town.kim, draft(town, block(3)))
    after = worker.refresh()
    assert after.roads.metric.travel_ms[done.closure.edges[0]] == CLOSED_MS
    assert after.roads.digest == town.system.roads.current().digest
    assert before.roads.metric.travel_ms[done.closure.edges[0]] < CLOSED_MS  # who holds the old one keeps it
    assert worker.refresh() is after  # nothing has changed since


def test_turns_across_the_traffic_cost_on_the_side_the_area_drives_on(town: Town) -> None:
    right = other_process(town).refresh().roads
    with town.system.db.write() as session:
        row = session.get_one(RegionRow, "sejong")
        row.roads, row.drives_left = "sejong", True
    left = other_process(town).refresh().roads
    assert (right.turns.on_the_left, left.turns.on_the_left) == (False, True)
    assert left.digest != right.digest
    assert left.times.lines.turn_ms.tolist() != right.times.lines.turn_ms.tolist()


def test_a_mark_names_the_traffic_of_every_snapshot(town: Town) -> None:
    roads = file_of(town)
    first = roads.held()
    close_road(town.system, town.kim, draft(town, block(3)))
    second = roads.held()
    assert roads.mark_of(first.roads.digest) == first.mark
    assert roads.mark_of(second.roads.digest) == second.mark
    assert second.mark.closures == first.mark.closures + 1
    assert roads.mark_of("nobody's") is None


def test_readers_go_on_while_the_whole_network_is_weighed_anew(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reweighing is held open; readers are answered from the snapshot before, by any number of threads."""
    roads = file_of(town)
    before = roads.held()
    begun, go_on = threading.Event(), threading.Event()
    real = Roads.reweighted

    def slowly(self: Roads, metric: Metric) -> Roads:
        begun.set()
        assert go_on.wait(60)
        return real(self, metric)

    monkeypatch.setattr(Roads, "reweighted", slowly)
    closing = threading.Thread(target=close_road, args=(town.system, town.kim, draft(town, block(3))))
    closing.start()
    assert begun.wait(60)
    answers = list[object]()
    readers = [threading.Thread(target=lambda: answers.append(roads.current())) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(60)
    assert answers == [before.roads] * 8  # every one of them came back although the tick has not
    go_on.set()
    closing.join(60)
    assert roads.current().digest != before.roads.digest


def test_a_reader_never_weighs_the_network_even_where_a_new_snapshot_is_due(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    roads = file_of(town)
    before = roads.held()
    town.clock.advance(timedelta(hours=5))  # the speeds of another hour are due
    with monkeypatch.context() as nobody:
        nobody.setattr(Roads, "reweighted", lambda *_: pytest.fail("a reader weighs"))
        assert roads.held() is before
        assert roads.current() is before.roads
    assert keep(town.system) is False
    assert roads.held().profiled_at == town.clock.now()


def test_nobody_ever_sees_half_a_tick(town: Town) -> None:
    """While ticks go on, what a reader holds is one snapshot: its metric, its times and its mark belong together."""
    roads, stop, wrong = file_of(town), threading.Event(), list[str]()
    a, b = corner_of(0, 4), corner_of(8, 4)
    expected = dict[str, object]()

    def read() -> None:
        while not stop.is_set():
            held = roads.held()
            times = held.roads.to_one([a], b)
            if expected.setdefault(held.roads.metric.digest, times) != times:
                wrong.append("times")
            if held.weighed.metric.digest != held.roads.metric.digest:
                wrong.append("metric")

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    network = streets().digest
    for turn in range(12):
        at = town.clock.advance(timedelta(seconds=1))
        slow = [SpeedSaid(at, edge=edge, speed_kmh=3.0 + turn) for edge in range(0, 400, 7)]
        hear_speeds(town.system, CENTRE, "its", slow, network=network)
        roads.refresh()
    stop.set()
    for reader in readers:
        reader.join(60)
    assert wrong == []
    assert len(expected) > 1


def test_without_the_database_the_traffic_in_force_stays(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    done = close_road(town.system, town.kim, draft(town, block(3)))
    roads = file_of(town)

    def away(*_: object, **__: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr("dispatch.roadfile.traffic_version", away)
    monkeypatch.setattr("dispatch.roadfile.read_closures", away)
    town.clock.advance(timedelta(minutes=16))  # the profile is due
    held = roads.refresh()
    assert held.profiled_at == town.clock.now()
    assert held.roads.metric.travel_ms[done.closure.edges[0]] == CLOSED_MS


def test_a_process_keeps_its_roads_by_itself(town: Town) -> None:
    """A closure made by another process is in force here although nobody here asks for it."""
    mine = other_process(town)
    before = mine.refresh()
    swapped = threading.Event()
    real = mine.refresh

    def refresh() -> object:
        held = real()
        if held.mark.closures > before.mark.closures:
            swapped.set()
        return held

    mine.refresh = refresh  # type: ignore[method-assign, assignment]
    keeper = RoadKeeper(replace(town.system, roads=mine))
    keeper.wake()
    keeper.wake()  # once is enough
    close_road(town.system, town.kim, draft(town, block(3)))
    assert swapped.wait(60)
    keeper.close()
    assert mine.current().digest == town.system.roads.current().digest


def test_without_a_network_the_keeper_goes_on_looking(tmp_path: Path, town: Town) -> None:
    empty = replace(town.system, roads=RoadFile(tmp_path / "none.npz", town.clock, database=town.system.db))
    assert keep(empty) is True
    assert keep(empty, silent=True) is True
    assert keep(town.system) is False
