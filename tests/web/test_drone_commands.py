"""`flask drones site` and `flask drones calibrate`: what a terminal says, and what comes in force."""

import json
from dataclasses import replace
from pathlib import Path

from apiflask import APIFlask

from chassis.geo import LatLon
from dispatch.desk.taking import take_call
from dispatch.tables.areas import LandmarkRow
from drones.figures import FEWEST
from drones.tables import put_drone, put_kit, put_station
from drones.tables.obstacles import read_obstacles
from tests.dispatch.town import CITY_HALL, Town, call, north_of
from tests.drones.past import put_sortie
from tests.drones.scene import AED_S, DRONE_S, SOUTH
from tests.drones.test_figures import plan, sortie


def run(app: APIFlask, *args: str) -> tuple[int, str]:
    told = app.test_cli_runner().invoke(args=["drones", *args])
    return told.exit_code, told.output


def put_landmark(town: Town, name: str, place: LatLon) -> None:
    row = LandmarkRow(id=name, region="sejong", name_ko=name, name_en=name, lat=place.lat, lon=place.lon)
    with town.system.db.write() as session:
        session.add(row)


def test_sites_are_printed_by_their_number_proven_and_drawn(app: APIFlask, town: Town, tmp_path: Path) -> None:
    put_landmark(town, "roof", CITY_HALL)
    put_landmark(town, "hill", north_of(CITY_HALL, 9_000))
    plot = tmp_path / "sites.svg"
    code, told = run(app, "site", "--stations", "2", "--aim", "coverage", "--plot", str(plot))
    assert code == 0, told
    assert "every choice is proven the best" in told
    assert plot.read_text("utf-8").count("<rect") > 10
    assert "proven" not in run(app, "site", "--stations", "1", "--seconds", "0")[1]


def test_a_city_nobody_knows_and_a_file_without_points_are_told(app: APIFlask, town: Town, tmp_path: Path) -> None:
    file = tmp_path / "roofs.geojson"
    file.write_text('{"type": "Feature"}', "utf-8")
    assert run(app, "site", "--region", "nowhere")[0] == 1
    assert run(app, "site", "--candidates", str(file))[0] == 1


def test_twenty_flights_are_printed_and_come_in_force_and_nineteen_do_not(app: APIFlask, town: Town) -> None:
    with town.system.db.write() as session:
        put_station(session, SOUTH)
        put_drone(session, DRONE_S)
        put_kit(session, AED_S, region="sejong")
    incident_id = take_call(town.system, town.kim, call()).incident_id
    for number in range(FEWEST):
        if number == FEWEST - 1:
            code, told = run(app, "calibrate")
            assert code == 1 and "the figures in force stay" in told
        one = sortie(plan())
        with town.system.db.write() as session:
            put_sortie(session, replace(one, id=f"so-{number}", incident_id=incident_id, kit_id=AED_S.id))
    code, told = run(app, "calibrate", "--dry-run")
    assert (code, "nothing changed" in told) == (0, True)
    code, told = run(app, "calibrate")
    assert code == 0 and "version 1 is in force in sejong" in told
    assert "order to take-off, s: 100 ± 0 (n 20)" in told


def test_a_citys_buildings_are_taken_over_and_a_foreign_file_is_not(app: APIFlask, town: Town, tmp_path: Path) -> None:
    file = tmp_path / "houses.geojson"
    east, north = CITY_HALL.lon, CITY_HALL.lat
    ring = [[east, north], [east + 0.001, north], [east, north + 0.001], [east, north]]
    house = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"levels": 30}}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [house]}), "utf-8")
    code, told = run(app, "obstacles", str(file), "--source", "survey 2026")
    assert (code, told) == (0, "1 things stand in sejong after survey 2026, 0 of unknown height\n")
    with town.system.db.read() as session:
        seen = read_obstacles(session, ("sejong",), near=CITY_HALL)
    assert seen is not None and [one.top_m for one in seen.high] == [105.0]
    file.write_text("{}", "utf-8")
    assert run(app, "obstacles", str(file))[0] == 1


def test_an_address_that_is_none_is_told_in_a_sentence(app: APIFlask, town: Town) -> None:
    with town.system.db.write() as session:
        put_station(session, SOUTH)
        put_drone(session, DRONE_S)
    for args in (
        ("vendor", "set", SOUTH.id, "http://example.org/orders"),
        ("vendor", "set", "nowhere", "https://example.org/orders"),
        ("vendor", "remove", SOUTH.id),
        ("connect", DRONE_S.id, "tcp:10.0.0.1:65536"),
        ("connect", DRONE_S.id, "udpin:0.0.0.0:0"),
    ):
        code, told = run(app, *args)
        assert code == 1 and told.startswith("Error: "), (args, told)
    assert run(app, "connect", DRONE_S.id, "tcp:10.0.0.1:65535")[0] == 0
