"""Tracks: a way is thinned, kept in order, belongs to its errand, and is forgotten in time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from chassis.clock import StillClock
from chassis.db import Base, Database
from chassis.geo import LatLon, distance_m
from chassis.tracks import TRACKS, TrackPoint, keep_late, keep_track, purge_tracks, read_tracks, worth_keeping

BEGAN = datetime(2026, 3, 2, tzinfo=UTC)
STEPS = st.lists(st.tuples(st.integers(1, 20), st.floats(0, 60), st.floats(0, 20)), max_size=60)


def at(seconds: float, north_m: float = 0.0, *, errand: str = "job1", altitude_m: float | None = None) -> TrackPoint:
    place = LatLon(36.48 + north_m / 111_195, 127.289)
    return TrackPoint("sejong", "s1", errand, BEGAN + timedelta(seconds=seconds), place, altitude_m=altitude_m)


def driven(steps: list[tuple[int, float, float]]) -> list[TrackPoint]:
    seconds, north_m, altitude_m, way = 0, 0.0, 0.0, [at(0, altitude_m=0.0)]
    for wait, on, up in steps:
        seconds, north_m, altitude_m = seconds + wait, north_m + on, altitude_m + up
        way.append(at(seconds, north_m, altitude_m=altitude_m))
    return way


@given(steps=STEPS)
def test_kept_points_are_apart_in_time_and_in_space_and_nothing_far_is_lost(
    steps: list[tuple[int, float, float]],
) -> None:
    kept: list[TrackPoint] = []
    for point in driven(steps):
        if worth_keeping(kept[-1] if kept else None, point):
            kept.append(point)
        gap_m, gap = distance_m(kept[-1].place, point.place), point.at - kept[-1].at
        assert gap_m < TRACKS.apart_m or gap < TRACKS.every
    for one, other in pairwise(kept):
        climbed_m = abs((other.altitude_m or 0) - (one.altitude_m or 0))
        assert other.at - one.at >= TRACKS.every
        assert distance_m(one.place, other.place) >= TRACKS.apart_m or climbed_m >= TRACKS.climb_m


def test_a_drone_that_climbs_on_the_spot_leaves_points() -> None:
    assert worth_keeping(at(0, altitude_m=0.0), at(6, altitude_m=40.0))
    assert not worth_keeping(at(0, altitude_m=40.0), at(6, altitude_m=42.0))


@given(steps=STEPS, order=st.randoms(use_true_random=False), cut=st.integers(0, 60))
def test_what_comes_late_takes_its_place_whatever_the_order_and_twice_adds_nothing(
    steps: list[tuple[int, float, float]], order: Random, cut: int
) -> None:
    way = driven(steps)
    late, database = way[cut:], Database("sqlite://")
    Base.metadata.create_all(database.engine)
    order.shuffle(late)
    with database.write() as session:
        for point in way[:cut]:
            keep_track(session, point)
        keep_late(session, late)
    with database.write() as session:
        again = keep_late(session, late)
        kept = read_tracks(session, ("job1",)).get("job1", [])
    database.close()
    assert again == 0
    assert [point.at for point in kept] == sorted(point.at for point in kept)
    assert all(other.at - one.at >= TRACKS.every for one, other in pairwise(kept))
    for point in late:  # nothing far from what stands before it is lost
        before = [one for one in kept if one.at <= point.at]
        assert before
        after = [one for one in kept if one.at > point.at]
        close = after and after[0].at - point.at < TRACKS.every
        assert close or not worth_keeping(before[-1], point)


def test_each_errand_has_its_own_way(database: Database) -> None:
    with database.write() as session:
        kept = [keep_track(session, point) for point in (at(0), at(2, 30), at(6, 30), at(6, 30, errand="job2"))]
    assert kept == [True, False, True, True]
    with database.read() as session:
        ways = read_tracks(session, ("job1", "job2", "job3"))
    assert {errand: [point.at - BEGAN for point in way] for errand, way in ways.items()} == {
        "job1": [timedelta(0), timedelta(seconds=6)],
        "job2": [timedelta(seconds=6)],
    }


def test_a_way_is_forgotten_when_its_time_is_over(database: Database, clock: StillClock) -> None:
    old, young = at(0, errand="old"), at(3600, errand="young")
    with database.write() as session:
        keep_track(session, old)
        keep_track(session, young)
    with database.write() as session:
        assert purge_tracks(session, now=BEGAN + TRACKS.kept_for + timedelta(seconds=1)) == 1
        assert purge_tracks(session, now=BEGAN + TRACKS.kept_for + timedelta(seconds=1)) == 0
    with database.read() as session:
        assert list(read_tracks(session, ("old", "young"))) == ["young"]
