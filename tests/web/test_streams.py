"""The stream: addressed, in order, resumable, and woken without polling."""

import json
from collections.abc import Iterator
from typing import Any

from apiflask import APIFlask

from chassis import topics
from tests.dispatch.town import Town
from tests.web.browserless import Person, a_call
from tests.web.conftest import PersonMaker
from tests.web.listening import DESK, messages, tell


def listen(who: Person, after: int | None = None) -> Iterator[dict[str, Any]]:
    """What somebody hears; heartbeats left out."""
    headers = {"Last-Event-ID": str(after)} if after is not None else {}
    answer = who.client.get("/api/v1/stream", headers=headers)
    assert answer.mimetype == "text/event-stream"
    return (message for message in messages(answer.response) if message["event"] != "beat")


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
    next(first)
    seen = [int(next(first)["id"]) for _ in range(3)]
    second = listen(kim, seen[-1])
    next(second)
    seen += [int(next(second)["id"]) for _ in range(3)]
    assert len(seen) == 6
    assert seen == sorted(set(seen))


def test_a_stream_far_behind_reads_the_log(town: Town, person: PersonMaker, app: APIFlask) -> None:
    ids = tell(town, DESK, 700)
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


def test_a_browser_that_heard_nothing_yet_comes_back_to_where_it_was(town: Town, person: PersonMaker) -> None:
    """Without an id in the greeting it would come back to a later now, and what happened between would be lost."""
    nurse = person("nurse")
    start = next(listen(nurse))["id"]
    tell(town, topics.hospital("sejong", "h_far"))
    again = listen(nurse, int(start))
    next(again)
    assert next(again)["event"] == "filler"


def test_the_callers_link_opens_the_callers_stream_and_nothing_else(
    town: Town, app: APIFlask, person: PersonMaker
) -> None:
    taken = person("kim").post("/api/v1/calls", a_call()).json
    answer = app.test_client().get(f"/api/v1/caller/{taken['link_token']}/stream")
    heard = messages(answer.response)
    next(heard)
    tell(town, DESK)
    tell(town, topics.caller("sejong", taken["call_id"]))
    town.system.bell.ring()
    assert next(heard)["data"]["topic"] == topics.caller("sejong", taken["call_id"])
    assert app.test_client().get("/api/v1/caller/guess/stream").status_code == 404
