"""Drone missions over HTTP: what supervisors see and take away, and who reads the log of a flight."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from chassis.audit import AuditRow
from chassis.errors import TakenError
from chassis.geo import LatLon
from chassis.tracks import TrackPoint, keep_track
from dispatch.boards.pad import pad_board
from dispatch.desk import dropping
from dispatch.desk.deciding import decide
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import take_call
from dispatch.model import Gate, Tri
from dispatch.tables.cases import IncidentRow, StampRow
from drones.mission import Flight
from drones.sortie import Sortie
from drones.states import SortieReason, SortieState
from drones.tables import get_sortie, put_drone, put_kit, put_station, put_weather
from drones.tables.fleet import DroneRow
from drones.tables.notes import keep_notes
from drones.tables.offers import note_sortie
from drones.tables.sorties import lock_sortie
from drones.vehicle import Note, Severity
from tests.dispatch.town import CITY_HALL, Town, call, north_of
from tests.drones.past import put_sortie
from tests.drones.scene import AED_S, CALM, DRONE_S, SOUTH
from tests.drones.standing import put_one_station
from tests.drones.test_figures import plan, sortie
from tests.web.conftest import PersonMaker

PAD = replace(SOUTH, id="pad1")  # that of the pilot who signs in
DRONE = replace(DRONE_S, station_id=PAD.id)
KIT = replace(AED_S, station_id=PAD.id)


@pytest.fixture
def flown(town: Town) -> str:
    """One arrest six kilometres out: the kit was down 13 s late, 152 s before the ambulance. The incident's id."""
    now = town.clock.now()
    with town.system.db.write() as session:
        put_station(session, PAD)
        put_drone(session, DRONE)
        put_kit(session, replace(KIT, expires_on=now.date() + timedelta(days=10)), region="sejong")
        put_weather(session, replace(CALM, observed_at=now))
    gate = Gate(Tri.NO, Tri.NO)
    taken = take_call(town.system, town.kim, call(north_of(CITY_HALL, -6_000), complaint="unconscious", gate=gate))
    fly(town, taken.incident_id, "so-1", sooner=timedelta(seconds=152))
    return taken.incident_id


def fly(town: Town, incident_id: str, sortie_id: str, *, sooner: timedelta) -> Sortie:
    """A sortie of the incident's decision, and the ambulance so much later."""
    planned: Flight = plan(6_000)
    one = _at(replace(sortie(planned), id=sortie_id, incident_id=incident_id, station_id=PAD.id), town)
    with town.system.db.write() as session:
        incident = session.get_one(IncidentRow, incident_id)
        put_sortie(session, one)
        assert incident.decision_id is not None
        note_sortie(session, incident.decision_id, sortie_id)
        session.add(
            StampRow(
                region="sejong",
                incident_id=incident_id,
                name="on_scene",
                at=(one.let_go_at or one.eta) + sooner,
                source="human",
                actor="usr",
            )
        )
    return one


def _at(one: Sortie, town: Town) -> Sortie:
    """The same sortie, ordered now."""
    by = town.clock.now() - one.entered[SortieState.REQUESTED]
    hand = one.kit_in_hand_at + by if one.kit_in_hand_at is not None else None
    entered = {state: at + by for state, at in one.entered.items()}
    off = one.let_go_at + by if one.let_go_at is not None else None
    return replace(one, entered=entered, eta=one.eta + by, kit_id=KIT.id, kit_in_hand_at=hand, let_go_at=off)


def test_a_supervisor_sees_the_mission_as_it_was_predicted_and_as_it_came(person: PersonMaker, flown: str) -> None:
    told = person("chief").get("/api/v1/chief/drones").json
    drops = told["drops"]
    assert (drops["asked"], drops["go"], drops["ordered"], drops["flown"]) == (1, 1, 1, 1)
    (mission,) = drops["missions"]
    assert (mission["race"], mission["lead_s"], mission["mission"]["incident_id"]) == ("kit", 152.0, flown)
    said = mission["mission"]["predicted"]
    assert 0.3 < said["p_first"] <= 1.0 and said["gain_s"] > 0 and said["ambulance_s"] > said["kit_s"]
    down_s = 100.0 + plan(6_000).to_target.total_seconds() + 120.0  # as the sortie was flown
    assert mission["kit_late_s"] == pytest.approx(down_s - said["kit_s"], abs=1e-3)
    assert told["stock"] == [{"kit": "aed", "ready": 1, "soon": 1, "expired": 0}]
    assert (told["figures"], drops["gained_s"], drops["calibration"]["brier"]) == (None, None, None)


