"""Machines, roads, packs and the audit as their administrator sees them, and nobody else."""

import csv
import gzip
import io
from datetime import timedelta

import pytest
from apiflask import APIFlask
from werkzeug.test import TestResponse

from chassis.accounts import TokenRow
from chassis.identity import Actor, Role
from dispatch.roadfile import roads_file
from routing.store import load_network
from tests.dispatch.town import Town
from tests.web.administering import HTML, PEOPLE, TOKENS, audited, ident, somebody
from tests.web.browserless import Person, a_call
from tests.web.conftest import PersonMaker

CROSSING = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="36.48" lon="127.28"/><node id="2" lat="36.49" lon="127.28"/><node id="3" lat="36.49" lon="127.29"/>
<way id="9"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/><tag k="name" v="한누리대로"/></way>
</osm>"""


def test_the_table_of_rights_is_what_the_guard_says(app: APIFlask, person: PersonMaker) -> None:
    told = {one["endpoint"]: one["roles"] for one in person("admin").get("/api/v1/admin/rights").json["rights"]}
    assert told["desk_api.take_call"] == ["dispatcher", "supervisor"]
    assert told["admin_api.browse"] == ["supervisor", "admin"]
    assert "caller.show" not in told


def test_a_token_is_shown_once_works_and_is_revoked_at_once(app: APIFlask, town: Town, person: PersonMaker) -> None:
    admin = person("admin")
    ends = (town.clock.now() + timedelta(days=30)).isoformat()
    made = admin.post(TOKENS, {"name": "AVL", "role": "paramedic", "facility": "s1", "expires_at": ends}).json
    headers, client = {"Authorization": f"Bearer {made['secret']}"}, app.test_client()
    assert client.get("/api/v1/crew/me", headers=headers).status_code == 200
    listed = admin.get("/api/v1/admin/machines")
    [token] = listed.json["tokens"]
    assert made["secret"] not in listed.text
    assert (token["name"], token["facility"], token["issued_by"]) == ("AVL", "s1", "admin")
    assert token["last_used_at"] is not None
    assert admin.post(f"{TOKENS}/{token['id']}/revoke").status_code == 204
    assert client.get("/api/v1/crew/me", headers=headers).status_code == 401
    assert admin.get("/api/v1/admin/machines").json["tokens"][0]["revoked_at"] is not None
    assert audited(town, "revoke_token").old == {"name": "AVL"}


def test_a_token_of_the_past_and_one_of_another_region_are_refused(town: Town, person: PersonMaker) -> None:
    admin = person("admin")
    past = admin.post(TOKENS, {"name": "x", "role": "admin", "expires_at": "2020-01-01T00:00:00Z"})
    assert [one["field"] for one in past.json["errors"]] == ["expires_at"]
    with town.system.db.write() as session:
        about = {"name": "far", "role": "dispatcher", "region": "daejeon", "created_at": town.clock.now()}
        session.add(TokenRow(fingerprint="f" * 64, **about))
    assert admin.post(f"{TOKENS}/{'f' * 12}/revoke").status_code == 404
    assert admin.post(f"{TOKENS}/f/revoke").status_code == 404


def test_the_regions_shared_screens_are_listed_and_ended(person: PersonMaker) -> None:
    made = person("nurse").post("/api/v1/devices", {"name": "응급실 1번"}).json
    admin = person("admin")
    [screen] = admin.get("/api/v1/admin/machines").json["screens"]
    assert (screen["id"], screen["facility"]) == (made["id"], "h_far")
    assert admin.post(f"/api/v1/devices/{made['id']}/revoke").status_code == 204
    assert admin.get("/api/v1/admin/machines").json["screens"] == []


def test_a_policy_is_checked_put_in_force_and_compared(person: PersonMaker) -> None:
    admin, where = person("admin"), "/api/v1/admin/policies"
    standing = admin.get(where).json
    assert (standing["number"], standing["unusable"]) == (0, [])
    text = standing["text"].replace('stale_after = "1m"', 'stale_after = "2m"', 1)
    told = admin.post(f"{where}/check", {"text": text.replace('stale_after = "2m"', 'stale_after = "two"', 1)}).json
    assert [(one["code"], one["at"]) for one in told["mistakes"]] == [("not_a_length_of_time", "assign.stale_after")]
    assert admin.post(
        where, {"text": text.replace('stale_after = "2m"', 'stale_after = "two"', 1), "note": "x", "base": 0}
    ).json["code"] == ("policy_mistakes")
    assert admin.post(where, {"text": text, "note": "터널", "base": 0}).json == {"number": 1}
    late = admin.post(
        where, {"text": text.replace('stale_after = "2m"', 'stale_after = "3m"', 1), "note": "늦음", "base": 0}
    )
    assert (late.status_code, late.json["code"], late.json["by"]) == (409, "taken", "admin")
    lines = admin.get(f"{where}/0/to/1").json["lines"]
    assert [one["text"] for one in lines if one["kind"] == "added"] == ['stale_after = "2m"']
    assert [one["number"] for one in admin.get(where).json["history"]] == [1, 0]
    assert admin.get(f"{where}/1").json["text"] == text  # to the letter, the last line end too
    assert admin.post(where, {"text": standing["text"], "note": "다시", "base": 1}).json == {"number": 2}
    assert admin.get(where).json["history"][0]["hash"] == admin.get(where).json["history"][2]["hash"]
    assert admin.get(f"{where}/7").status_code == 404


def wait_for_jobs(app: APIFlask) -> None:
    for thread in app.extensions["goldentime_aside"]:
        thread.join(timeout=120)


def send_roads(admin: Person, name: str, body: bytes) -> TestResponse:
    headers = {"X-CSRF-Token": admin.csrf}
    return admin.client.post(f"/api/v1/admin/roads?name={name}", data=body, headers=headers)


def test_roads_are_imported_apart_and_put_in_force(app: APIFlask, town: Town, person: PersonMaker) -> None:
    admin = person("admin")
    assert send_roads(admin, "sejong.osm.gz", gzip.compress(CROSSING.encode())).status_code == 201
    wait_for_jobs(app)
    told = admin.get("/api/v1/admin/city").json
    assert (told["jobs"][0]["state"], told["jobs"][0]["problem"]) == ("done", None)
    assert (told["roads"]["name"], told["roads"]["arcs"], told["roads"]["generated"]) == ("sejong", 2, False)
    assert audited(town, "put_roads").actor == ident(admin, "admin")
    assert not [*(town.system.settings.instance / "uploads").rglob("*.*")]


def test_a_broken_road_file_says_so_and_the_roads_in_force_stay(app: APIFlask, town: Town, person: PersonMaker) -> None:
    admin = person("admin")
    send_roads(admin, "good.osm", CROSSING.encode())
    wait_for_jobs(app)
    before = load_network(roads_file(town.system.settings)).digest
    assert send_roads(admin, "bad.osm.gz", b"not a gzip file").status_code == 201
    wait_for_jobs(app)
    job = admin.get("/api/v1/admin/city").json["jobs"][0]
    assert job["state"] == "failed"
    assert job["problem"]
    assert load_network(roads_file(town.system.settings)).digest == before


@pytest.mark.parametrize("name", ["roads.pbf", "../../etc/passwd.osm", ".osm", "a/b.osm", ""])
def test_only_road_files_by_their_plain_name_are_taken(person: PersonMaker, name: str) -> None:
    answer = send_roads(person("admin"), name, b"x")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "file")


def test_only_this_endpoint_takes_large_bodies_and_only_from_administrators(
    app: APIFlask, person: PersonMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, large = person("admin"), b"x" * (300 * 1024)
    assert send_roads(admin, "large.osm", large).status_code == 201
    wait_for_jobs(app)
    assert send_roads(person("kim"), "large.osm", large).status_code == 403
    too_much = admin.client.post(
        "/api/v1/admin/city/check", data=large, headers={"X-CSRF-Token": admin.csrf}, content_type="application/json"
    )
    assert too_much.status_code == 413
    monkeypatch.setitem(app.view_functions["admin_api.import_roads"].__dict__, "goldentime_largest", 1000)
    assert send_roads(admin, "large.osm", large).status_code == 413


def test_a_second_loading_waits_for_the_first(town: Town, person: PersonMaker) -> None:
    from dispatch.admin.city import begin_import

    admin = person("admin")
    begin_import(town.system, Actor("usr_x", "박관리", Role.ADMIN, "sejong"), "a.osm")
    refused = send_roads(admin, "b.osm", CROSSING.encode())
    assert (refused.status_code, refused.json["by"]) == (409, "박관리")
    town.clock.advance(timedelta(minutes=21))
    assert admin.get("/api/v1/admin/city").json["jobs"][0]["state"] == "lost"


def test_packs_are_checked_without_loading_and_only_ones_own_is_loaded(town: Town, person: PersonMaker) -> None:
    admin = person("admin")
    told = admin.get("/api/v1/admin/city").json
    assert {"sejong", "coquimbo", "sf"} <= set(told["packs"])
    assert told["loaded"]["counts"]["units"] == 4
    checked = admin.post("/api/v1/admin/city/check", {"name": "sejong"}).json
    assert (checked["region"], checked["mistakes"]) == ("sejong", [])
    assert checked["counts"]["hospitals"] > 3
    assert admin.get("/api/v1/admin/city").json["loaded"]["counts"]["units"] == 4
    assert admin.post("/api/v1/admin/city/check", {"name": "/etc"}).status_code == 404
    assert admin.post("/api/v1/admin/city/load", {"name": "coquimbo"}).status_code == 403


def test_the_audit_is_filtered_paged_and_of_ones_own_region(town: Town, person: PersonMaker) -> None:
    kim, chief, where = person("kim"), person("chief"), "/api/v1/admin/audit"
    incident = kim.post("/api/v1/calls", a_call()).json["incident"]["id"]
    by_subject = chief.get(f"{where}?subject={incident}").json["lines"]
    assert [one["action"] for one in by_subject] == ["take_call"]
    assert {one["name"] for one in chief.get(f"{where}?actor=kim").json["lines"]} == {"kim"}
    assert chief.get(f"{where}?action=take_call&until=2020-01-01T00:00:00Z").json["lines"] == []
    newest = chief.get(where).json["lines"][0]["id"]
    assert all(one["id"] < newest for one in chief.get(f"{where}?before={newest}").json["lines"])
    assert chief.get(f"{where}?before=x").status_code == 422
    assert kim.get(where).status_code == 403


def test_the_audit_leaves_as_a_table_that_no_spreadsheet_runs(town: Town, person: PersonMaker) -> None:
    admin = person("admin")
    somebody(admin, name="=2+2")
    admin.post(f"{PEOPLE}/{ident(admin, 'new')}", {"name": "@sum", "role": "dispatcher"})
    answer = admin.get("/api/v1/admin/audit.csv?action=change_person")
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert rows[0][:3] == ["id", "at", "actor"]
    assert not any(cell[:1] in {"=", "+", "-", "@"} for row in rows[1:] for cell in row)


def test_no_administrators_endpoint_is_open_to_others(person: PersonMaker) -> None:
    for login in ("kim", "nurse", "crew", "pilot"):
        who = person(login)
        assert who.client.get("/admin/people", headers=HTML).status_code == 403
        assert who.get(PEOPLE).status_code == 403
    chief = person("chief")
    assert chief.client.get("/admin/audit", headers=HTML).status_code == 200
    assert chief.get(PEOPLE).status_code == 403


def test_an_administrator_names_who_is_called_and_the_lamp_and_sees_its_secret_once(person: PersonMaker) -> None:
    admin = person("admin")
    phones = {"alert_phone": "+82 10 1111 2222", "charge_phone": "", "doctor_phone": "+821033334444"}
    assert admin.post("/api/v1/hospitals/h_far/contacts", phones).status_code == 204
    made = admin.post("/api/v1/hospitals/h_far/lamp", {"url": "https://lamp.example/er"})
    assert (made.status_code, len(made.json["secret"])) == (201, 64)
    board = admin.get("/api/v1/admin/machines")
    assert made.json["secret"] not in board.text
    [far] = [one for one in board.json["reached"] if one["hospital_id"] == "h_far"]
    assert (far["alert_phone"], far["charge_phone"], far["doctor_phone"]) == ("+82 10 1111 2222", None, "+821033334444")
    assert (far["lamp"]["url"], far["lamp"]["silent"]) == ("https://lamp.example/er", False)
    assert admin.get("/readyz").json["checks"]["lamps"] == {"ok": True, "needed": False, "silent": 0}
    wrong = admin.post("/api/v1/hospitals/h_far/lamp", {"url": "http://lamp.example/er"})
    assert (wrong.status_code, wrong.json["errors"][0]["field"]) == (422, "url")
    assert admin.post("/api/v1/hospitals/h_far/lamp/try", {}).status_code == 204
    assert admin.post("/api/v1/hospitals/h_far/lamp/remove", {}).status_code == 204
    assert admin.post("/api/v1/hospitals/h_far/lamp/try", {}).status_code == 404
    assert admin.post("/api/v1/hospitals/h_none/contacts", phones).status_code == 404
    assert person("nurse").post("/api/v1/hospitals/h_far/contacts", phones).status_code == 403
