"""The stream: addressed, in order, resumable, and woken without polling."""

import json
from collections.abc import Iterator
from typing import Any

from apiflask import APIFlask

from chassis import events, topics
from chassis.events import Event
from tests.dispatch.town import Town
from tests.web.browserless import Person, a_call
from tests.web.conftest import PersonMaker
from web.hub import KEPT, Hub, Position


def listen(who: Person, after: int | None = None) -> Iterator[dict[str, Any]]:
    """Messages of the stream, as dictionaries of their fields; heartbeats left out."""
    headers = {"Last-Event-ID": str(after)} if after is not None else {}
    answer = who.client.get("/api/v1/stream", headers=headers)
    assert answer.mimetype == "text/event-stream"
    for chunk in answer.response:
        text = chunk.decode() if isinstance(chunk, bytes) else chunk
        fields = dict(line.split(": ", 1) for line in text.strip().splitlines() if ": " in line)
        if fields.get("event") not in {None, "beat"}:
            yield {**fields, "data": json.loads(fields["data"])}


def test_the_stream_greets_with_the_position_and_the_simulation(person: PersonMaker) -> None:
    hello = next(listen(person("kim")))
    assert hello["event"] == "hello"
    assert hello["data"]["simulation"] == {"on": False, "speed": 1.0}


def test_a_call_taken_elsewhere_appears_without_asking(person: PersonMaker) -> None:
    kim, chief = person("kim"), person("chief")
    heard = listen(kim)
    next(heard)
    chief.post("/api/v1/calls", a_call())
    assert [next(heard)["event"] for _ in range(2)] == ["call_received", "decision_made"]


def test_after_a_break_nothing_is_missing_and_nothing_doubled(person: PersonMaker) -> None:
    kim = person("kim")
    start = kim.get("/api/v1/desk/board").json["newest"]
    for _ in range(3):
        kim.post("/api/v1/calls", a_call())
    first = listen(kim, start)
    seen = [int(m["id"]) for m in (next(first) for _ in range(4)) if "id" in m]
    second = listen(kim, seen[-1])
    seen += [int(m["id"]) for m in (next(second) for _ in range(4)) if "id" in m]
    assert len(seen) == 6
    assert seen == sorted(set(seen))


def test_a_stream_far_behind_reads_the_log(town: Town, person: PersonMaker, app: APIFlask) -> None:
    with town.system.db.write() as session:
        told = [Event("sejong", topics.desk("sejong"), "filler", str(n), {}, town.clock.now()) for n in range(700)]
        ids = events.append(session, told)
    heard = listen(person("kim"), 0)
    next(heard)
    assert [int(next(heard)["id"]) for _ in range(700)] == ids


def test_a_hospital_hears_only_what_is_addressed_to_it(town: Town, person: PersonMaker) -> None:
    kim, nurse, stranger = person("kim"), person("nurse"), person("other-nurse")
    incident = kim.post("/api/v1/calls", a_call()).json["incident"]["id"]
    mine, theirs = listen(nurse), listen(stranger)
    next(mine)
    next(theirs)
    kim.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": ["h_far"]})
    heard = next(mine)
    assert heard["event"] == "request_changed"
    assert incident not in json.dumps(heard["data"])
    kim.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": ["h_silent"]})
    assert next(theirs)["data"]["topic"] == topics.hospital("sejong", "h_silent")


def test_a_position_is_a_live_value_without_an_id(person: PersonMaker) -> None:
    kim, crew = person("kim"), person("crew")
    heard = listen(kim)
    next(heard)
    crew.post("/api/v1/units/s1/position", {"lat": 36.49, "lon": 127.28})
    live = next(heard)
    assert live["event"] == "live"
    assert "id" not in live
    assert live["data"]["data"]["lat"] == 36.49


def test_a_page_that_opens_gets_the_newest_values_at_once(person: PersonMaker) -> None:
    kim, crew = person("kim"), person("crew")
    for lat in (36.49, 36.50):
        crew.post("/api/v1/units/s1/position", {"lat": lat, "lon": 127.28})
    heard = listen(kim)
    next(heard)
    assert next(heard)["data"]["data"]["lat"] == 36.50


def test_a_position_that_is_no_number_is_refused(person: PersonMaker) -> None:
    answer = person("kim").client.get("/api/v1/stream", headers={"Last-Event-ID": "x"})
    assert (answer.status_code, answer.json["code"]) == (400, "stream_position")


def test_the_hub_keeps_so_much_and_knows_where_it_begins(town: Town) -> None:
    hub = Hub(town.system, "sejong")
    start = hub.start()
    with town.system.db.write() as session:
        told = [Event("sejong", "sejong.desk", "filler", str(n), {}, town.clock.now()) for n in range(KEPT + 10)]
        last = events.append(session, told)[-1]
    town.system.bell.ring()
    seen = start
    while seen.event < last:
        seen = (
            hub.news(Position(seen.event, 0), ["sejong.desk"], 1.0).seen if seen.event >= last - KEPT else hub.start()
        )
    assert hub.news(start, ["sejong.desk"], 0.0).events is None
    assert hub.news(Position(last - 3, 0), ["sejong.desk"], 0.0).events is not None
    hub.close()
