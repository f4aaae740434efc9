"""A sortie in the forms of other systems, held to the classes of the standards."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import shapely
from implicitdict import ImplicitDict
from uas_standards.astm.f3411.v22a.api import RIDFlight, RIDFlightDetails
from uas_standards.astm.f3548.v21.api import OperationalIntentDetails, PutOperationalIntentReferenceParameters

from chassis.geo import LatLon
from chassis.markup import read_markup
from drones.airspace.reading.geometry import pieces
from drones.exports.course import stretches
from drones.exports.groundstation import plan_file
from drones.exports.identity import remote_id
from drones.exports.intent import Ground, IntentState, intent_state, operational_intent
from drones.exports.maps import sortie_geojson, sortie_kml
from drones.missionplan import Command, compose
from drones.sortie import Sortie
from drones.states import SortieState
from drones.vehicle import VehicleState
from tests.drones.airspace.test_ahead import from_the_south
from tests.drones.scene import CITY_HALL, HANSOL, NOW

S = SortieState
SECOND = timedelta(seconds=1)
HEARD = VehicleState(NOW, place=LatLon(36.478, 127.28), altitude_m=60.0, amsl_m=110.0, ground_speed_mps=15.0)


def sortie(state: SortieState = S.AIRBORNE, **more: Any) -> Sortie:
    flying = from_the_south()
    plan = compose(flying.flight, cruise_mps=15.0, home_amsl_m=50.0)
    return replace(flying, state=state, plan=plan, entered={S.REQUESTED: NOW, S.AIRBORNE: NOW}, **more)


def intent(one: Sortie, now: datetime = NOW, off_route: bool = False) -> dict[str, Any]:
    told = operational_intent(one, Ground(50.0), now=now, uss_base_url="https://uss.example", off_route=off_route)
    return dict(json.loads(json.dumps(told)))


def test_the_plan_file_holds_what_the_vehicle_is_sent_and_home_is_no_item() -> None:
    one = sortie()
    assert one.plan is not None
    told = json.loads(json.dumps(plan_file(one.plan, cruise_mps=15.0)))
    assert (told["fileType"], told["version"], told["mission"]["firmwareType"]) == ("Plan", 1, 3)
    assert told["mission"]["plannedHomePosition"] == [CITY_HALL.lat, CITY_HALL.lon, 50.0]
    items = told["mission"]["items"]
    assert [item["command"] for item in items] == [item.command for item in one.plan.items[1:]]
    assert items[0]["command"] == Command.TAKEOFF and items[-1]["command"] == Command.LAND
    assert all(len(item["params"]) == 7 for item in items)
    hold = next(item for item in items if item["command"] == Command.LOITER_TIME)
    assert hold["params"] == [120.0, None, None, None, HANSOL.lat, HANSOL.lon, one.plan.items[one.plan.hold].altitude_m]
    (fence,) = told["geoFence"]["polygons"]
    assert fence["inclusion"] is True
    assert shapely.Polygon(fence["polygon"]).contains(shapely.Point(HANSOL.lat, HANSOL.lon))
    assert fence["polygon"][0] != fence["polygon"][-1]


def test_maps_have_longitude_first_and_no_incident() -> None:
    one = sortie()
    told = sortie_geojson(one)
    way = told["features"][0]["geometry"]["coordinates"]
    assert way[0] == [CITY_HALL.lon, CITY_HALL.lat, 0.0] and way[-1][:2] == way[0][:2]
    fence = next(f for f in told["features"] if f["properties"]["name"] == "fence")
    assert len(list(pieces(fence["geometry"]))) == 1
    root = read_markup(sortie_kml(one))
    assert root.said("document", "name") == one.id
    line = root.said("document", "placemark", "linestring", "coordinates") or ""
    assert line.split()[0] == f"{CITY_HALL.lon},{CITY_HALL.lat},0.0"
    assert one.incident_id not in json.dumps(told) + sortie_kml(one).decode()


def test_the_intent_is_read_by_the_standard_s_own_classes() -> None:
    told = intent(sortie())
    reference = ImplicitDict.parse(told["reference"], PutOperationalIntentReferenceParameters)
    details = ImplicitDict.parse(told["details"], OperationalIntentDetails)
    assert reference.state.value == "Activated"
    assert details.priority is not None and details.priority > 0
    assert details.volumes is not None and len(details.volumes) == len(reference.extents) == 5
    for volume in details.volumes:
        assert volume.time_start is not None and volume.time_end is not None
        assert volume.time_start.value.datetime < volume.time_end.value.datetime
        low, high = volume.volume.altitude_lower, volume.volume.altitude_upper
        assert low is not None and high is not None and low.value < high.value
        assert low.reference.value == "W84" and low.value >= 50.0 + 25.0 - 7.0


def test_every_moment_of_the_flight_lies_in_a_volume() -> None:
    """The course is sampled once a second; heights in the volumes are above the ellipsoid."""
    one, zero_m = sortie(), 75.0
    volumes = intent(one)["details"]["volumes"]
    at, place, up_m = NOW, one.flight.start, 0.0
    for stage in one.flight.stages:
        steps = max(1, round(stage.duration / SECOND))
        for n in range(steps):
            share = n / steps
            here = (place.lon + share * (stage.end.lon - place.lon), place.lat + share * (stage.end.lat - place.lat))
            height = up_m + share * (stage.end_altitude_m - up_m)
            assert any(_holds(v, here, zero_m + height, at + share * stage.duration) for v in volumes), (stage, n)
        at, place, up_m = at + stage.duration, stage.end, stage.end_altitude_m


def _holds(volume: dict[str, Any], lonlat: tuple[float, float], alt_m: float, at: datetime) -> bool:
    shape = volume["volume"]
    area = shapely.Polygon([(v["lng"], v["lat"]) for v in shape["outline_polygon"]["vertices"]])
    within = shape["altitude_lower"]["value"] <= alt_m <= shape["altitude_upper"]["value"]
    start, end = (datetime.fromisoformat(volume[name]["value"]) for name in ("time_start", "time_end"))
    return within and start <= at <= end and area.intersects(shapely.Point(lonlat))


def test_what_lies_behind_is_no_longer_claimed() -> None:
    one = sortie()
    legs = stretches(one.flight, NOW)
    late = intent(one, now=legs[0].ends + timedelta(seconds=61))
    assert len(late["details"]["volumes"]) == 4


@pytest.mark.parametrize("after_s", [40, 200, 600, 900])
@pytest.mark.parametrize("state", [S.REQUESTED, S.PREFLIGHT_OK, S.LAUNCHING])
def test_nothing_lies_behind_a_drone_that_stands(state: SortieState, after_s: int) -> None:
    """However long the pilot takes: the whole flight is claimed, and while it launches its climb from now on."""
    ordered = sortie(state, eta=NOW + timedelta(seconds=120) + from_the_south().flight.kit_down)
    waiting = replace(ordered, entered={S.REQUESTED: NOW})
    now = NOW + after_s * SECOND
    volumes = intent(waiting, now=now)["details"]["volumes"]
    starts = [datetime.fromisoformat(volume["time_start"]["value"]) for volume in volumes]
    assert len(volumes) == 5
    planned = max(now, NOW + timedelta(seconds=120))
    assert starts[0] == (now if state is S.LAUNCHING else planned) - timedelta(seconds=60)


def test_both_maps_draw_what_the_vehicle_stays_out_of() -> None:
    keep_out = tuple(LatLon(36.47 + n, 127.27 + e) for n, e in ((0.0, 0.0), (0.005, 0.0), (0.005, 0.005), (0.0, 0.005)))
    flight = from_the_south().flight
    fenced = replace(sortie(), plan=compose(flight, cruise_mps=15.0, home_amsl_m=50.0, exclusions=(keep_out,)))
    features = [f for f in sortie_geojson(fenced)["features"] if f["properties"].get("inclusion") is False]
    corners = [[place.lon, place.lat] for place in keep_out]
    assert [f["geometry"]["coordinates"][0][:-1] for f in features] == [corners]
    document = read_markup(sortie_kml(fenced)).find("document")
    assert document is not None
    (drawn,) = [mark for mark in document.children if mark.said("name") == "keep out"]
    said = drawn.said("polygon", "outerboundaryis", "linearring", "coordinates") or ""
    assert [list(map(float, corner.split(",")[:2])) for corner in said.split()[:-1]] == corners


@pytest.mark.parametrize("simulated", [True, False])
def test_a_flight_is_called_simulated_by_what_it_is_and_not_by_the_day(simulated: bool) -> None:
    told = remote_id(replace(sortie(), simulated=simulated), station=CITY_HALL)
    assert told["flight"]["simulated"] is simulated


@pytest.mark.parametrize(
    ("state", "lost", "off_route", "told"),
    [
        (S.ACCEPTED, False, False, IntentState.ACCEPTED),
        (S.LAUNCHING, False, False, IntentState.ACTIVATED),
        (S.LOWERING, False, False, IntentState.ACTIVATED),
        (S.AIRBORNE, False, True, IntentState.NONCONFORMING),
        (S.AIRBORNE, True, False, IntentState.CONTINGENT),
        (S.ABORTED, False, False, IntentState.CONTINGENT),
        (S.DIVERTED, False, True, IntentState.CONTINGENT),
        (S.LANDED, False, False, IntentState.ENDED),
        (S.DECLINED, False, False, IntentState.ENDED),
    ],
)
def test_states_become_those_of_the_standard(
    state: SortieState, lost: bool, off_route: bool, told: IntentState
) -> None:
    heard = replace(HEARD, link_lost_since=NOW) if lost else HEARD
    one = sortie(state, vehicle=heard)
    assert intent_state(one, off_route=off_route) is told
    document = intent(one, off_route=off_route)
    if told is IntentState.ENDED:
        assert document["reference"] is None
        return
    details = document["details"]
    assert bool(details["volumes"]) is (told is not IntentState.CONTINGENT)
    assert bool(details["off_nominal_volumes"]) is (told in {IntentState.NONCONFORMING, IntentState.CONTINGENT})


def test_remote_identification_is_read_by_the_standard_s_own_classes() -> None:
    heard = replace(HEARD, heading_deg=250.0, climb_mps=0.0)
    told = json.loads(json.dumps(remote_id(sortie(vehicle=heard), station=CITY_HALL)))
    flight = ImplicitDict.parse(told["flight"], RIDFlight)
    details = ImplicitDict.parse(told["details"], RIDFlightDetails)
    state = flight.current_state
    assert state is not None and state.operational_status is not None
    assert (state.operational_status.value, state.track, state.speed) == ("Airborne", 250.0, 15.0)
    assert (state.position.alt, state.position.height) == (135.0, {"distance": 60.0, "reference": "TakeoffLocation"})
    assert details.operator_location is not None and details.operator_location.position.lat == CITY_HALL.lat
    assert "inc_1" not in json.dumps(told)


def test_what_nobody_measured_stands_as_the_standard_s_word_for_unknown() -> None:
    told = remote_id(sortie(vehicle=VehicleState(NOW)), station=CITY_HALL)
    state = told["flight"]["current_state"]
    assert (state["position"]["alt"], state["track"], state["speed"], state["vertical_speed"]) == (-1000, 361, 255, 63)
    assert "lat" not in state["position"]
    unheard = remote_id(sortie(S.ACCEPTED), station=CITY_HALL)
    assert unheard["flight"]["current_state"] is None
