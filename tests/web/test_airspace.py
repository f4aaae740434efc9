"""The air over JSON: who may do what, files that are read whole or not at all, sorties in the forms of others."""

import json
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import update
from werkzeug.test import TestResponse

from chassis.accounts import UserRow
from drones.tables.airspace import read_zones
from drones.tables.sorties import VEHICLES, lock_sortie
from drones.vehicle import VehicleState
from tests.dispatch.drops.conftest import OUT, Drop, arrest, drop  # noqa: F401  fixtures
from tests.dispatch.town import Town
from tests.drones.scene import NORTH, REGION, SOUTH
from tests.web.browserless import Person
from tests.web.conftest import PersonMaker

AIR = "/api/v1/admin/airspace"
SQUARE = [[127.2, 36.5], [127.3, 36.5], [127.3, 36.6], [127.2, 36.6], [127.2, 36.5]]
PAPER = {
    "document_no": "2026-17",
    "valid_from": "2026-01-01T00:00:00+09:00",
    "valid_until": "2027-01-01T00:00:00+09:00",
}


def zones_file(*names: str, swapped: bool = False) -> bytes:
    ring = [[lat, lon] for lon, lat in SQUARE] if swapped else SQUARE
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "restriction": "PROHIBITED", "floor": "SFC", "ceiling": "FL180"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name in names
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def send(admin: Person, path: str, body: bytes) -> TestResponse:
    return admin.client.post(f"{AIR}/{path}", data=body, headers={"X-CSRF-Token": admin.csrf})


def zones(admin: Person) -> dict[str, Any]:
    return {zone["id"]: zone for zone in admin.get(AIR).json["zones"]}


def test_a_file_is_checked_then_imported_and_again_replaces_what_it_brought(person: PersonMaker) -> None:
    admin = person("admin")
    checked = send(admin, "check?name=prh.json", zones_file("P65A", "P65B", swapped=True))
    assert checked.status_code == 200
    assert {one["code"] for one in checked.json["remarks"]} == {"axes_swapped"}
    assert zones(admin) == {}
    assert send(admin, "import?name=prh.json", zones_file("P65A", "P65B")).json["put"] == 2
    again = send(admin, "import?name=prh.json", zones_file("P65B")).json
    assert (again["put"], again["gone"]) == (1, 1)
    found = zones(admin)
    assert set(found) == {"P65B"}
    assert (found["P65B"]["standing"], found["P65B"]["series"]) == ("closed", "prh.json")


def test_a_file_with_a_mistake_changes_nothing_and_says_which(person: PersonMaker) -> None:
    admin = person("admin")
    send(admin, "import?name=prh.json", zones_file("P65A"))
    answer = send(admin, "import?name=prh.json", b'{"type": "Feature", "properties": {"name": "X"}, "geometry": null}')
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    assert "X: no geometry" in answer.json["detail"]
    assert set(zones(admin)) == {"P65A"}


def test_a_standing_paper_opens_a_zone_until_it_is_withdrawn(person: PersonMaker) -> None:
    admin = person("admin")
    send(admin, "import?name=prh.json", zones_file("P65B"))
    made = admin.post(f"{AIR}/zones/P65B/authorisations", {**PAPER, "max_altitude_m": 120})
    assert made.status_code == 201
    zone = zones(admin)["P65B"]
    assert (zone["standing"], zone["opened_by"]["document_no"]) == ("open", "2026-17")
    assert admin.post(f"{AIR}/authorisations/{made.json['id']}/withdraw").status_code == 204
    assert zones(admin)["P65B"]["standing"] == "closed"
    (kept,) = admin.get(AIR).json["authorisations"]
    assert kept["withdrawn_at"] is not None
    assert admin.post(f"{AIR}/zones/nowhere/authorisations", PAPER).status_code == 404


def test_a_paper_for_office_hours_is_kept_with_them(person: PersonMaker, town: Town) -> None:
    admin = person("admin")
    send(admin, "import?name=prh.json", zones_file("P65B"))
    hours = [{"days": [0, 1], "begin": "00:00", "end": "09:00"}]
    assert admin.post(f"{AIR}/zones/P65B/authorisations", {**PAPER, "hours": hours}).status_code == 201
    with town.system.db.read() as session:
        ((paper,),) = [zone.authorised for zone in read_zones(session, (REGION,))]
    assert [slot.day for slot in paper.slots] == [0, 1]