def test_a_kit_that_came_home_on_its_line_won_nothing_although_its_pilot_let_it_go(
    person: PersonMaker, town: Town, flown: str
) -> None:
    with town.system.db.write() as session:
        row = lock_sortie(session, "so-1")
        row.let_go_at, row.kit_in_hand_at, row.reason = None, None, "no_answer"
    chief = person("chief")
    drops = chief.get("/api/v1/chief/drones").json["drops"]
    (mission,) = drops["missions"]
    assert (mission["race"], mission["lead_s"], mission["kit_late_s"]) == ("home", None, None)
    assert (drops["races"], drops["lead"]["n"]) == ({"home": 1}, 0)
    assert [(one["down"], one["home"]) for one in drops["kits"]] == [(0, 1)]
    head, line = rows_of(chief.get("/api/v1/chief/flights.csv").get_data(as_text=True))
    assert dict(zip(head, line, strict=True))["kit_down_at"] == ""


def test_an_administrator_sees_the_figures_and_the_flights_but_no_incident(
    person: PersonMaker, town: Town, flown: str
) -> None:
    told = person("admin").get("/api/v1/chief/drones")
    (mission,) = told.json["drops"]["missions"]
    assert (mission["mission"]["id"], mission["race"], told.json["drops"]["flown"]) == ("so-1", "kit", 1)
    with town.system.db.read() as session:
        number = session.get_one(IncidentRow, flown).number
    assert (mission["mission"]["incident_id"], mission["mission"]["number"]) == (None, None)
    assert flown not in told.get_data(as_text=True) and number not in told.get_data(as_text=True)
    assert person("kim").get("/api/v1/chief/drones").status_code == 403
    assert person("pilot").get("/api/v1/chief/flights.csv").status_code == 403


def test_simulated_missions_are_counted_apart(person: PersonMaker, town: Town, flown: str) -> None:
    with town.system.db.write() as session:
        session.execute(update(IncidentRow).where(IncidentRow.id == flown).values(simulated=True))
    chief = person("chief")
    assert chief.get("/api/v1/chief/drones").json["drops"]["ordered"] == 0
    assert chief.get("/api/v1/chief/drones?simulated=true").json["drops"]["ordered"] == 1


def test_a_call_whose_every_decision_was_no_counts_once_with_its_reasons(person: PersonMaker, town: Town) -> None:
    with town.system.db.write() as session:
        put_station(session, PAD)
        put_drone(session, DRONE)
        put_weather(session, replace(CALM, observed_at=town.clock.now(), gust_mps=20.0))
    gate = Gate(Tri.NO, Tri.NO)
    taken = take_call(town.system, town.kim, call(north_of(CITY_HALL, -6_000), complaint="unconscious", gate=gate))
    person("kim").post(f"/api/v1/incidents/{taken.incident_id}/decide")
    drops = person("chief").get("/api/v1/chief/drones").json["drops"]
    assert (drops["asked"], drops["go"]) == (1, 0)
    found = {one["code"]: (one["counted"], one["stood"]) for one in drops["refusals"]}
    assert found == {"kit_missing": (1, 1), "gust": (0, 1)}


