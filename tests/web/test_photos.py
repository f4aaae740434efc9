"""Photographs by the caller's link: kept bare, seen by the desk and the crew, by the hospital once it is shared."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from chassis.audit import AuditRow
from dispatch.tables.texts import KEPT_FOR, purge_pictures
from tests.dispatch.lines.test_bare import SECRET, TABLE, exif, jpeg, png, segment
from tests.dispatch.town import Town
from tests.web.browserless import Person
from tests.web.conftest import PersonMaker
from tests.web.test_caller import alerts, incident, taken

PHOTO = jpeg(exif(6), TABLE)


def send(caller: FlaskClient, call: dict[str, Any], *photos: bytes) -> TestResponse:
    files = [FileStorage(BytesIO(photo), f"{n}.jpg", "photo") for n, photo in enumerate(photos)]
    boundary, body = encode_multipart(MultiDict([("photo", one) for one in files]))
    told = {"Accept": "application/json", "Content-Type": f'multipart/form-data; boundary="{boundary}"'}
    return caller.post(f"/c/{call['link_token']}/photos", data=body, headers=told)


def attached(kim: Person, call: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = incident(kim, call)["calls"][0]["attachments"]
    return found


def test_a_photo_is_a_line_and_is_shown_to_the_desk_without_where_it_was_taken(
    kim: Person, caller: FlaskClient
) -> None:
    call = taken(kim)
    assert send(caller, call, PHOTO, PHOTO, png()).status_code == 303
    assert [one["content_type"] for one in attached(kim, call)] == ["image/jpeg", "image/png"]
    assert alerts(kim)["caller_wrote"] == 2
    assert [one["kind"] for one in incident(kim, call)["calls"][0]["messages"]] == ["photo"]
    shown = kim.get(f"/api/v1/attachments/{attached(kim, call)[0]['id']}")
    assert SECRET not in shown.data
    assert (shown.content_type, shown.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    page = caller.get(f"/c/{call['link_token']}").text
    assert "사진 2장을 보냈습니다" in page
    kim.post(f"/api/v1/calls/{incident(kim, call)['calls'][0]['id']}/read")
    assert "caller_wrote" not in alerts(kim)


@pytest.mark.parametrize("body", [b"<svg onload=alert(1)>", b"\xff\xd8\xffcut", b"", b"\0\0\0\x18ftypheic"])
def test_what_is_no_photograph_is_not_kept(kim: Person, caller: FlaskClient, body: bytes) -> None:
    call = taken(kim)
    assert (send(caller, call, body).status_code, attached(kim, call)) == (422, [])
    assert send(caller, call).status_code == 422


def test_what_is_too_large_or_too_many_is_not_kept(town: Town, kim: Person, caller: FlaskClient) -> None:
    call = taken(kim)
    assert send(caller, call, PHOTO + bytes(5 * 1024 * 1024)).status_code == 422
    assert send(caller, call, bytes(21 * 1024 * 1024)).status_code == 413
    answers = []
    for n in range(12):
        answers.append(send(caller, call, jpeg(exif(6), TABLE, segment(0xC4, bytes([n])))).status_code)
        if n == 6:
            town.clock.advance(timedelta(minutes=2))
    assert answers == [303] * 6 + [429] + [303] * 4 + [429]
    assert send(caller, {"link_token": "nobody"}, bytes(10_000_000)).status_code == 404


def test_the_hospital_sees_it_once_somebody_has_shared_it(
    town: Town, kim: Person, caller: FlaskClient, person: PersonMaker
) -> None:
    call, crew, nurse = taken(kim, send=True), person("crew"), person("nurse")
    send(caller, call, PHOTO)
    [one] = attached(kim, call)
    at = f"/api/v1/attachments/{one['id']}"
    [job] = crew.get("/api/v1/crew/me").json["jobs"]
    assert [each["id"] for each in job["pictures"]] == [one["id"]]
    assert crew.get(at).data == kim.get(at).data
    chosen(kim, call, nurse)
    assert (nurse.get(at).status_code, inbound(nurse)) == (404, [])
    assert nurse.post(f"{at}/share", {"shared": True}).status_code == 403
    assert crew.post(f"{at}/share", {"shared": True}).status_code == 204
    assert nurse.get(at).status_code == 200
    assert [each["id"] for each in inbound(nurse)] == [one["id"]]
    assert kim.post(f"{at}/share", {"shared": False}).status_code == 204
    assert (nurse.get(at).status_code, inbound(nurse)) == (404, [])
    with town.system.db.read() as session:
        told = session.scalars(select(AuditRow.new).where(AuditRow.action == "share_picture").order_by(AuditRow.id))
        assert [after["shared"] for after in told if after] == [True, False]


def test_another_units_crew_and_another_hospital_see_nothing(
    kim: Person, caller: FlaskClient, person: PersonMaker
) -> None:
    call = taken(kim)
    send(caller, call, PHOTO)
    at = f"/api/v1/attachments/{attached(kim, call)[0]['id']}"
    kim.post(f"{at}/share", {"shared": True})
    assert [person(who).get(at).status_code for who in ("crew", "nurse", "pilot")] == [404, 404, 403]


def test_old_photographs_are_forgotten_and_that_they_came_is_not(town: Town, kim: Person, caller: FlaskClient) -> None:
    call = taken(kim)
    send(caller, call, PHOTO)
    at = f"/api/v1/attachments/{attached(kim, call)[0]['id']}"
    for later, forgotten in ((KEPT_FOR, 0), (KEPT_FOR + timedelta(seconds=1), 1)):
        with town.system.db.write() as session:
            assert purge_pictures(session, now=town.clock.now() + later) == forgotten
    assert (kim.get(at).status_code, [one["state"] for one in attached(kim, call)]) == (404, ["purged"])


def chosen(kim: Person, call: dict[str, Any], nurse: Person) -> None:
    """The nurse's hospital is asked, agrees and is chosen."""
    hospital = nurse.get("/api/v1/receiving/board").json["hospital"]["id"]
    kim.post(f"/api/v1/incidents/{call['incident_id']}/requests", {"hospital_ids": [hospital]})
    [ask] = nurse.get("/api/v1/receiving/board").json["requests"]
    nurse.post(f"/api/v1/requests/{ask['request_id']}/accept")
    assert kim.post(f"/api/v1/requests/{ask['request_id']}/confirm").status_code == 200


def inbound(nurse: Person) -> list[dict[str, Any]]:
    [patient] = nurse.get("/api/v1/receiving/board").json["inbound"]
    found: list[dict[str, Any]] = patient["pictures"]
    return found