def test_a_zone_that_somebody_was_told_of_is_drawn_and_ended_by_hand(person: PersonMaker) -> None:
    admin = person("admin")
    told = {"name": "산불", "lat": 36.5, "lon": 127.27, "radius_m": 900, "ceiling": "1500 ft AGL"}
    made = admin.post(f"{AIR}/zones", told)
    assert (made.status_code, made.json["restriction"]) == (201, "prohibited")
    zone_id = made.json["id"]
    assert admin.post(f"{AIR}/zones", {**told, "ceiling": "high"}).json["code"] == "invalid_input"
    assert admin.post(f"{AIR}/zones/{zone_id}/end").status_code == 204
    assert admin.post(f"{AIR}/zones/{zone_id}/end").status_code == 404
    send(admin, "import?name=prh.json", zones_file("P65B"))
    assert admin.post(f"{AIR}/zones/P65B/end").status_code == 404


def test_a_zone_is_seen_as_it_will_count_before_it_is_on_record(person: PersonMaker) -> None:
    admin = person("admin")
    told = {"name": "산불", "lat": 36.5, "lon": 127.27, "radius_m": 900, "ceiling": "500"}
    seen = admin.post(f"{AIR}/zones/check", told)
    assert seen.status_code == 200
    assert seen.json["shape"] == {"centre": {"lat": 36.5, "lon": 127.27}, "radius_m": 900}
    assert (seen.json["floor_datum"], seen.json["ceiling_datum"]) == ("agl", "amsl")
    assert seen.json["ceiling_m"] == pytest.approx(152.4), "a bare number is feet above the sea"
    assert zones(admin) == {}
    drawn = admin.post(f"{AIR}/zones", told).json
    assert {**drawn, "id": ""} == seen.json
    swapped = admin.post(f"{AIR}/zones/check", {**told, "lat": 127.27, "lon": 36.5})
    assert [error["field"].split(".")[-1] for error in swapped.json["errors"]] == ["lat"]
    assert person("pilot").post(f"{AIR}/zones/check", told).status_code == 403


def test_the_zones_of_a_checked_file_come_with_their_ground_and_limits(person: PersonMaker) -> None:
    (zone,) = send(person("admin"), "check?name=prh.json", zones_file("P65A", swapped=True)).json["zones"]
    assert zone["shape"]["corners"][0] == {"lat": 36.5, "lon": 127.2}
    assert (zone["floor_m"], zone["floor_datum"], zone["ceiling_datum"]) == (0, "agl", "amsl")


def test_what_is_shown_of_the_air_is_what_the_import_reads(person: PersonMaker) -> None:
    admin = person("admin")
    send(admin, "import?name=a.json", zones_file("P65A", "P65B"))
    admin.post(f"{AIR}/zones", {"name": "산불", "lat": 36.5, "lon": 127.27, "radius_m": 900})
    before = admin.get("/api/v1/airspace")
    assert before.mimetype == "application/geo+json"
    checked = send(admin, "check?name=b.json", before.data).json
    assert (checked["remarks"], len(checked["zones"])) == ([], 3)


def pilot_of(station_id: str, flying: Drop, person: PersonMaker) -> Person:
    with flying.town.system.db.write() as session:
        session.execute(update(UserRow).where(UserRow.login == "pilot").values(facility=station_id))
    return person("pilot")


@pytest.fixture
def flying(drop: Drop) -> Drop:  # noqa: F811
    drop.fly(*OUT)
    return drop


