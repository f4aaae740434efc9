"""Traffic through the door: who may tell speeds, who may close a road, and what each is answered."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from chassis.identity import Role
from chassis.markup import read_markup
from dispatch.boards.wall import wall_board
from dispatch.crew.leading import GPX
from dispatch.roadfile import RoadFile
from dispatch.tables.handovers import HandoverRow
from routing.store import save_network
from tests.dispatch.town import Town
from tests.dispatch.traffic.conftest import corner_of, streets
from tests.web.browserless import a_call
from tests.web.conftest import PersonMaker
from tests.web.conftest import town as plain_town  # noqa: F401
from web.app import create_app
from web.traffic.schemas import MOST_POINTS

TRAFFIC = "/api/v1/traffic"


@pytest.fixture
def town(plain_town: Town, tmp_path: Path) -> Town:  # noqa: F811
    """The town with people, on real streets."""
    file = tmp_path / "roads" / "sejong.npz"
    file.parent.mkdir()
    save_network(streets(), file)
    roads = RoadFile(file, plain_town.clock, database=plain_town.system.db)
    return replace(plain_town, system=replace(plain_town.system, roads=roads))


def closure(town: Town, **more: Any) -> dict[str, Any]:
    spot = corner_of(3, 4)
    told = {
        "kind": "closed",
        "shape": "point",
        "reason": "accident",
        "ends_at": (town.clock.now() + timedelta(hours=1)).isoformat(),
        "points": [{"lat": spot.lat + 0.001, "lon": spot.lon}],
    }
    return told | more


def test_a_traffic_centre_tells_speeds_with_its_token_and_sees_nothing_else(
    town: Town, app: Any, person: PersonMaker
) -> None:
    client, headers = app.test_client(), {"Authorization": f"Bearer {person.machine(Role.TRAFFIC)}"}
    at, network = town.clock.now().isoformat(), streets().digest
    line = [[p.lon, p.lat] for p in (corner_of(3, 4), corner_of(5, 4))]
    report = {
        "source": "its",
        "network": network,
        "segments": [
            {"edge": 5, "speed_kmh": 9, "observed_at": at},
            {"edge": 5, "line": line, "speed_kmh": 9, "observed_at": at},
            {"line": line, "travel_s": 200, "observed_at": at, "confidence": 0.8},
            {"edge": 10**6, "speed_kmh": 9, "observed_at": at},
            "nonsense",
        ],
    }
    answer = client.post(f"{TRAFFIC}/speeds", json=report, headers=headers)
    assert answer.status_code == 200
    assert (answer.json["taken"], answer.json["edges"], answer.json["network"]) == (2, 3, network)
    assert [(one["index"], one["reason"]) for one in answer.json["refused"]] == [
        (1, "malformed"),
        (3, "unknown_edge"),
        (4, "malformed"),
    ]
    assert client.get("/api/v1/desk/board", headers=headers).status_code == 403
    assert client.post(f"{TRAFFIC}/closures", json=closure(town), headers=headers).status_code == 403
    crew = {"Authorization": f"Bearer {person.machine(Role.PARAMEDIC, 's1')}"}
    assert client.post(f"{TRAFFIC}/speeds", json=report, headers=crew).status_code == 403


def test_the_layer_is_sent_once_and_again_only_when_the_traffic_has_changed(town: Town, person: PersonMaker) -> None:
    kim = person("kim")
    first = kim.get(f"{TRAFFIC}/roads")
    assert (first.status_code, first.json["lines"], first.json["closures"]) == (200, [], [])
    tag = {"If-None-Match": first.headers["ETag"]}
    assert kim.client.get(f"{TRAFFIC}/roads", headers=tag).status_code == 304
    made = kim.post(f"{TRAFFIC}/closures", closure(town))
    assert made.status_code == 201
    assert set(made.json["followed"]) == {"detours", "blocked", "decisions", "took_ms"}
    second = kim.client.get(f"{TRAFFIC}/roads", headers=tag)
    assert second.status_code == 200
    assert [one["id"] for one in second.json["closures"]] == [made.json["closure"]["id"]]
    assert second.json["closures"][0]["lines"]


def test_a_segment_drawn_with_a_point_for_every_inch_is_refused_and_the_others_are_taken(
    town: Town, app: Any, person: PersonMaker
) -> None:
    headers = {"Authorization": f"Bearer {person.machine(Role.TRAFFIC)}"}
    at = town.clock.now().isoformat()
    spot = corner_of(3, 4)
    line = [[spot.lon, spot.lat + n * 1e-7] for n in range(MOST_POINTS + 1)]
    segments = [{"line": line, "speed_kmh": 20, "observed_at": at}, {"edge": 5, "speed_kmh": 20, "observed_at": at}]
    body = {"source": "its", "network": streets().digest, "segments": segments}
    told = app.test_client().post(f"{TRAFFIC}/speeds", json=body, headers=headers).json
    assert (told["taken"], [one["index"] for one in told["refused"]]) == (1, [0])


def test_who_hears_of_a_closure_sees_it_before_the_roads_of_his_process_know_it(
    town: Town, person: PersonMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = person("kim")
    first = kim.get(f"{TRAFFIC}/roads")
    old = town.system.roads.held()
    assert kim.post(f"{TRAFFIC}/closures", closure(town)).status_code == 201
    monkeypatch.setattr(RoadFile, "held", lambda _: old)  # another process has not weighed yet
    tag = {"If-None-Match": first.headers["ETag"]}
    second = kim.client.get(f"{TRAFFIC}/roads", headers=tag)
    assert (second.status_code, len(second.json["closures"])) == (200, 1)
    later = replace(old, mark=replace(old.mark, at=old.mark.at + timedelta(seconds=40)))
    monkeypatch.setattr(RoadFile, "held", lambda _: later)  # a third made the same snapshot at another instant
    tag = {"If-None-Match": second.headers["ETag"]}
    assert kim.client.get(f"{TRAFFIC}/roads", headers=tag).status_code == 304


def test_slow_streets_are_told_with_their_share_age_and_source(town: Town, app: Any, person: PersonMaker) -> None:
    headers = {"Authorization": f"Bearer {person.machine(Role.TRAFFIC)}"}
    at, network = town.clock.now().isoformat(), streets().digest
    body = {
        "source": "its",
        "network": network,
        "segments": [
            {"edge": 5, "speed_kmh": 4, "observed_at": at},
            {"edge": 6, "speed_kmh": 45, "observed_at": at},
        ],
    }
    assert app.test_client().post(f"{TRAFFIC}/speeds", json=body, headers=headers).status_code == 200
    town.system.roads.refresh()
    (line,) = person("crew").get(f"{TRAFFIC}/roads").json["lines"]
    assert (line["flow"], line["source"], line["age_s"]) == ("jammed", "centre", 0)
    assert 0 < line["share"] < 0.3
    assert len(line["points"]) >= 2


def test_a_closure_is_previewed_made_listed_extended_and_ended(town: Town, person: PersonMaker) -> None:
    kim = person("kim")
    mark = {name: closure(town)[name] for name in ("shape", "points")}
    meant = kim.post(f"{TRAFFIC}/closures/preview", mark)
    assert meant.status_code == 200
    assert meant.json["street"]["ko"] == "Column 4"
    assert 200 < meant.json["length_m"] < 240
    assert kim.get(f"{TRAFFIC}/closures").json["closures"] == []
    made = kim.post(f"{TRAFFIC}/closures", closure(town)).json["closure"]
    assert (made["street"]["ko"], made["by"], made["ended_at"]) == ("Column 4", "kim", None)
    later = (town.clock.now() + timedelta(hours=3)).isoformat()
    extended = kim.post(f"{TRAFFIC}/closures/{made['id']}/extend", {"ends_at": later})
    assert extended.json["closure"]["ends_at"] == later
    assert kim.post(f"{TRAFFIC}/closures/{made['id']}/end").status_code == 200
    again = kim.post(f"{TRAFFIC}/closures/{made['id']}/end")
    assert (again.status_code, again.json["code"]) == (409, "illegal_move")
    listed = kim.get(f"{TRAFFIC}/closures?ended=yes").json
    assert (listed["closures"], [one["id"] for one in listed["ended"]]) == ([], [made["id"]])
    assert {"ko": "Column 4", "en": None} in kim.get(f"{TRAFFIC}/streets").json["streets"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"points": [{"lat": 35.0, "lon": 127.0}]}, "points"),
        ({"points": []}, "points"),
        ({"shape": "street", "points": [], "street": "nowhere"}, "street"),
        ({"kind": "slow"}, "share"),
        ({"ends_at": "2020-01-01T00:00:00+00:00"}, "ends_at"),
    ],
)
def test_a_mistake_stands_beside_its_field(town: Town, person: PersonMaker, change: dict[str, Any], field: str) -> None:
    answer = person("kim").post(f"{TRAFFIC}/closures", closure(town, **change))
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert [one["field"] for one in answer.json["errors"]] == [field]


def test_a_decision_tells_its_traffic_and_what_made_it_necessary(town: Town, person: PersonMaker) -> None:
    kim = person("kim")
    taken = kim.post("/api/v1/calls", a_call()).json
    first = kim.get(f"/api/v1/decisions/{taken['decision_id']}").json
    assert first["because"] is None
    assert first["traffic"]["version"] == town.system.roads.held().mark.version
    ring = [{"lat": 36.48 + n, "lon": 127.289 + e} for n, e in ((-0.003, -0.003), (-0.003, 0.003), (0.003, 0.0))]
    done = kim.post(f"{TRAFFIC}/closures", closure(town, shape="area", points=ring)).json
    assert done["followed"]["decisions"] == [taken["incident_id"]]
    incident = kim.get(f"/api/v1/incidents/{taken['incident_id']}").json["incident"]
    second = kim.get(f"/api/v1/decisions/{incident['decision_id']}").json
    assert second["because"]["code"] == "road_closed"
    assert second["because"]["closure_id"] == done["closure"]["id"]


def test_without_a_road_network_nothing_can_be_closed_and_that_is_said(
    plain_town: Town,  # noqa: F811
) -> None:
    app = create_app(plain_town.system)
    answer = PersonMaker(app)("kim").get(f"{TRAFFIC}/roads")
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    app.extensions["goldentime_hubs"].close()


def test_a_crew_takes_its_own_way_round_what_is_closed_to_its_navigator(town: Town, person: PersonMaker) -> None:
    kim = person("kim")
    taken = kim.post("/api/v1/calls", a_call()).json
    sent = kim.post(f"/api/v1/incidents/{taken['incident_id']}/assignments", {"unit_id": "s1"}).json
    way = f"/api/v1/assignments/{sent['assignment_id']}/route.gpx"
    answer = person("crew").get(way)
    assert (answer.status_code, answer.mimetype) == (200, "application/gpx+xml")
    root = read_markup(answer.data)
    assert root.attributes["xmlns"] == GPX
    piece = root.find("trk", "trkseg")
    assert piece is not None
    track = [(float(p.attributes["lon"]), float(p.attributes["lat"])) for p in piece.children]
    incident = kim.get(f"/api/v1/incidents/{taken['incident_id']}").json["incident"]
    assert track == [tuple(p) for p in incident["routes"][sent["assignment_id"]]["points"]]
    assert person("other-crew").get(way).status_code == 403


def test_the_handover_names_every_closure_and_the_wall_counts_them(town: Town, person: PersonMaker) -> None:
    kim = person("kim")
    kim.post(f"{TRAFFIC}/closures", closure(town, note="펌프차 작업"))
    made = kim.post("/api/v1/handovers")
    assert made.status_code == 201
    with town.system.db.read() as session:
        told = json.loads(session.scalars(select(HandoverRow.sheet)).one())
        assert wall_board(session, town.system, "sejong")["closures"] == 1
    (one,) = told["closures"]
    assert (one["street"]["ko"], one["reason"], one["note"]) == ("Column 4", "accident", "펌프차 작업")
    page = kim.get(f"/desk/handover/{made.json['handover']['id']}").text
    assert "Column 4" in page
    assert "펌프차 작업" in page
