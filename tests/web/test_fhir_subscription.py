"""A hospital's own system is told what has changed, in order and without gaps, whatever fails in between."""

import json
from collections import deque
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import responses
from apiflask import APIFlask
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.subscription import Subscription
from sqlalchemy import select

from chassis.outside import outside_session
from dispatch.desk.asking import ask_hospitals, confirm_hospital
from dispatch.desk.taking import take_call
from dispatch.fhir.news import ERROR_FROM, LONGEST_WAIT, wait_after
from dispatch.paging import FinalFailureError, TemporaryFailureError
from dispatch.subscribing.telling import number_news, tell_subscribers
from dispatch.subscriptions import Hook
from dispatch.subscriptions.fake import FakeHooks
from dispatch.subscriptions.resthook import RestHooks
from dispatch.tables.cases import IncidentRow
from dispatch.tables.subscriptions import KEPT, SubscriptionRow, purge_news
from hospitals.intake import answering
from hospitals.intake.posting import still_correct
from tests.dispatch.town import Town, call
from tests.web.conftest import PersonMaker
from tests.web.test_fhir import ALL, Machine, agreed, measure, requests, with_patient

SECRET = "a-secret-of-theirs"
ADDRESS = "https://emr.example/hook"
BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/"


def asked(topic: str = "encounter-inbound", *, heartbeat_s: int | None = None, **more: Any) -> dict[str, Any]:
    beat = [{"url": BACKPORT + "backport-heartbeat-period", "valueUnsignedInt": heartbeat_s}] if heartbeat_s else []
    channel = {
        "type": "rest-hook",
        "endpoint": ADDRESS,
        "payload": "application/fhir+json",
        "_payload": {"extension": [{"url": BACKPORT + "backport-payload-content", "valueCode": "id-only"}]},
        "header": [f"Authorization: Bearer {SECRET}"],
        "extension": beat,
    }
    told = {"resourceType": "Subscription", "status": "requested", "reason": "x"}
    return told | {"criteria": f"urn:goldentime:topic:{topic}", "channel": channel | more}


@pytest.fixture
def emr(app: APIFlask, town: Town) -> Machine:
    """The system of h_far, which may read all and subscribe."""
    return Machine(app, town, *ALL, "system/Subscription.cd")


def posted(town: Town) -> list[dict[str, Any]]:
    return [json.loads(body) for _, body in town.hooks.posted]


def said(bundle: dict[str, Any]) -> tuple[str, list[int], list[str]]:
    """(kind, event numbers, what they are about) of a message."""
    parameters = bundle["entry"][0]["resource"]["parameter"]
    events = [{p["name"]: p for p in one["part"]} for one in parameters if one["name"] == "notificationEvent"]
    kind = next(one["valueCode"] for one in parameters if one["name"] == "type")
    focus = [one["focus"]["valueReference"]["reference"].rpartition("/fhir/")[2] for one in events]
    return kind, [int(one["eventNumber"]["valueString"]) for one in events], focus


def test_the_handshake_comes_first_and_then_every_event_by_its_number(emr: Machine, town: Town) -> None:
    with_patient(town)  # before: nothing of it is told
    made = emr.post("Subscription", asked())
    assert (made.status_code, made.json["status"]) == (201, "requested")
    Subscription.model_validate(made.json)
    assert SECRET not in made.text
    tell_subscribers(town.system)
    assert said(posted(town)[0])[0] == "handshake"
    assert emr.get(f"Subscription/{made.json['id']}").json["status"] == "active"
    incident = agreed_too(town)
    tell_subscribers(town.system)
    confirm_hospital(town.system, town.kim, requests(town, incident)[0].id)
    tell_subscribers(town.system)
    measure(town, incident, heart_rate_bpm=80)
    counted = sum(len(said(one)[1]) for one in posted(town))
    tell_subscribers(town.system)
    assert said(posted(town)[-1])[1] == [counted + 1]  # a sign is news as well
    kind, numbers, focus = said(posted(town)[-1])
    assert kind == "event-notification"
    assert [number for one in posted(town) for number in said(one)[1]] == list(range(1, numbers[-1] + 1))
    [mine] = {one for one in focus if one in {f"Encounter/{run['id']}" for run in emr.runs()}}
    assert mine
    for bundle in posted(town):
        Bundle.model_validate(bundle)
        assert "heart" not in json.dumps(bundle).lower()
    assert {hook.secret for hook, _ in town.hooks.posted} == {SECRET}


def agreed_too(town: Town) -> str:
    """The patient that h_far was asked for goes there."""
    with town.system.db.read() as session:
        incident: str = session.scalars(select(IncidentRow.id).order_by(IncidentRow.id)).one()
    [one] = requests(town, incident)
    answering.accept(town.system, town.nurse("h_far"), one.id)
    return incident