def test_a_pilot_notes_a_telephone_approval_with_number_and_name(flying: Drop, person: PersonMaker) -> None:
    admin, pilot = person("admin"), pilot_of(SOUTH.id, flying, person)
    send(admin, "import?name=prh.json", zones_file("P65B"))
    said = {
        "sortie_id": flying.sortie_id,
        "number": "17",
        "given_by": "관제사 박",
        "lasts_min": 90,
        "max_altitude_m": 120,
    }
    assert pilot.post("/api/v1/airspace/P65B/telephone", said).status_code == 201
    assert pilot.post("/api/v1/airspace/P65B/telephone", {**said, "number": " "}).status_code == 422
    assert pilot.post("/api/v1/airspace/P65B/telephone", {**said, "sortie_id": "sor_none"}).status_code == 404
    (kept,) = admin.get(AIR).json["authorisations"]
    assert (kept["given_by"], kept["given"], kept["sortie_id"]) == ("관제사 박", "telephone", flying.sortie_id)
    assert zones(admin)["P65B"]["standing"] == "closed", "it was given for one flight, not for the region"
    other = pilot_of(NORTH.id, flying, person)
    assert other.post("/api/v1/airspace/P65B/telephone", said).status_code == 404


@pytest.mark.parametrize(
    ("form", "mimetype", "begins"),
    [
        ("plan", "application/json", b'{\n "fileType": "Plan"'),
        ("geojson", "application/geo+json", b'{\n "type": "FeatureCollection"'),
        ("kml", "application/vnd.google-earth.kml+xml", b"<?xml"),
        ("f3548", "application/json", b'{\n "state": "Activated"'),
        ("remote_id", "application/json", b'{\n "flight"'),
    ],
)
def test_a_sortie_is_exported_in_every_form(
    flying: Drop, person: PersonMaker, form: str, mimetype: str, begins: bytes
) -> None:
    pilot = pilot_of(SOUTH.id, flying, person)
    answer = pilot.get(f"/api/v1/sorties/{flying.sortie_id}/export/{form}?ground_m=50")
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert answer.data.startswith(begins)
    assert flying.incident_id.encode() not in answer.data
    assert flying.sortie_id in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("form", ["f3548", "plan"])
def test_what_tells_heights_above_the_sea_says_what_is_missing(flying: Drop, person: PersonMaker, form: str) -> None:
    answer = person("kim").get(f"/api/v1/sorties/{flying.sortie_id}/export/{form}")
    assert answer.status_code == 422
    assert "ground_m" in answer.text


def test_a_plan_has_its_home_as_high_as_the_vehicle_measures_it(flying: Drop, person: PersonMaker) -> None:
    """Ten metres above the pad, and so much less above the sea is the pad."""
    said = VehicleState(flying.town.clock.now(), altitude_m=10.0, amsl_m=74.5)
    with flying.town.system.db.write() as session:
        lock_sortie(session, flying.sortie_id).vehicle = VEHICLES.dump_python(said, mode="json")
    told = person("kim").get(f"/api/v1/sorties/{flying.sortie_id}/export/plan").json
    assert told["mission"]["plannedHomePosition"][2] == 64.5


def test_the_sortie_of_another_station_does_not_exist(flying: Drop, person: PersonMaker) -> None:
    other = pilot_of(NORTH.id, flying, person)
    assert other.get(f"/api/v1/sorties/{flying.sortie_id}/export/kml").status_code == 404
    assert person("kim").get(f"/api/v1/sorties/{flying.sortie_id}/export/dxf").status_code == 404


def test_a_terminal_says_what_is_in_a_file_before_it_puts_it_on_record(
    app: APIFlask, person: PersonMaker, tmp_path: Path
) -> None:
    admin, file = person("admin"), tmp_path / "prh.json"
    file.write_bytes(zones_file("P65A", swapped=True))

    def run(*more: str) -> tuple[int, str]:
        told = app.test_cli_runner().invoke(args=["drones", "airspace", "import", str(file), *more])
        return told.exit_code, told.output

    code, told = run("--dry-run")
    assert (code, zones(admin)) == (0, {})
    assert "geojson: 1 zones" in told and "P65A: axes_swapped" in told
    assert "1 zones on record in sejong, 0 gone" in run("--ground-max", "460")[1]
    assert zones(admin)["P65A"]["ground_max_m"] == 460
    file.write_text("nothing", "utf-8")
    assert run()[0] == 1
    assert set(zones(admin)) == {"P65A"}
