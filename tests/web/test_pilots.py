"""Pilots and their papers over HTTP: the list before take-off, certificates by administrators, each pilot's own log."""

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from chassis import topics
from chassis.accounts import UserRow
from chassis.identity import Actor, Role
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import take_call
from drones.tables import put_drone, put_kit, put_station, put_weather
from tests.dispatch.test_kits import FAR, arrest_at
from tests.dispatch.town import Town
from tests.drones.scene import AED_S, CALM, DRONE_S, REGION, SOUTH
from tests.web.browserless import Person
from tests.web.conftest import PersonMaker
from tests.web.listening import messages

PAPER = {"number": "91-123456", "grade": 2, "valid_until": "2030-01-01"}
BY_HAND = ("link", "position", "estimate", "prearm", "upload", "pad_clear")


@pytest.fixture
def order(town: Town) -> str:
    """A drop ordered from the station of the stories' pilot."""
    with town.system.db.write() as session:
        put_station(session, SOUTH)
        put_drone(session, DRONE_S)
        put_kit(session, replace(AED_S, expires_on=town.clock.now().date() + timedelta(days=9)), region="sejong")
        put_weather(session, replace(CALM, observed_at=town.clock.now()))
        session.scalars(select(UserRow).where(UserRow.login == "pilot")).one().facility = SOUTH.id
    sortie_id = send_plan(town.system, town.kim, take_call(town.system, town.kim, arrest_at(FAR)).incident_id).sortie_id
    assert sortie_id is not None
    return sortie_id


def step(pilot: Person, sortie_id: str, action: str, **more: Any) -> Any:
    return pilot.post(f"/api/v1/sorties/{sortie_id}/steps", {"action": action, **more})


def open_checks(pilot: Person, sortie_id: str) -> dict[str, str]:
    told = pilot.get(f"/api/v1/sorties/{sortie_id}/preflight").json
    assert told is not None
    return {one["check"]: one["lack"] for one in told["checks"] if not one["ok"]}


def pilot_id(admin: Person) -> str:
    told = admin.get("/api/v1/admin/people").json
    assert told is not None
    return str(next(one["id"] for one in told["people"] if one["login"] == "pilot"))


def look_over(pilot: Person, sortie_id: str) -> None:
    for check in BY_HAND:
        assert pilot.post(f"/api/v1/sorties/{sortie_id}/checks", {"check": check}).status_code == 200
    assert pilot.post(f"/api/v1/sorties/{sortie_id}/checks", {"check": "kit", "value": AED_S.id}).status_code == 200
    assert pilot.post("/api/v1/pad/notices").status_code == 204


def test_no_page_can_launch_what_the_server_does_not_find_ready(person: PersonMaker, order: str) -> None:
    pilot, admin = person("pilot"), person("admin")
    step(pilot, order, "accept")
    look_over(pilot, order)
    assert open_checks(pilot, order) == {"pilot": "no_certificate"}
    refused = step(pilot, order, "preflight_ok")
    assert (refused.status_code, refused.json["code"], refused.json["checks"]) == (
        409, "not_ready", {"pilot": "no_certificate"},
    )  # fmt: skip
    given = admin.post(f"/api/v1/admin/people/{pilot_id(admin)}/certificates", PAPER)
    assert given.status_code == 201 and given.json is not None
    assert step(pilot, order, "preflight_ok").json["state"] == "preflight_ok"
    assert admin.post(f"/api/v1/admin/certificates/{given.json['id']}/withdrawal").status_code == 204
    assert step(pilot, order, "launch").json["checks"] == {"pilot": "no_certificate"}


def test_only_pilots_of_the_region_are_certified(person: PersonMaker, order: str) -> None:
    admin = person("admin")
    told = admin.get("/api/v1/admin/people").json
    assert told is not None
    nurse = next(one["id"] for one in told["people"] if one["login"] == "nurse")
    assert admin.post(f"/api/v1/admin/people/{nurse}/certificates", PAPER).status_code == 404
    wrong = admin.post(f"/api/v1/admin/people/{pilot_id(admin)}/certificates", {**PAPER, "grade": 5})
    assert wrong.status_code == 422


def test_a_pilot_reads_their_own_log_and_a_supervisor_everybodys(person: PersonMaker, order: str, town: Town) -> None:
    pilot, admin, chief = person("pilot"), person("admin"), person("chief")
    admin.post(f"/api/v1/admin/people/{pilot_id(admin)}/certificates", PAPER)
    step(pilot, order, "accept")
    look_over(pilot, order)
    for action in ("preflight_ok", "launch", "take_off"):
        assert step(pilot, order, action).status_code == 200
    town.clock.advance(timedelta(minutes=6))
    step(pilot, order, "abort", reason="ambulance_ahead")
    step(pilot, order, "land")
    log = pilot.get("/api/v1/pad/log").json
    assert log is not None
    assert [(one["drone"], one["model"]) for one in log["flights"]] == [(DRONE_S.name, DRONE_S.airframe.name)]
    assert (log["totals"]["flights"], log["totals"]["flown_s"]) == (1, 360.0)
    assert [one["number"] for one in log["certificates"]] == ["91-123456"]
    for reader in (pilot, chief, admin):
        heading, row = csv.reader(io.StringIO(reader.get("/api/v1/pad/log.csv").text.removeprefix("\ufeff")))
        assert (row[heading.index("minutes")], row[heading.index("reason")]) == ("6.0", "ambulance_ahead")


