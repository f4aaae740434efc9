"""A device whose clock is wrong says what time it has, and what it wrote stands where it was done."""

from datetime import timedelta

import pytest
from apiflask import APIFlask

from tests.dispatch.town import Town
from tests.web.browserless import a_call
from tests.web.conftest import PersonMaker

SLOW = timedelta(minutes=20)
ADRENALINE = {"kind": "drug", "code": "adrenaline", "dose": 1, "unit": "mg", "route": "iv"}


@pytest.fixture
def incident(app: APIFlask, person: PersonMaker) -> str:
    """An incident s1 was sent to."""
    kim = person("kim")
    made = str(kim.post("/api/v1/calls", a_call()).json["incident"]["id"])
    kim.post(f"/api/v1/incidents/{made}/assignments", {"unit_id": "s1"})
    return made


def test_a_slow_telephone_neither_moves_a_drug_into_the_past_nor_escapes_the_question(
    incident: str, person: PersonMaker, town: Town
) -> None:
    crew, path, now = person("crew"), f"/api/v1/incidents/{incident}/care", town.clock.now()
    has = (now - SLOW).isoformat()
    too_much = crew.post(path, ADRENALINE | {"dose": 10, "device_at": has}, Device_Time=has)
    assert (too_much.status_code, too_much.json["code"]) == (409, "doubtful")
    done = now - timedelta(minutes=2)
    sent = crew.post(path, ADRENALINE | {"device_at": (done - SLOW).isoformat()}, Device_Time=has)
    assert sent.status_code == 201
    [kept] = crew.get(path).json["entries"]
    assert kept["done_at"] == done.isoformat()
    half = ADRENALINE | {"dose": 0.5, "reason": "slip", "device_at": kept["done_at"]}
    assert crew.post(f"/api/v1/care/{kept['id']}/amend", half, Device_Time=has).status_code == 201
    assert {one["done_at"] for one in crew.get(path).json["entries"]} == {done.isoformat()}


@pytest.mark.parametrize("told", [None, "no time", "2026-03-02T08:00:00"])
def test_without_its_time_a_device_is_taken_at_its_word(
    incident: str, person: PersonMaker, town: Town, told: str | None
) -> None:
    crew, path = person("crew"), f"/api/v1/incidents/{incident}/care"
    said = (town.clock.now() - SLOW).isoformat()
    crew.post(path, ADRENALINE | {"device_at": said}, **({"Device_Time": told} if told else {}))
    assert [one["done_at"] for one in crew.get(path).json["entries"]] == [said]


def test_a_few_seconds_are_the_way_and_no_wrong_clock(incident: str, person: PersonMaker, town: Town) -> None:
    crew, path = person("crew"), f"/api/v1/incidents/{incident}/care"
    has = (town.clock.now() - timedelta(seconds=5)).isoformat()
    crew.post(path, ADRENALINE | {"device_at": has}, Device_Time=has)
    assert [one["done_at"] for one in crew.get(path).json["entries"]] == [has]


def test_a_time_beyond_all_times_is_refused(incident: str, person: PersonMaker) -> None:
    crew, path = person("crew"), f"/api/v1/incidents/{incident}/care"
    far = ADRENALINE | {"device_at": "9999-12-31T23:00:00+00:00"}
    assert crew.post(path, far, Device_Time="2026-01-01T00:00:00+00:00").status_code == 422
