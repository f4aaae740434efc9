"""Go or no-go by what stands and flies on the way, and by room on the ground."""

from dataclasses import replace
from datetime import datetime, timedelta

from chassis.geo import LatLon, distance_m
from drones.feasibility import Go, NoGo
from drones.model import Obstacle, Obstacles, Ring, Squadron
from drones.planner import Track, track_of
from drones.reasons import Code, Reason
from tests.drones.asking import HALFWAY, POLICY, ask, codes, go
from tests.drones.scene import CITY_HALL, DRONE_N, DRONE_S, HANSOL, JOCHIWON, NOW, P65B, squadron, windy


def box(name: str, centre: LatLon, half_m: float, top_m: float | None) -> Obstacle:
    """A square building."""
    lat, lon = half_m / 111_195.0, half_m / 89_400.0
    corners = ((-lat, -lon), (-lat, lon), (lat, lon), (lat, -lon))
    return Obstacle(name, Ring(tuple(LatLon(centre.lat + y, centre.lon + x) for y, x in corners)), top_m)


def among(*buildings: Obstacle, team: Squadron | None = None) -> Squadron:
    return replace(team or squadron(drones=(DRONE_S,)), obstacles=Obstacles("story", buildings))


def test_a_tower_on_the_way_is_flown_round_or_over_and_takes_time() -> None:
    middle = LatLon((CITY_HALL.lat + HANSOL.lat) / 2, (CITY_HALL.lon + HANSOL.lon) / 2)
    free, tower = go(ask(among())), go(ask(among(box("tower", middle, 20.0, 90.0))))
    block = go(ask(among(box("block", middle, 900.0, 70.0))))
    assert (free.height_m, len(free.path.points)) == (50.0, 2)
    assert len(tower.path.points) > 2 or (tower.height_m or 0.0) > 105.0
    assert block.height_m == 90.0  # over it: the way round is longer
    assert free.arrival.mean < tower.arrival.mean and free.arrival.mean < block.arrival.mean


def test_where_the_patient_lies_indoors_the_kit_comes_down_where_there_is_room() -> None:
    answer = go(ask(among(box("house", HANSOL, 10.0, 12.0))))
    assert answer.site is not None and 16.0 <= answer.site.walk_m <= 60.0
    assert answer.path.points[-1] == answer.site.place != HANSOL


def test_what_stands_in_the_way_is_named_by_its_kind() -> None:
    no_room = ask(among(box("hall", HANSOL, 90.0, 12.0)))
    assert codes(no_room) == [Code.NO_SITE]
    unmeasured = ask(among(box("mast", CITY_HALL, 5.0, None)))
    assert isinstance(unmeasured, NoGo)
    assert unmeasured.reasons == (Reason(Code.OBSTACLE_AT_STATION, DRONE_S.id, ref="mast"),)
    both = ask(among(box("mast", CITY_HALL, 5.0, None), team=squadron(drones=(DRONE_S,), zones=(P65B,))))
    assert {Code.OBSTACLE_AT_STATION, Code.ZONE_AT_STATION, Code.ZONE_AT_TARGET} <= set(codes(both))


def test_too_much_wind_hides_nothing_else_that_stands_in_the_way() -> None:
    answer = ask(squadron(drones=(DRONE_S,), zones=(P65B,), weather=windy(15.0)))
    assert codes(answer) == [Code.WIND, Code.ZONE_AT_TARGET, Code.ZONE_AT_STATION, Code.OUT_OF_RANGE, Code.NOT_FIRST]


def flying(answer: Go, launch: datetime) -> Track:
    return track_of("sor_9", answer.flight, launch)


def test_a_drone_waits_on_the_ground_until_another_has_passed_and_arrives_later_by_that() -> None:
    alone = go(ask(squadron(drones=(DRONE_S,))))
    other = flying(alone, NOW + POLICY.launch_delay)
    behind = go(ask(squadron(drones=(DRONE_S,)), traffic=(other,)))
    assert behind.delay > timedelta(0) or behind.height_m != alone.height_m
    assert behind.arrival.mean == POLICY.launch_delay + behind.delay + behind.flight.kit_down > alone.arrival.mean


def test_where_no_wait_is_long_enough_the_other_drone_is_named() -> None:
    hurried = replace(POLICY, way=replace(POLICY.way, delay_most=timedelta(0), heights_m=(50.0,)))
    alone = go(ask(squadron(drones=(DRONE_S,)), policy=hurried))
    answer = ask(squadron(drones=(DRONE_S,)), policy=hurried, traffic=(flying(alone, NOW + POLICY.launch_delay),))
    assert answer == NoGo((Reason(Code.TRAFFIC, DRONE_S.id, ref="sor_9"),), edges=alone.edges)


def test_one_cap_on_work_holds_for_all_drones_and_the_nearest_station_is_asked_first() -> None:
    lines = go(ask(squadron(), target=HALFWAY)).edges
    assert lines >= 2  # one for each station
    capped = replace(POLICY, way=replace(POLICY.way, edges_most=1))
    answer = go(ask(squadron(), target=HALFWAY, policy=capped))
    assert distance_m(CITY_HALL, HALFWAY) < distance_m(JOCHIWON, HALFWAY)
    assert (answer.drone_id, answer.edges) == (DRONE_S.id, 1)
    assert codes(answer, DRONE_N.id) == [Code.PATH_GIVEN_UP]