def test_a_log_is_read_and_taken_away_for_the_days_chosen(person: PersonMaker, order: str, town: Town) -> None:
    pilot, admin = person("pilot"), person("admin")
    admin.post(f"/api/v1/admin/people/{pilot_id(admin)}/certificates", PAPER)
    step(pilot, order, "accept")
    look_over(pilot, order)
    for action in ("preflight_ok", "launch", "take_off"):
        assert step(pilot, order, action).status_code == 200
    took_off = town.clock.now()
    day = took_off.astimezone(ZoneInfo("Asia/Seoul")).date()
    before, after = day - timedelta(days=1), day + timedelta(days=1)

    def flights(query: str) -> tuple[int, int]:
        """Those on the page, and the lines of the sheet."""
        shown, sheet = pilot.get(f"/api/v1/pad/log{query}"), pilot.get(f"/api/v1/pad/log.csv{query}")
        assert shown.json is not None
        return len(shown.json["flights"]), len(list(csv.reader(io.StringIO(sheet.text)))) - 1

    assert flights("") == flights(f"?first={day}&last={day}") == flights(f"?first={before}") == (1, 1)
    assert flights(f"?last={before}") == flights(f"?first={after}") == (0, 0)
    told = pilot.get(f"/api/v1/pad/log?last={before}").json
    assert told is not None and told["totals"]["flights"] == 1, "what they add up to is of all"
    assert (told["today"], told["timezone"]) == (town_day(town), "Asia/Seoul")
    name = pilot.get(f"/api/v1/pad/log.csv?first={day}&last={day}").headers["Content-Disposition"]
    assert f"goldentime-pilot-log-{day}-{day}.csv" in name
    assert pilot.get(f"/api/v1/pad/log?first={after}&last={day}").status_code == 422
    assert pilot.get("/api/v1/pad/log.csv?first=yesterday").status_code == 422


def town_day(town: Town) -> str:
    return town.clock.now().astimezone(ZoneInfo("Asia/Seoul")).date().isoformat()


def test_the_list_of_another_station_does_not_exist(person: PersonMaker, order: str, app: Any) -> None:
    bearer = {"Authorization": f"Bearer {person.machine(Role.PILOT, 'st-other')}"}
    assert app.test_client().get(f"/api/v1/sorties/{order}/preflight", headers=bearer).status_code == 404


def test_another_station_hears_where_a_drone_is_and_nothing_of_what_it_flies_for(
    person: PersonMaker, order: str, town: Town, app: Any
) -> None:
    place = {"at": town.clock.now().isoformat(), "lat": 36.48, "lon": 127.25, "altitude_m": 60.0, "battery_share": 0.7}
    assert person("pilot").post(f"/api/v1/drones/{DRONE_S.id}/telemetry", place).status_code < 300
    bearer = {"Authorization": f"Bearer {person.machine(Role.PILOT, 'st-other')}"}
    told = messages(app.test_client().get("/api/v1/stream", headers=bearer).response)
    assert next(told)["event"] == "hello"
    heard = next(told)
    assert (heard["event"], heard["data"]["kind"], heard["data"]["subject"]) == ("live", "drone_up", DRONE_S.id)
    assert set(heard["data"]["data"]) == {
        "drone_id", "station_id", "name", "place", "altitude_m", "heading_deg", "simulated", "at",
    }  # fmt: skip
    assert order not in str(heard)


def test_only_drone_operators_hear_of_every_drone_in_the_air() -> None:
    for role in set(Role):
        heard = topics.heard_by(Actor("u", "u", role, REGION, "f"))
        assert (topics.pads(REGION) in heard) is (role is Role.PILOT)
    assert topics.heard_by(Actor("u", "u", Role.PILOT, REGION)) == (), "who belongs to no station hears nothing"


def test_a_flight_is_paused_and_goes_on(person: PersonMaker, order: str) -> None:
    pilot, admin = person("pilot"), person("admin")
    admin.post(f"/api/v1/admin/people/{pilot_id(admin)}/certificates", PAPER)
    assert pilot.post(f"/api/v1/sorties/{order}/pause").status_code == 409
    step(pilot, order, "accept")
    look_over(pilot, order)
    for action in ("preflight_ok", "launch", "take_off"):
        step(pilot, order, action)
    paused = pilot.post(f"/api/v1/sorties/{order}/pause").json
    assert paused is not None and paused["paused_at"] is not None
    resumed = pilot.post(f"/api/v1/sorties/{order}/resume").json
    assert resumed is not None and resumed["paused_at"] is None


def test_the_board_holds_the_way_flown_and_when_the_notices_were_read(
    person: PersonMaker, order: str, town: Town
) -> None:
    pilot, admin = person("pilot"), person("admin")
    admin.post(f"/api/v1/admin/people/{pilot_id(admin)}/certificates", PAPER)
    step(pilot, order, "accept")
    look_over(pilot, order)
    for action in ("preflight_ok", "launch", "take_off"):
        assert step(pilot, order, action).status_code == 200
    for lat in (36.48, 36.49):
        town.clock.advance(timedelta(seconds=30))
        place = {"at": town.clock.now().isoformat(), "lat": lat, "lon": 127.25, "altitude_m": 60.0}
        assert pilot.post(f"/api/v1/drones/{DRONE_S.id}/telemetry", place).status_code < 300
    pilot.post("/api/v1/pad/notices")
    board = pilot.get("/api/v1/pad/board").json
    assert board is not None
    assert board["tracks"] == {order: [[127.25, 36.48], [127.25, 36.49]]}
    assert datetime.fromisoformat(board["station"]["notices"]["at"]) == town.clock.now()
    assert board["station"]["notices_good_for_s"] > 0
