"""Go, or no-go with every reason."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from chassis.geo import LatLon, distance_m
from chassis.travel import Travel
from drones.feasibility import Go, NoGo, assess_drop
from drones.model import Drone, Kit, KitKind, Obstacle, Obstacles, Ring, Squadron, Weather, Zone
from drones.planner import Track, track_of
from drones.policy import DRUGS, KIT_RULES, DropPolicy, KitRule
from drones.reasons import Code, Reason, decisive
from tests.drones.scene import (
    AED_N,
    AED_S,
    CALM,
    CITY_HALL,
    DRONE_N,
    DRONE_S,
    HANSOL,
    JOCHIWON,
    NOW,
    P65B,
    PAPER,
    SLOW_AMBULANCE,
    squadron,
    windy,
)

POLICY = DropPolicy()
KIT_RULES_KINDS = [rule.kind for rule in KIT_RULES]
HALFWAY = LatLon(36.54, 127.29)


def ask(
    team: Squadron,
    *,
    target: LatLon = HANSOL,
    kit: KitKind = KitKind.AED,
    ambulance: Travel | None = SLOW_AMBULANCE,
    now: datetime = NOW,
    policy: DropPolicy = POLICY,
    traffic: tuple[Track, ...] = (),
) -> Go | NoGo:
    return assess_drop(team, target=target, kit=kit, ambulance=ambulance, now=now, policy=policy, traffic=traffic)


def codes(answer: Go | NoGo, drone_id: str = DRONE_S.id) -> list[Code]:
    reasons = answer.reasons if isinstance(answer, NoGo) else answer.considered
    return [reason.code for reason in reasons if reason.drone_id in {drone_id, None}]


def go(answer: Go | NoGo) -> Go:
    assert isinstance(answer, Go), answer
    return answer


def minutes(p50: float, p90: float) -> Travel:
    return Travel(timedelta(minutes=p50), timedelta(minutes=p90), 5000.0)


def test_the_drone_that_sets_the_kit_down_first_flies() -> None:
    answer = go(ask(squadron(), target=HALFWAY))
    assert (answer.drone_id, answer.kit_id, answer.station_id) == (DRONE_S.id, AED_S.id, "st-south")
    assert answer.arrival.mean == POLICY.launch_delay + answer.flight.kit_down
    assert answer.p_first is not None and answer.p_first > 0.7
    assert answer.energy_margin_wh > 0
    assert codes(answer, DRONE_N.id) == [Code.SLOWER]
    assert go(ask(squadron(), target=JOCHIWON)).drone_id == DRONE_N.id


def test_a_kit_the_city_has_not_switched_on_never_flies() -> None:
    for kind in DRUGS:
        assert ask(squadron(), kit=kind) == NoGo((Reason(Code.KIT_NOT_ENABLED, ref=kind),))
    on = replace(POLICY, rules=(KitRule(KitKind.NALOXONE, 0.5, timedelta(minutes=1)),))
    naloxone = replace(AED_S, kind=KitKind.NALOXONE)
    assert isinstance(ask(squadron(kits=(naloxone,)), kit=KitKind.NALOXONE, policy=on), Go)


def test_every_kind_of_kit_has_a_rule_and_every_drug_is_off_until_a_city_says_on() -> None:
    assert [rule.kind for rule in KIT_RULES if not rule.enabled] == [kind for kind in KIT_RULES_KINDS if kind in DRUGS]
    assert set(KIT_RULES_KINDS) == set(KitKind)


def test_a_kit_for_remote_places_stays_where_the_ambulance_is_near() -> None:
    burns = squadron(kits=(replace(AED_S, kind=KitKind.BURNS),), drones=(DRONE_S,))
    near = ask(burns, kit=KitKind.BURNS, ambulance=minutes(14, 20))
    assert codes(near) == [Code.AMBULANCE_NEAR]
    assert isinstance(ask(burns, kit=KitKind.BURNS, ambulance=minutes(15, 20)), Go)


def test_a_no_go_is_counted_under_what_kept_the_drone_that_came_closest() -> None:
    """One in repair says nothing about the call; that the other would have come second does."""
    broken = replace(DRONE_N, out_of_service="motor")
    answer = ask(squadron(drones=(broken, DRONE_S)), ambulance=minutes(4, 5))
    assert isinstance(answer, NoGo)
    assert answer.reasons[0].code is Code.OUT_OF_SERVICE
    assert decisive(answer.reasons) is Code.NOT_FIRST
    both = ask(squadron(drones=(broken, DRONE_S), weather=MISTY), ambulance=minutes(4, 5))
    assert isinstance(both, NoGo) and decisive(both.reasons) is Code.VISIBILITY
    assert decisive((Reason(Code.NO_DRONE),)) is Code.NO_DRONE
    assert decisive(()) is None


def test_without_drones_the_answer_says_so() -> None:
    assert ask(squadron(drones=())) == NoGo((Reason(Code.NO_DRONE),))


STALE = replace(CALM, observed_at=NOW - timedelta(minutes=61))
MISTY = replace(CALM, visibility_m=800.0)


@pytest.mark.parametrize(
    ("weather", "expected"),
    [
        (None, [Code.WEATHER_UNKNOWN]),
        (STALE, [Code.WEATHER_STALE]),
        (windy(8.8), [Code.WIND]),  # 12.1 m/s at 50 m
        (replace(CALM, gust_mps=15.1), [Code.GUST]),
        (replace(CALM, rain_mm_h=3.0), [Code.RAIN]),
        (MISTY, [Code.VISIBILITY]),
        (replace(CALM, temperature_c=-10.5), [Code.TEMPERATURE]),
        (replace(CALM, temperature_c=41.0), [Code.TEMPERATURE]),
        (replace(CALM, wind_mps=None), [Code.WEATHER_UNKNOWN]),
        (replace(CALM, wind_mps=3.0), [Code.WEATHER_UNKNOWN]),  # and no direction
        (replace(CALM, gust_mps=None), [Code.WEATHER_UNKNOWN]),
        (replace(CALM, rain_mm_h=None), [Code.WEATHER_UNKNOWN]),
        (replace(CALM, visibility_m=None), [Code.WEATHER_UNKNOWN]),
        (replace(CALM, temperature_c=None), [Code.WEATHER_UNKNOWN]),
        (
            replace(MISTY, rain_mm_h=9.0, observed_at=NOW - timedelta(hours=2)),
            [Code.WEATHER_STALE, Code.RAIN, Code.VISIBILITY],
        ),
    ],
)
def test_weather_out_of_limits_or_unknown_keeps_drones_down(weather: Weather | None, expected: list[Code]) -> None:
    answer = ask(squadron(weather=weather))
    assert isinstance(answer, NoGo)
    assert codes(answer) == expected


@pytest.mark.parametrize(
    ("kit", "expected"),
    [
        (replace(AED_S, expires_on=date(2026, 3, 1)), Code.KIT_EXPIRED),
        (replace(AED_S, mass_kg=2.74), Code.KIT_TOO_HEAVY),
        (replace(AED_S, sortie_id="sor_1"), Code.KIT_MISSING),
        (replace(AED_S, drone_id="dr-other"), Code.KIT_MISSING),
        (replace(AED_S, kind=KitKind.BLEEDING), Code.KIT_MISSING),
    ],
)
def test_an_unfit_kit_is_named(kit: Kit, expected: Code) -> None:
    assert codes(ask(squadron(drones=(DRONE_S,), kits=(kit,)))) == [expected]


def test_a_kit_is_good_through_its_last_local_day() -> None:
    last_day = squadron(kits=(replace(AED_S, expires_on=date(2026, 3, 2)),), weather=None)
    late_evening = datetime.fromisoformat("2026-03-02T14:59:00+00:00")  # 23:59 in Korea
    assert Code.KIT_EXPIRED not in codes(ask(last_day, now=late_evening))
    assert Code.KIT_EXPIRED in codes(ask(last_day, now=late_evening + timedelta(minutes=2)))


@pytest.mark.parametrize(
    ("drone", "expected"),
    [
        (replace(DRONE_S, battery_share=None), Code.BATTERY_UNKNOWN),
        (replace(DRONE_S, battery_share=0.3), Code.BATTERY_LOW),
        (replace(DRONE_S, battery_health=0.3), Code.OUT_OF_RANGE),
        (replace(DRONE_S, sortie_id="sor_1"), Code.DRONE_BUSY),
        (replace(DRONE_S, out_of_service="motor"), Code.OUT_OF_SERVICE),
        (replace(DRONE_S, station_id="st-gone"), Code.STATION_UNKNOWN),
        (replace(DRONE_S, away_m=101.0), Code.AWAY),
        (replace(DRONE_S, connected=True), Code.NOT_HEARD),
        (replace(DRONE_S, connected=True, heard_at=NOW - timedelta(seconds=31)), Code.NOT_HEARD),
    ],
)
def test_an_unready_drone_is_named(drone: Drone, expected: Code) -> None:
    assert expected in codes(ask(squadron(drones=(drone,))))


def test_a_drone_that_speaks_is_sent_and_one_without_a_line_is_taken_at_its_word() -> None:
    speaking = replace(DRONE_S, connected=True, heard_at=NOW - timedelta(seconds=29), away_m=100.0)
    for drone in (speaking, DRONE_S, replace(DRONE_S, heard_at=NOW - timedelta(hours=5))):
        assert isinstance(ask(squadron(drones=(drone,))), Go)


def test_every_failing_constraint_is_named_at_once() -> None:
    worn = replace(DRONE_S, battery_share=0.2, sortie_id="sor_1", out_of_service="motor", away_m=900.0)
    team = squadron(drones=(worn,), zones=(P65B,), weather=MISTY, kits=(replace(AED_S, expires_on=date(2020, 1, 1)),))
    assert codes(ask(team)) == [
        Code.OUT_OF_SERVICE,
        Code.DRONE_BUSY,
        Code.KIT_EXPIRED,
        Code.VISIBILITY,
        Code.ZONE_AT_TARGET,
        Code.ZONE_AT_STATION,
        Code.BATTERY_LOW,
    ]
    fit_kit = replace(team, zones=(), kits=(AED_S,))
    assert Code.BATTERY_LOW in codes(ask(fit_kit))
    assert Code.NOT_FIRST in codes(ask(fit_kit, ambulance=minutes(2, 3)))


def test_of_a_way_that_is_shut_the_straight_line_says_what_else_fails() -> None:
    """No way round is shorter: a battery that is too weak for the line and an ambulance that beats it are named too."""
    tired = replace(DRONE_S, battery_share=0.2)
    shut = ask(squadron(drones=(tired,), zones=(P65B,)), ambulance=minutes(2, 3))
    assert codes(shut) == [Code.ZONE_AT_TARGET, Code.ZONE_AT_STATION, Code.BATTERY_LOW, Code.NOT_FIRST]
    fit = ask(squadron(drones=(DRONE_S,), zones=(P65B,)))
    assert codes(fit) == [Code.ZONE_AT_TARGET, Code.ZONE_AT_STATION]


@pytest.mark.parametrize(
    ("more", "first"),
    [
        ({"kits": ()}, [Code.KIT_MISSING]),
        ({"kits": (replace(AED_S, expires_on=date(2020, 1, 1)),)}, [Code.KIT_EXPIRED]),
        ({"weather": None}, [Code.WEATHER_UNKNOWN]),
        ({"weather": windy(20.0)}, [Code.WIND]),
    ],
)
def test_what_is_missing_or_unknown_hides_no_weak_battery_and_no_lost_race(
    more: dict[str, Any], first: list[Code]
) -> None:
    """What fails without a kit's weight and in still air fails anyway; what holds there is not said to fail."""
    weak = replace(DRONE_S, battery_share=0.05)
    named = codes(ask(squadron(drones=(weak,), **more), ambulance=minutes(1, 2)))
    assert [code for code in named if code is not Code.WIND_FORBIDS_LEG] == [*first, Code.BATTERY_LOW, Code.NOT_FIRST]
    assert (Code.WIND_FORBIDS_LEG in named) == (first == [Code.WIND])
    fit = codes(ask(squadron(drones=(DRONE_S,), **more)))
    assert [code for code in fit if code is not Code.WIND_FORBIDS_LEG] == first