def test_numbers_have_no_gaps_whatever_fails_and_what_was_missed_can_be_fetched(emr: Machine, town: Town) -> None:
    made = emr.post("Subscription", asked()).json
    tell_subscribers(town.system)
    incident = agreed(town)
    town.hooks.failures = deque([TemporaryFailureError("HTTP 503")] * ERROR_FROM)
    for number in range(ERROR_FROM):
        measure(town, incident, heart_rate_bpm=60 + number)
        tell_subscribers(town.system)
        town.clock.advance(wait_after(number + 1))
    stands = emr.get(f"Subscription/{made['id']}").json
    assert (stands["status"], stands["error"]) == ("error", "HTTP 503")
    before = len(posted(town))
    town.clock.advance(LONGEST_WAIT)
    tell_subscribers(town.system)
    told = [number for bundle in posted(town)[before - 1 :] for number in said(bundle)[1]]
    assert told == list(range(1, len(told) + 1))
    assert emr.get(f"Subscription/{made['id']}").json["status"] == "active"
    [state] = emr.get(f"Subscription/{made['id']}/$status").json["entry"]
    counted = {p["name"]: p for p in state["resource"]["parameter"]}["eventsSinceSubscriptionStart"]
    assert int(counted["valueString"]) == len(told)
    gap = emr.get(f"Subscription/{made['id']}/$events?eventsSinceNumber=2&eventsUntilNumber=3").json
    assert said(gap)[:2] == ("query-event", [2, 3])
    assert emr.get(f"Subscription/{made['id']}/$events?eventsSinceNumber=x").status_code == 422
    town.clock.advance(KEPT + timedelta(days=1))
    with town.system.db.write() as session:
        assert purge_news(session, now=town.clock.now()) == len(told)


def test_who_was_away_for_more_than_a_week_is_told_what_is_kept_and_not_every_second(emr: Machine, town: Town) -> None:
    made = emr.post("Subscription", asked()).json
    tell_subscribers(town.system)
    incident = agreed(town)
    number_news(town.system)
    with town.system.db.write() as session:
        forgotten = purge_news(session, now=town.clock.now() + KEPT + timedelta(days=1))
    assert forgotten > 0
    tell_subscribers(town.system)  # nothing is kept: nothing is left to tell
    before = len(posted(town))
    town.clock.advance(timedelta(minutes=1))
    assert tell_subscribers(town.system) == 0
    measure(town, incident, heart_rate_bpm=61)
    tell_subscribers(town.system)
    [told] = posted(town)[before:]
    assert said(told)[:2] == ("event-notification", [forgotten + 1])
    assert emr.get(f"Subscription/{made['id']}").json["status"] == "active"


def test_the_handshake_comes_first_however_often_it_failed(emr: Machine, town: Town) -> None:
    emr.post("Subscription", asked())
    town.hooks.failures = deque([TemporaryFailureError("HTTP 503")] * (ERROR_FROM + 1))
    agreed(town)
    for _ in range(ERROR_FROM + 2):
        tell_subscribers(town.system)
        town.clock.advance(LONGEST_WAIT)
    tell_subscribers(town.system)
    assert [said(one)[0] for one in posted(town)] == ["handshake", "event-notification"]


def test_what_happens_during_a_post_is_not_posted_twice_at_once(emr: Machine, town: Town) -> None:
    emr.post("Subscription", asked())
    tell_subscribers(town.system)
    incident = agreed(town)
    before, within = len(posted(town)), list[int]()

    class Slow(FakeHooks):
        def post(self, hook: Hook, body: bytes) -> None:
            super().post(hook, body)
            if not within:  # another worker, while this post is on its way
                within.append(0)
                measure(town, incident, heart_rate_bpm=61)
                within.append(tell_subscribers(town.system))

    slow = Slow()
    town = replace(town, system=replace(town.system, hooks=slow))
    tell_subscribers(town.system)
    assert within == [0, 0]
    tell_subscribers(town.system)
    told = [number for _, body in slow.posted for number in said(json.loads(body))[1]]
    assert (len(posted(town)) == before, told) == (True, list(range(1, len(told) + 1)))
    assert len(slow.posted) == 2


def test_numbering_twice_at_once_numbers_once(emr: Machine, town: Town) -> None:
    made = emr.post("Subscription", asked()).json
    with_patient(town)
    for _ in range(3):
        number_news(town.system)
    with town.system.db.read() as session:
        row = session.scalars(select(SubscriptionRow)).one()
    assert row.counted == len(said(emr.get(f"Subscription/{made['id']}/$events").json)[1])


