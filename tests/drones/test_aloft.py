"""A drone that flies no order is kept away from while it is heard in the air, and named where nothing passes it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.geo import LatLon, distance_m
from drones import pad
from drones.feasibility import NoGo
from drones.mission import Telemetry
from drones.moves import move
from drones.planner import Aloft, Track, aloft_track, first_conflict, track_of
from drones.planner.aloft import CEILING_M, FRESH
from drones.planner.apart import Separation
from drones.reasons import Code, Reason
from drones.states import SortieAction
from drones.tables.fleet import hear, lock_drone, put_drone
from drones.tables.sorties import lock_sortie
from drones.tables.squadron import read_traffic
from tests.drones.asking import POLICY, ask, go
from tests.drones.conftest import PILOT, Yard
from tests.drones.scene import CITY_HALL, DRONE_S, HANSOL, JOCHIWON, NOW, squadron

SECOND = timedelta(seconds=1)
ALONE = squadron(drones=(DRONE_S,))
OTHER = replace(DRONE_S, id="dr-hand", name="D9")
BETWEEN = LatLon((CITY_HALL.lat + HANSOL.lat) / 2, (CITY_HALL.lon + HANSOL.lon) / 2)


def heard(
    place: LatLon = BETWEEN, *, altitude_m: float | None = 60.0, in_air: bool | None = True, age: timedelta = SECOND
) -> Aloft:
    return Aloft(OTHER.id, OTHER.airframe, Telemetry(NOW - age, place, altitude_m, None, None), in_air)


def track(one: Aloft) -> Track:
    found = aloft_track(one, now=NOW)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "up"),
    [
        (heard(), True),
        (heard(in_air=None), True),
        (heard(in_air=None, altitude_m=4.0), False),  # an altimeter at rest
        (heard(in_air=None, altitude_m=None), False),
        (heard(in_air=False), False),  # its altimeter errs
        (heard(altitude_m=None), True),
        (heard(age=FRESH), True),
        (heard(age=FRESH + SECOND), False),  # who knows whether it was switched off
    ],
)
def test_it_is_in_the_air_when_it_says_so_or_is_high_and_was_heard_just_now(one: Aloft, up: bool) -> None:
    assert (aloft_track(one, now=NOW) is not None) is up


def test_the_longer_it_is_silent_the_farther_and_higher_it_may_be() -> None:
    soon, late = track(heard(age=SECOND)), track(heard(age=11 * SECOND))
    assert late.reach_m - soon.reach_m == pytest.approx(10 * OTHER.airframe.cruise_mps)
    assert late.knots[0].altitude_m - soon.knots[0].altitude_m == pytest.approx(10 * OTHER.airframe.climb_mps)
    assert track(heard(altitude_m=None)).knots[0].altitude_m == CEILING_M


def test_a_drone_over_the_way_is_flown_above_or_named() -> None:
    low = replace(POLICY, way=replace(POLICY.way, heights_m=(50.0, 60.0)))
    free = track(heard())
    answer = ask(ALONE, policy=low, traffic=(free,))
    assert isinstance(answer, NoGo)
    assert [reason for reason in answer.reasons if reason.drone_id == DRONE_S.id] == [
        Reason(Code.FLOWN_FREELY, DRONE_S.id, ref=OTHER.id)
    ]
    over = go(ask(ALONE, traffic=(track(heard(altitude_m=5.0)),)))
    assert over.height_m is not None and over.height_m >= track(heard(altitude_m=5.0)).knots[0].altitude_m + 20.0


def test_one_beside_the_way_is_no_hindrance_until_it_may_have_come_there() -> None:
    alone = go(ask(ALONE))
    mine = track_of("", alone.flight, NOW)
    beside = LatLon(BETWEEN.lat + 300.0 / 111_195.0, BETWEEN.lon)
    apart = [
        first_conflict(mine, (track(heard(beside, age=seconds * SECOND)),), apart=Separation()) is None
        for seconds in (0, 5, 10, 20, 30)
    ]
    assert apart == sorted(apart, reverse=True) and apart[0] and not apart[-1]
    assert ask(ALONE, traffic=(track(heard(JOCHIWON)),)) == alone


def test_it_is_not_offered_itself_from_the_air() -> None:
    answer = ask(ALONE, traffic=(replace(track(heard(CITY_HALL, altitude_m=20.0)), id=DRONE_S.id),))
    assert isinstance(answer, NoGo)
    assert (Code.FLOWN_FREELY, DRONE_S.id) in [(reason.code, reason.ref) for reason in answer.reasons]


def says(yard: Yard, place: LatLon, *, in_air: bool | None, altitude_m: float) -> None:
    with yard.db.write() as session:
        put_drone(session, OTHER)
        row = lock_drone(session, OTHER.id)
        assert hear(row, Telemetry(yard.clock.now(), place, altitude_m, None, 0.9), in_air=in_air)


def free(yard: Yard) -> list[str]:
    with yard.db.read() as session:
        return [one.id for one in read_traffic(session, now=yard.clock.now(), launch_delay=timedelta(0)) if one.reach_m]


def test_the_air_of_whoever_was_heard_up_there_is_known_to_the_decision_for_as_long_as_it_is_heard(yard: Yard) -> None:
    says(yard, BETWEEN, in_air=True, altitude_m=60.0)
    assert free(yard) == [OTHER.id]
    yard.clock.advance(FRESH + SECOND)
    assert free(yard) == []
    says(yard, BETWEEN, in_air=False, altitude_m=60.0)
    assert free(yard) == []


def test_one_that_flies_an_order_has_the_air_of_its_order_alone(yard: Yard) -> None:
    sortie_id = yard.airborne()
    with yard.db.write() as session:
        row = lock_drone(session, yard.sortie(sortie_id).drone_id)
        hear(row, Telemetry(yard.clock.now(), CITY_HALL, 60.0, None, 0.9), in_air=True)
    assert free(yard) == []


def test_nobody_takes_off_into_one_that_flies_no_order(yard: Yard) -> None:
    sortie_id = yard.order()
    pad.accept(yard, PILOT, sortie_id)
    assert not near(yard, sortie_id)
    says(yard, BETWEEN, in_air=True, altitude_m=60.0)
    assert distance_m(BETWEEN, CITY_HALL) > 500.0
    assert near(yard, sortie_id) == [OTHER.id]


def near(yard: Yard, sortie_id: str) -> list[str | None]:
    return [one.ref for one in yard.preflight(sortie_id) if one.lack == "too_close"]


def test_one_that_has_landed_is_not_in_the_air_by_what_it_told_on_the_way_down(yard: Yard) -> None:
    sortie_id = yard.airborne()
    drone = yard.sortie(sortie_id).drone_id
    with yard.db.write() as session:
        hear(lock_drone(session, drone), Telemetry(yard.clock.now(), CITY_HALL, 30.0, None, None))
        row = lock_sortie(session, sortie_id)
        for step in (SortieAction.ABORT, SortieAction.LAND, SortieAction.CLOSE):
            move(session, PILOT, row, step, now=yard.clock.now())
    with yard.db.read() as session:
        assert [one for one in read_traffic(session, now=yard.clock.now(), launch_delay=SECOND) if one.reach_m] == []