def test_a_closed_zone_opens_with_its_standing_authorisation() -> None:
    shut = ask(squadron(zones=(P65B,)))
    assert isinstance(shut, NoGo)
    assert Reason(Code.ZONE_AT_TARGET, DRONE_N.id, ref="P65B") in shut.reasons
    assert isinstance(ask(squadron(zones=(replace(P65B, authorised=(PAPER,)),))), Go)


def test_an_ambulance_round_the_corner_keeps_the_drone_home() -> None:
    answer = ask(squadron(), ambulance=minutes(4, 5))
    assert isinstance(answer, NoGo)
    assert codes(answer) == [Code.NOT_FIRST]
    patient = replace(POLICY, rules=(KitRule(KitKind.AED, 0.0, timedelta(minutes=30)),))
    assert codes(ask(squadron(), policy=patient)) == [Code.NO_GAIN]


def test_where_no_ambulance_is_known_the_rule_holds_nothing_back() -> None:
    answer = go(ask(squadron(), ambulance=None))
    assert (answer.p_first, answer.expected_gain) == (None, None)


def test_of_equal_drones_the_lower_id_flies_with_its_own_kit() -> None:
    twin = replace(DRONE_S, id="dr-s0")
    mine, shelf, older = (
        replace(AED_S, id="mine", drone_id=twin.id),
        replace(AED_S, id="shelf", drone_id=None),
        replace(AED_S, id="older", drone_id=None, expires_on=date(2026, 5, 1)),
    )
    assert go(ask(squadron(drones=(DRONE_S, twin), kits=(shelf, mine)))).kit_id == "mine"
    chosen = go(ask(squadron(drones=(DRONE_S, twin), kits=(shelf, older))))
    assert (chosen.drone_id, chosen.kit_id) == ("dr-s0", "older")


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


