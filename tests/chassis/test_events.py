"""The log: addressed, in order, in pieces; and the newest values beside it."""

from datetime import timedelta

import pytest

from chassis import events, topics
from chassis.clock import StillClock
from chassis.db import Database
from chassis.events import Event, LiveValue

DESK, H1 = topics.desk("sejong"), topics.hospital("sejong", "h1")


def tell(database: Database, clock: StillClock, *addressed: str, region: str = "sejong") -> list[int]:
    with database.write() as session:
        return events.append(
            session, [Event(region, topic, "told", str(n), {"n": n}, clock.now()) for n, topic in enumerate(addressed)]
        )


def test_an_event_comes_back_as_it_went_in(database: Database, clock: StillClock) -> None:
    said = Event("sejong", DESK, "told", "inc_1", {"이름": "값", "deep": {"list": [1, None, True]}}, clock.now())
    with database.write() as session:
        (ident,) = events.append(session, [said])
    with database.read() as session:
        (heard,) = events.read(session, [DESK], after=0)
    assert heard == Event(said.region, said.topic, said.kind, said.subject, said.data, said.at, ident)


def test_who_reads_one_topic_never_sees_another(database: Database, clock: StillClock) -> None:
    tell(database, clock, DESK, H1, DESK)
    with database.read() as session:
        assert [e.subject for e in events.read(session, [H1], after=0)] == ["1"]
        assert [e.subject for e in events.read(session, [DESK, H1], after=0)] == ["0", "1", "2"]
        assert events.read(session, [], after=0) == []


def test_reading_in_pieces_misses_nothing(database: Database, clock: StillClock) -> None:
    ids, seen = tell(database, clock, *[DESK] * 23), list[int]()
    with database.read() as session:
        while piece := events.read(session, [DESK], after=seen[-1] if seen else 0, limit=5):
            seen += [e.id for e in piece]
    assert seen == ids == sorted(ids)


def test_regions_keep_their_own_logs(database: Database, clock: StillClock) -> None:
    here = tell(database, clock, DESK)
    there = tell(database, clock, topics.desk("daejeon"), region="daejeon")
    with database.read() as session:
        assert events.newest_id(session, "sejong") == here[-1]
        assert [e.id for e in events.read_region(session, "daejeon", after=0)] == there
        assert events.newest_id(session, "nowhere") == 0


def purge(database: Database, clock: StillClock) -> int:
    with database.write() as session:
        return events.purge_events(session, now=clock.now())


def test_the_log_is_kept_for_a_week_and_the_newest_of_each_region_for_good(
    database: Database, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "PIECE", 2)
    quiet = tell(database, clock, topics.desk("daejeon"), region="daejeon")
    old = tell(database, clock, *[DESK] * 5)
    clock.advance(events.KEPT)
    assert purge(database, clock) == 0
    clock.advance(timedelta(seconds=1))
    new = tell(database, clock, DESK)
    assert [purge(database, clock) for _ in range(4)] == [2, 2, 1, 0]
    with database.read() as session:
        assert [e.id for e in events.read(session, [DESK], after=0)] == new
        assert [events.newest_id(session, region) for region in ("daejeon", "sejong")] == [quiet[-1], new[-1]]
        kept = [events.is_kept(session, "sejong", one) for one in (0, old[-1], new[0], quiet[0])]
    assert kept == [True, False, True, False]
    clock.advance(events.KEPT * 2)
    assert purge(database, clock) == 0
    assert tell(database, clock, DESK)[0] > new[0], "no id is given twice"


def put(database: Database, clock: StillClock, *values: tuple[str, str, float]) -> None:
    with database.write() as session:
        told = [LiveValue("sejong", topic, "position", unit, {"lat": lat}, clock.now()) for topic, unit, lat in values]
        events.put_live(session, told)


def test_a_value_has_one_row_however_often_it_changes(database: Database, clock: StillClock) -> None:
    for lat in (1.0, 2.0, 3.0):
        clock.advance(timedelta(seconds=1))
        put(database, clock, (DESK, "u1", lat), (H1, "u1", lat))
    with database.read() as session:
        heard = events.read_live(session, [DESK])
    assert [(v.subject, v.data, v.at) for v in heard] == [("u1", {"lat": 3.0}, clock.now())]


def test_whoever_saw_a_revision_gets_what_changed_since_and_only_that(database: Database, clock: StillClock) -> None:
    put(database, clock, (DESK, "u1", 1.0), (DESK, "u2", 1.0), (DESK, "u3", 1.0))
    with database.read() as session:
        seen = events.newest_revision(session, "sejong")
    put(database, clock, (DESK, "u2", 2.0))
    with database.read() as session:
        changed = events.read_live_since(session, "sejong", after=seen)
        assert events.read_live_since(session, "sejong", after=changed[-1].revision) == []
        assert [v.subject for v in events.read_live_since(session, "sejong", after=0)] == ["u1", "u3", "u2"]
    assert [(v.subject, v.data) for v in changed] == [("u2", {"lat": 2.0})]


def test_topics_begin_with_their_region() -> None:
    names = [
        *(topics.desk("r"), topics.hospital("r", "x"), topics.unit("r", "x")),
        *(topics.pad("r", "x"), topics.pads("r"), topics.caller("r", "x")),
    ]
    assert len(set(names)) == 6
    assert all(name.startswith("r.") for name in names)