def test_capacity_is_another_topic(emr: Machine, town: Town) -> None:
    emr.post("Subscription", asked("capacity-changed"))
    tell_subscribers(town.system)
    with_patient(town)
    still_correct(town.system, town.nurse("h_far"), "h_far")
    still_correct(town.system, town.nurse("h_silent"), "h_silent")
    tell_subscribers(town.system)
    focus = [about for bundle in posted(town) for about in said(bundle)[2]]
    assert set(focus) == {"Location/h-far"}
    read = emr.get("Location/h-far")
    assert (read.status_code, read.json["resourceType"], read.json["id"]) == (200, "Location", "h-far")
    assert emr.get("Location/h-silent").status_code == 404


def test_a_heartbeat_comes_while_nothing_happens(emr: Machine, town: Town) -> None:
    emr.post("Subscription", asked(heartbeat_s=60))
    tell_subscribers(town.system)
    tell_subscribers(town.system)
    assert len(posted(town)) == 1
    town.clock.advance(timedelta(seconds=60))
    tell_subscribers(town.system)
    assert [said(one)[0] for one in posted(town)] == ["handshake", "heartbeat"]


def test_a_simulated_patient_is_no_news(emr: Machine, town: Town) -> None:
    emr.post("Subscription", asked())
    tell_subscribers(town.system)
    incident = take_call(town.system, town.kim, replace(call(), simulated=True)).incident_id
    ask_hospitals(town.system, town.kim, incident, hospital_ids=("h_far",))
    tell_subscribers(town.system)
    assert len(posted(town)) == 1


def test_it_ends_when_it_is_deleted_when_its_token_is_and_when_they_say_gone(
    emr: Machine, town: Town, app: APIFlask, person: PersonMaker
) -> None:
    first, second = (emr.post("Subscription", asked()).json for _ in range(2))
    assert emr.delete(f"Subscription/{first['id']}").status_code == 204
    assert emr.get(f"Subscription/{first['id']}").status_code == 404
    town.hooks.failures = deque([FinalFailureError("410", "it was not taken")])
    tell_subscribers(town.system)
    assert emr.get(f"Subscription/{second['id']}").json["status"] == "off"
    third = emr.post("Subscription", asked()).json
    admin = person("admin")
    [token] = [one for one in admin.get("/api/v1/admin/machines").json["tokens"] if one["name"] == "emr"]
    admin.post(f"/api/v1/admin/tokens/{token['id']}/revoke")
    tell_subscribers(town.system)
    assert posted(town) == []
    other = Machine(app, town, "system/Subscription.r")
    assert other.get(f"Subscription/{third['id']}").json["status"] == "off"
    assert Machine(app, town, *ALL, facility="h_silent").get(f"Subscription/{third['id']}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"endpoint": "http://emr.example/hook"}, "url"),
        ({"header": []}, "channel.header"),
        ({"header": ["Authorization: Bearer short"]}, "channel.header"),
        ({"header": ["X-Other: 1"]}, "channel.header"),
        ({"type": "email"}, "channel.type"),
        (
            {"_payload": {"extension": [{"url": BACKPORT + "backport-payload-content", "valueCode": "full-resource"}]}},
            "channel._payload",
        ),
    ],
)
def test_what_cannot_be_told_is_refused_by_its_place(emr: Machine, wrong: dict[str, Any], field: str) -> None:
    refused = emr.client.post(
        "/fhir/Subscription",
        json=asked(**wrong),
        headers={"Authorization": f"Bearer {emr.token}", "Content-Type": "application/fhir+json"},
    )
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, field)


def test_only_a_machine_with_the_scope_subscribes(app: APIFlask, town: Town, person: PersonMaker) -> None:
    assert Machine(app, town, *ALL).post("Subscription", asked()).status_code == 403
    assert person("nurse").post("/fhir/Subscription", asked()).status_code == 403


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, None), (503, TemporaryFailureError), (429, TemporaryFailureError), (302, FinalFailureError)],
)
def test_a_hook_is_posted_over_https_with_their_secret(status: int, kind: type[Exception] | None) -> None:
    with responses.RequestsMock() as net:
        net.post(ADDRESS, status=status, headers={"Location": "https://inside.example/"})
        hooks = RestHooks(outside_session(()))
        if kind is None:
            hooks.post(Hook(ADDRESS, SECRET), b"{}")
        else:
            with pytest.raises(kind):
                hooks.post(Hook(ADDRESS, SECRET), b"{}")
        assert [one.request.headers["Authorization"] for one in net.calls] == [f"Bearer {SECRET}"]


@pytest.mark.parametrize("inside", ["https://127.0.0.1/hook", "https://10.0.0.7/hook", "https://[::1]/hook"])
def test_nobody_is_called_inside_the_house(inside: str) -> None:
    with pytest.raises(FinalFailureError, match="address"):
        RestHooks(outside_session(())).post(Hook(inside, SECRET), b"{}")
