"""A vendor's system reports with its station's token: where its drones are, and what its operators do with an order."""

from typing import Any

import pytest

from chassis.identity import Role
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import take_call
from drones.tables import get_sortie
from drones.tables.fleet import lock_drone
from tests.dispatch.test_kits import FAR, arrest_at
from tests.dispatch.town import Town
from tests.drones.scene import DRONE_S, SOUTH
from tests.drones.standing import put_one_station
from tests.web.conftest import PersonMaker


@pytest.fixture
def order(town: Town) -> str:
    """A drop ordered from the town's one station."""
    with town.system.db.write() as session:
        put_one_station(session, now=town.clock.now())
    sortie_id = send_plan(town.system, town.kim, take_call(town.system, town.kim, arrest_at(FAR)).incident_id).sortie_id
    assert sortie_id is not None
    return sortie_id


def test_a_vendor_answers_an_order_and_says_where_its_drone_is(
    town: Town, app: Any, person: PersonMaker, order: str
) -> None:
    client, headers = app.test_client(), {"Authorization": f"Bearer {person.machine(Role.PILOT, SOUTH.id)}"}
    accepted = client.post(f"/api/v1/sorties/{order}/steps", json={"action": "accept"}, headers=headers)
    assert (accepted.status_code, accepted.json["state"]) == (200, "accepted")
    seen = {"at": town.clock.now().isoformat(), "lat": 36.48, "lon": 127.29, "altitude_m": 61.5, "battery_share": 0.8}
    told = client.post(f"/api/v1/drones/{DRONE_S.id}/telemetry", json=seen, headers=headers)
    assert told.status_code == 204
    with town.system.db.write() as session:
        row = lock_drone(session, DRONE_S.id)
        assert (row.lat, row.altitude_m, row.battery_share) == (36.48, 61.5, 0.8)
        assert get_sortie(session, order).state == "accepted"


def test_another_of_the_station_takes_over_before_they_have_a_word(
    town: Town, app: Any, person: PersonMaker, order: str
) -> None:
    client = app.test_client()
    first, second = (
        {"Authorization": f"Bearer {person.machine(Role.PILOT, SOUTH.id)}"} for _ in ("vendor", "its night shift")
    )
    steps = f"/api/v1/sorties/{order}/steps"
    had = client.post(steps, json={"action": "accept"}, headers=first).json
    refused = client.post(steps, json={"action": "preflight_ok"}, headers=second)
    assert (refused.status_code, refused.json["code"], refused.json["by"]) == (409, "not_in_command", had["operator"])
    taken = client.post(f"/api/v1/sorties/{order}/take-over", json={"version": had["version"]}, headers=second)
    assert taken.status_code == 200 and taken.json["operator_id"] != had["operator_id"]
    assert client.post(steps, json={"action": "preflight_ok"}, headers=second).json["code"] == "not_ready"
    assert client.post(steps, json={"action": "preflight_ok"}, headers=first).json["code"] == "not_in_command"


def test_what_no_drone_can_report_is_refused_beside_its_field(
    town: Town, app: Any, person: PersonMaker, order: str
) -> None:
    client, headers = app.test_client(), {"Authorization": f"Bearer {person.machine(Role.PILOT, SOUTH.id)}"}
    wrong = {"at": town.clock.now().isoformat(), "lat": 136.48, "lon": 127.29, "battery_share": 80}
    refused = client.post(f"/api/v1/drones/{DRONE_S.id}/telemetry", json=wrong, headers=headers)
    assert refused.status_code == 422
    assert {"lat", "battery_share"} <= {one["field"] for one in refused.json["errors"]}


def test_a_station_reports_only_its_own_drones(town: Town, app: Any, person: PersonMaker, order: str) -> None:
    client, headers = app.test_client(), {"Authorization": f"Bearer {person.machine(Role.PILOT, 'st-other')}"}
    seen = {"at": town.clock.now().isoformat(), "lat": 36.48, "lon": 127.29}
    assert client.post(f"/api/v1/drones/{DRONE_S.id}/telemetry", json=seen, headers=headers).status_code == 404
    step = client.post(f"/api/v1/sorties/{order}/steps", json={"action": "accept"}, headers=headers)
    assert step.status_code == 404