positions = st.builds(LatLon, st.floats(36.40, 36.70), st.floats(127.10, 127.45))
drones = st.builds(
    replace,
    st.sampled_from((DRONE_S, DRONE_N)),
    id=st.sampled_from([f"dr-{n}" for n in range(9)]),
    battery_share=st.none() | st.floats(0.0, 1.0),
    sortie_id=st.sampled_from((None, None, "sor_1")),
)
weathers = st.none() | st.builds(
    replace,
    st.just(CALM),
    wind_mps=st.floats(0, 12),
    wind_from_deg=st.none() | st.floats(0, 360),
    temperature_c=st.floats(-15, 35),
)
zones = st.sampled_from(((), (P65B,), (replace(P65B, authorised=(PAPER,)),)))
kits = st.sampled_from(((AED_S, AED_N), (replace(AED_S, drone_id=None),), (replace(AED_N, mass_kg=9.0), AED_S)))
teams = st.builds(
    squadron,
    drones=st.lists(drones, max_size=5, unique_by=lambda d: d.id).map(tuple),
    kits=kits,
    zones=zones,
    weather=weathers,
)
ambulances = st.none() | st.builds(lambda p50, more: minutes(p50, p50 + more), st.floats(1, 30), st.floats(0, 10))


@given(teams, positions, ambulances, st.randoms(use_true_random=False))
def test_the_order_of_the_squadron_does_not_matter(
    team: Squadron, target: LatLon, ambulance: Travel | None, shuffle: object
) -> None:
    drones, kits = list(team.drones), list(team.kits)
    shuffle.shuffle(drones)  # type: ignore[attr-defined]
    shuffle.shuffle(kits)  # type: ignore[attr-defined]
    other = replace(team, drones=tuple(drones), kits=tuple(kits))
    assert ask(team, target=target, ambulance=ambulance) == ask(other, target=target, ambulance=ambulance)


