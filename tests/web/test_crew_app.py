"""The crew's page as an app: which files it is made of, that each is what the worker is told, and late positions."""

import hashlib
import json
import re
from typing import Any

import pytest
from apiflask import APIFlask

from tests.web.browserless import a_call
from tests.web.conftest import PersonMaker
from web.crew.release import release
from web.manifest import read_manifest

needs_assets = pytest.mark.skipif(read_manifest() is None, reason="the browser assets are not installed")


def worker(app: APIFlask) -> tuple[str, dict[str, str], Any]:
    """The release the worker is of, its files, and the answer."""
    answer = app.test_client().get("/crew/worker.js")
    head = answer.text.partition("\n")[0]
    found = re.fullmatch(r'const RELEASE = "(\w+)", FILES = (\{.*\});', head)
    assert found is not None
    return found.group(1), json.loads(found.group(2)), answer


def served(app: APIFlask, address: str) -> str:
    """The hash of what a device would get."""
    with app.test_client().get(address, buffered=True) as answer:
        return hashlib.sha256(answer.get_data()).hexdigest()


@needs_assets
def test_every_file_of_the_worker_is_served_as_it_says(app: APIFlask) -> None:
    _, files, _ = worker(app)
    assert {address: served(app, address) for address in files} == files
    assert {"/static/app/crew/outbox.js", "/static/css/crew.css", "/i18n/ko.json", "/crew/map-worker.mjs"} <= set(files)


@needs_assets
def test_the_worker_is_bound_to_the_crews_page_and_the_page_says_whose_and_of_which_release_it_is(
    app: APIFlask, person: PersonMaker
) -> None:
    name, _, answer = worker(app)
    crew = person("crew")
    page = crew.client.get("/crew", headers={"Accept": "text/html"})
    assert answer.headers["Service-Worker-Allowed"] == "/crew"
    assert page.headers["Crew-Release"] == f"{name} {crew.get('/api/v1/me').json['actor']['id']}"
    assert 'rel="manifest"' in page.text
    assert "Crew-Release" not in person("kim").client.get("/desk", headers={"Accept": "text/html"}).headers


@needs_assets
def test_no_module_of_another_face_is_kept_on_a_telephone() -> None:
    now = release()
    assert now is not None
    assert [one for one in now.files if re.search(r"/app/(desk|receiving|pad|chief|admin|replay)", one)] == []


def test_positions_come_late_by_the_clock_of_their_device(app: APIFlask, person: PersonMaker) -> None:
    kim, crew = person("kim"), person("crew")
    incident = kim.post("/api/v1/calls", a_call()).json["incident"]["id"]
    kim.post(f"/api/v1/incidents/{incident}/assignments", {"unit_id": "s1"})
    now = crew.get("/api/v1/crew/me").json["now"]
    body = {"positions": [{"lat": 36.5, "lon": 127.2, "device_at": now}]}
    answers = [crew.post("/api/v1/units/s1/positions", body, Idempotency_Key="p1") for _ in range(2)]
    assert [answer.json for answer in answers] == [{"kept": 1}] * 2
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert crew.post("/api/v1/units/s1/positions", {"positions": []}).status_code == 422
    assert crew.get("/api/v1/crew/me").json["unit"]["lat"] == 36.5