def test_a_call_whose_go_lost_its_drone_is_counted_under_that(
    person: PersonMaker, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the one drone is grounded afterwards: then under that, and the loss stood beside it."""
    with town.system.db.write() as session:
        put_one_station(session, now=town.clock.now())

    def outrun(*_: object, **__: object) -> str:
        raise TakenError("drone", DRONE_S.id, by="lee", at="", why="sor_other")

    monkeypatch.setattr(dropping, "order_drop", outrun)
    gate = Gate(Tri.NO, Tri.NO)
    taken = take_call(town.system, town.kim, call(north_of(CITY_HALL, -6_000), complaint="unconscious", gate=gate))
    send_plan(town.system, town.kim, taken.incident_id)
    chief = person("chief")
    drops = chief.get("/api/v1/chief/drones").json["drops"]
    assert (drops["asked"], drops["go"], drops["ordered"]) == (1, 0, 0)
    assert refused(drops) == {"drone_taken": (1, 1)}
    with town.system.db.write() as session:
        session.execute(update(DroneRow).values(out_of_service="repair"))
    decide(town.system, taken.incident_id, made_for="usr_kim")
    drops = chief.get("/api/v1/chief/drones").json["drops"]
    assert (drops["go"], refused(drops)) == (0, {"out_of_service": (1, 1), "drone_taken": (0, 1)})


def refused(drops: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    return {one["code"]: (one["counted"], one["stood"]) for one in drops["refusals"]}


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_spreadsheet_keeps_small_counts_back_and_names_nobody(person: PersonMaker, flown: str) -> None:
    answer = person("chief").get("/api/v1/chief/drones.csv?span=day")
    rows = {(row[0], row[1], row[2]): row[3] for row in rows_of(answer.get_data(as_text=True))}
    assert rows["all", "", "asked"] == "<5" and rows["race", "kit", "count"] == "<5"
    assert rows["lead", "", "median_s"] == "" and rows["gain", "actual", "mean_s"] == ""
    assert flown not in answer.get_data(as_text=True) and "so-1" not in answer.get_data(as_text=True)


def test_the_logbook_has_a_line_for_each_flight_and_none_for_an_order_that_stayed_down(
    person: PersonMaker, town: Town, flown: str
) -> None:
    with town.system.db.write() as session:
        stayed = replace(get_sortie(session, "so-1"), id="so-2", state=SortieState.DECLINED)
        entered = {SortieState.REQUESTED: town.clock.now(), SortieState.DECLINED: town.clock.now()}
        put_sortie(session, replace(stayed, entered=entered, reason=SortieReason.WEATHER))
    head, *lines = rows_of(person("chief").get("/api/v1/chief/flights.csv").get_data(as_text=True))
    (line,) = [dict(zip(head, one, strict=True)) for one in lines]
    assert (line["sortie"], line["drone"], line["planned_m"]) == ("so-1", DRONE.name, "6000")
    assert float(line["battery_wh_used"]) > 50.0 and flown not in str(line)


def track(town: Town) -> None:
    with town.system.db.write() as session:
        one = get_sortie(session, "so-1")
        for n in range(3):
            place = LatLon(CITY_HALL.lat + n / 1000, CITY_HALL.lon)
            at = one.entered[SortieState.AIRBORNE] + timedelta(seconds=10 * n)
            keep_track(session, TrackPoint("sejong", DRONE.id, one.id, at, place, altitude_m=60.0))
        keep_notes(session, one, [Note(town.clock.now(), Severity.NOTICE, "prearm", "ok")])


def test_pilot_supervisor_and_administrator_read_the_log_of_a_flight_in_three_forms(
    person: PersonMaker, town: Town, flown: str
) -> None:
    track(town)
    for login in ("pilot", "chief", "admin"):
        told = {form: person(login).get(f"/api/v1/sorties/so-1/log/{form}") for form in ("csv", "json", "kml")}
        assert {answer.status_code for answer in told.values()} == {200}
        assert len(json.loads(told["json"].get_data(as_text=True))["track"]) == 3
        assert told["kml"].get_data(as_text=True).startswith("<?xml")
        assert len([row for row in rows_of(told["csv"].get_data(as_text=True)) if row[1] == "position"]) == 3
        assert all(flown not in answer.get_data(as_text=True) for answer in told.values())
    assert person("pilot").get("/api/v1/sorties/so-1/log/gpx").status_code == 404
    for login in ("kim", "nurse", "crew"):
        assert person(login).get("/api/v1/sorties/so-1/log/csv").status_code == 403


def test_a_shift_after_its_end_a_flight_is_for_those_who_answer_for_the_region(
    person: PersonMaker, town: Town, flown: str
) -> None:
    """Where a drone flew is where somebody lives. Who read of it stands in the audit."""
    track(town)
    with town.system.db.write() as session:
        row = lock_sortie(session, "so-1")
        row.entered, row.open = {**row.entered, row.state: town.clock.now().isoformat()}, False
        ended = max(get_sortie(session, "so-1").entered.values())
    town.clock.advance(ended + timedelta(hours=12) - town.clock.now())

    def answers(login: str) -> set[int]:
        urls = [f"log/{form}" for form in ("csv", "json", "kml")] + ["export/geojson", "export/kml"]
        return {person(login).get(f"/api/v1/sorties/so-1/{url}").status_code for url in urls}

    def shown() -> list[str]:
        with town.system.db.read() as session:
            return [one["id"] for one in pad_board(session, town.system, PAD.id)["past"]]

    assert (answers("pilot"), shown()) == ({200}, ["so-1"])
    town.clock.advance(timedelta(seconds=1))
    assert (answers("pilot"), shown()) == ({403}, [])
    late = person("pilot").get("/api/v1/sorties/so-1/log/csv").json
    assert (late["code"], late["until"]) == ("too_late", (ended + timedelta(hours=12)).isoformat())
    assert answers("chief") == {200}
    person("admin").get("/api/v1/sorties/so-1/log/kml")
    with town.system.db.read() as session:
        taken = select(AuditRow.role, AuditRow.new).where(AuditRow.action == "read_flight").order_by(AuditRow.id)
        lines = session.execute(taken).all()
    forms = [{"form": form} for form in ("csv", "json", "kml")]
    read = [(role, new) for role in ("pilot", "supervisor") for new in forms]
    assert [(role, new) for role, new in lines] == [*read, ("admin", {"form": "kml"})]


def test_a_pilot_of_another_station_finds_no_such_flight(person: PersonMaker, town: Town, flown: str) -> None:
    with town.system.db.write() as session:
        put_station(session, SOUTH)
        put_sortie(session, replace(get_sortie(session, "so-1"), id="so-9", station_id=SOUTH.id))
    assert person("pilot").get("/api/v1/sorties/so-9/log/csv").status_code == 404
    assert person("chief").get("/api/v1/sorties/so-9/log/csv").status_code == 200


def test_the_page_is_for_supervisors_and_administrators(person: PersonMaker) -> None:
    assert person("chief").get("/chief/drones").status_code == 200
    assert person("pilot").get("/chief/drones").status_code == 403