@given(teams, positions, ambulances)
def test_every_drone_is_chosen_or_has_a_reason(team: Squadron, target: LatLon, ambulance: Travel | None) -> None:
    answer = ask(team, target=target, ambulance=ambulance)
    reasons = answer.reasons if isinstance(answer, NoGo) else answer.considered
    named = {reason.drone_id for reason in reasons} | ({answer.drone_id} if isinstance(answer, Go) else set())
    assert named == {drone.id for drone in team.drones} or not team.drones
    assert reasons or isinstance(answer, Go)


@given(teams, positions, ambulances)
def test_an_answer_survives_storage_bit_by_bit(team: Squadron, target: LatLon, ambulance: Travel | None) -> None:
    answer = ask(team, target=target, ambulance=ambulance)
    answers: TypeAdapter[Go | NoGo | None] = TypeAdapter(Go | NoGo | None)
    assert answers.validate_json(answers.dump_json(answer)) == answer
    inputs = TypeAdapter(Squadron)
    again = inputs.validate_json(inputs.dump_json(team))
    assert ask(again, target=target, ambulance=ambulance) == answer
    policies = TypeAdapter(DropPolicy)
    assert policies.validate_json(policies.dump_json(POLICY)) == POLICY


@given(teams, positions, st.floats(1, 30), st.floats(0, 30))
def test_a_later_ambulance_never_turns_go_into_no_go(team: Squadron, target: LatLon, p50: float, more: float) -> None:
    near, far = minutes(p50, p50 + 3), minutes(p50 + more, p50 + more + 3)
    if isinstance(ask(team, target=target, ambulance=near), Go):
        assert isinstance(ask(team, target=target, ambulance=far), Go)


@given(
    teams, positions, ambulances, st.floats(0.1, 1.0), st.sampled_from((P65B, replace(P65B, id="low", ceiling_m=30.0)))
)
def test_less_battery_or_more_closed_airspace_never_turns_no_go_into_go(
    team: Squadron, target: LatLon, ambulance: Travel | None, share: float, zone: Zone
) -> None:
    tired = tuple(
        d if d.battery_share is None else replace(d, battery_share=d.battery_share * share) for d in team.drones
    )
    harder = replace(team, drones=tired, zones=(*team.zones, replace(zone, id="more")))
    if isinstance(ask(harder, target=target, ambulance=ambulance), Go):
        assert isinstance(ask(team, target=target, ambulance=ambulance), Go)


@given(teams, positions, st.floats(8.7, 30), st.floats(0, 360))
def test_no_drone_flies_in_wind_over_the_limit(team: Squadron, target: LatLon, wind: float, from_deg: float) -> None:
    answer = ask(replace(team, weather=windy(wind, from_deg)), target=target, ambulance=None)
    assert isinstance(answer, NoGo)
    assert all(Code.WIND in codes(answer, drone.id) for drone in team.drones)
