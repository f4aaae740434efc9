"""The hub behind the streams: what it costs, whom it waits for, and how it beats."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.event import listens_for

from chassis import events, topics
from chassis.events import Event, LiveValue
from tests.dispatch.town import Town
from tests.web.listening import DESK, messages, tell
from web import hub as hubs
from web import streams
from web.hub import KEPT, Hub, News, Position
from web.streams import follow


def test_what_the_hub_has_not_read_yet_comes_once(town: Town) -> None:
    """The log is ahead of the buffer: a stream that catches up from the log must not get the difference twice."""
    tell(town, DESK, 10)
    hub = Hub(town.system, "sejong")
    hub.start()
    ids = tell(town, DESK, 5)
    heard = event_ids(follow(town.system, hub, (DESK,), "sejong", after=0))
    first = [next(heard) for _ in range(10)]
    town.system.bell.ring()
    rest = [next(heard) for _ in range(5)]
    last = tell(town, DESK)
    town.system.bell.ring()
    assert [*first, *rest, next(heard)] == list(range(1, ids[-1] + 1)) + last
    hub.close()


def test_who_was_away_for_longer_than_the_log_is_kept_is_told_to_load_anew(town: Town) -> None:
    """It goes on from now: of a log with a gap nobody is told the rest as if it were all."""
    seen, *_ = tell(town, DESK, 3)
    town.clock.advance(events.KEPT / 2)
    kept = tell(town, DESK, 2)
    town.clock.advance(events.KEPT / 2 + timedelta(seconds=1))
    with town.system.db.write() as session:
        events.purge_events(session, now=town.clock.now())
    hub = Hub(town.system, "sejong")
    lines = {after: messages(follow(town.system, hub, (DESK,), "sejong", after=after)) for after in (seen, kept[0])}
    hellos = {after: next(heard)["data"] for after, heard in lines.items()}
    assert {after: (hello["anew"], hello["newest"]) for after, hello in hellos.items()} == {
        seen: (True, kept[1]),
        kept[0]: (False, kept[0]),
    }
    new = tell(town, DESK)
    town.system.bell.ring()
    assert int(next(lines[seen])["id"]) == new[0]
    assert [int(next(lines[kept[0]])["id"]) for _ in range(2)] == [kept[1], *new]
    hub.close()


def test_a_hub_that_goes_blind_says_so_and_sees_again(town: Town) -> None:
    hub = Hub(town.system, "sejong")
    hub.start()
    stream = follow(town.system, hub, (DESK,), "sejong", after=None)
    next(stream)
    with town.system.db.write() as session:
        session.execute(text("ALTER TABLE events RENAME TO lost"))
    while hub.sees():
        town.system.bell.ring()
    assert kinds(follow(town.system, hub, (DESK,), "sejong", after=None, lives_s=0.05, beat_s=0.0)) == ["hello"]
    with town.system.db.write() as session:
        session.execute(text("ALTER TABLE lost RENAME TO events"))
    told = tell(town, DESK)
    town.system.bell.ring()
    assert [next(event_ids(stream))] == told
    assert hub.sees()
    hub.close()


def test_a_hub_that_sees_lets_its_quiet_streams_beat(town: Town) -> None:
    hub = Hub(town.system, "sejong")
    lines = follow(town.system, hub, (DESK,), "sejong", after=None, beat_s=0.0)
    assert kinds(next(lines) for _ in range(2)) == ["hello", "beat"]
    hub.close()


def test_a_stream_ends_so_that_the_guard_looks_again_and_when_the_hub_closes(town: Town) -> None:
    hub = Hub(town.system, "sejong")
    assert kinds(follow(town.system, hub, (DESK,), "sejong", after=None, lives_s=0.0)) == ["hello"]
    lines = follow(town.system, hub, (DESK,), "sejong", after=None)
    next(lines)
    hub.close()
    assert list(lines) == []


def test_fifty_listeners_do_not_cost_fifty_queries(town: Town) -> None:
    hub, asked = Hub(town.system, "sejong"), list[str]()
    streams = [follow(town.system, hub, (DESK,), "sejong", after=None) for _ in range(50)]
    for stream in streams:
        next(stream)
    listens_for(town.system.db.engine, "before_cursor_execute")(lambda *said: asked.append(said[2]))
    tell(town, DESK)
    town.system.bell.ring()
    for stream in streams:
        next(event_ids(stream))
    assert len([one for one in asked if "FROM events" in one]) < 10
    hub.close()


def test_a_hospital_that_comes_back_costs_one_question_and_one_that_stays_none(town: Town) -> None:
    topic, nurse = topics.hospital("sejong", "h_far"), town.nurse("h_far")
    of_others = [
        Event("sejong", topic, "vitals", "x", {"incident_id": f"inc_{n}"}, town.clock.now()) for n in range(300)
    ]
    with town.system.db.write() as session:
        events.append(session, of_others)
    last, asked, hub = tell(town, topic)[0], list[str](), Hub(town.system, "sejong")
    listens_for(town.system.db.engine, "before_cursor_execute")(lambda *said: asked.append(said[2]))
    lines = follow(town.system, hub, (topic,), "sejong", after=0, again=streams.still_read_by(town.system, nurse))
    assert next(event_ids(lines)) == last
    [later] = tell(town, topic)
    town.system.bell.ring()
    assert next(event_ids(lines)) == later
    assert len([one for one in asked if "FROM hospital_requests" in one]) == 1
    hub.close()


def test_of_a_value_that_changed_often_a_slow_stream_gets_the_newest_only(town: Town) -> None:
    hub = Hub(town.system, "sejong")
    lines = follow(town.system, hub, (DESK,), "sejong", after=None)
    next(lines)
    for number in range(5):
        place(town, "u1", number)
    place(town, "u2", 0)
    seen, hub_seen = Position(0, 0), hub.news(Position(0, 0), [DESK], 5.0).seen
    while hub_seen.revision < 6:
        town.system.bell.ring()
        hub_seen = hub.news(hub_seen, [DESK], 5.0).seen
    values = hub.news(seen, [DESK], 0.0).values
    assert [(v.subject, v.data["n"]) for v in values] == [("u1", 4), ("u2", 0)]
    hub.close()


def test_who_listens_slowly_holds_nobody_up_and_catches_up_from_the_log(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "KEPT", 20)
    hub = Hub(town.system, "sejong")
    slow, quick = (follow(town.system, hub, (DESK,), "sejong", after=None) for _ in range(2))
    assert (kinds([next(slow)]), kinds([next(quick)])) == (["hello"], ["hello"])
    ids = [told for _ in range(6) for told in _tell_and_hear(town, quick, 10)]
    later = event_ids(slow)
    assert [next(later) for _ in range(60)] == ids
    last = tell(town, DESK)
    town.system.bell.ring()
    assert [next(later), next(event_ids(quick))] == last * 2
    hub.close()


def _tell_and_hear(town: Town, stream: Iterator[str], times: int) -> list[int]:
    ids, hearing = tell(town, DESK, times), event_ids(stream)
    town.system.bell.ring()
    assert [next(hearing) for _ in ids] == ids
    return ids


class SilentHub:
    """A hub that has nothing to say, on a clock that jumps over every wait."""

    closed, now_s = False, 0.0

    def start(self) -> Position:
        return Position(0, 0)

    def sees(self) -> bool:
        return True

    def news(self, seen: Position, _topics: object, timeout_s: float) -> News:
        self.now_s += timeout_s
        return News((), (), seen)


def test_a_quiet_stream_beats_every_four_seconds(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = SilentHub()
    monkeypatch.setattr(streams, "monotonic", lambda: hub.now_s)
    lines = follow(town.system, hub, (DESK,), "sejong", after=None, lives_s=13.0)  # type: ignore[arg-type]
    assert [(kind, hub.now_s) for kind in _kinds_as_they_come(lines)] == [
        ("hello", 0.0),
        ("beat", 4.0),
        ("beat", 8.0),
        ("beat", 12.0),
        ("beat", 16.0),
    ]


def _kinds_as_they_come(lines: Iterator[str]) -> Iterator[str]:
    return (str(message["event"]) for message in messages(lines))


def test_the_hub_keeps_so_much_and_knows_where_it_begins(town: Town) -> None:
    hub = Hub(town.system, "sejong")
    start = hub.start()
    last = tell(town, DESK, KEPT + 10)[-1]
    town.system.bell.ring()
    seen = start
    while seen.event < last:
        seen = hub.news(seen, [DESK], 5.0).seen
    assert hub.news(start, [DESK], 0.0).events is None
    assert hub.news(Position(start.event + 10, 0), [DESK], 0.0).events is not None
    assert [e.id for e in hub.news(Position(last - 3, 0), [DESK], 0.0).events or ()] == [last - 2, last - 1, last]
    hub.close()


def place(town: Town, unit_id: str, number: int) -> None:
    with town.system.db.write() as session:
        value = LiveValue("sejong", DESK, "position", unit_id, {"n": number}, town.clock.now())
        events.put_live(session, [value])


def event_ids(lines: Iterable[str]) -> Iterator[int]:
    """The ids of the durable events in a stream."""
    return (int(m["id"]) for m in messages(lines) if m["event"] not in {"hello", "live", "beat"})


def kinds(lines: Iterable[str]) -> list[str]:
    return [str(m["event"]) for m in messages(lines)]
