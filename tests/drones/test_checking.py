"""The server holds a drone back while one check is not green, whatever a page shows; what a report says of a flight."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest

from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError, NotFoundError, NotReadyError
from chassis.geo import LatLon
from chassis.identity import Actor, Role
from chassis.topics import desk
from chassis.topics import pad as pad_topic
from drones import pad
from drones.autopilot import Report
from drones.autopilot.fake import FakeAutopilot
from drones.autopilot.steer import tick
from drones.certificates import Grade
from drones.limits import WeatherLimits
from drones.policy import DropPolicy
from drones.preflight import Check
from drones.sortie import Sortie
from drones.states import SortieReason, SortieState
from drones.tables import put_drone, put_kit, put_weather, put_zone
from drones.tables.notes import read_notes
from drones.tables.pilots import read_certificates
from tests.drones.conftest import PILOT, SECOND_PILOT, STRANGER, Yard
from tests.drones.scene import AED_S, CALM, DRONE_S, P65B, REGION, SOUTH, windy

S = SortieState
ADMIN = Actor("u-admin", "관리자", Role.ADMIN, REGION)
HOSPITAL = Actor("u-nurse", "간호사", Role.HOSPITAL, REGION, "h1")
SECOND = timedelta(seconds=1)
HOUSE = DropPolicy()


def held_back(yard: Yard, sortie_id: str, policy: DropPolicy = HOUSE) -> Mapping[str, str]:
    with pytest.raises(NotReadyError) as refused:
        pad.preflight_ok(yard, PILOT, sortie_id, policy=policy)
    return refused.value.checks


def accepted(yard: Yard) -> str:
    sortie_id = yard.order()
    pad.accept(yard, PILOT, sortie_id)
    return sortie_id


def test_an_order_that_nobody_looked_over_does_not_fly(yard: Yard) -> None:
    sortie_id = accepted(yard)
    version = yard.sortie(sortie_id).version
    assert held_back(yard, sortie_id) == {
        "link": "not_confirmed",
        "position": "not_confirmed",
        "estimate": "not_confirmed",
        "prearm": "not_confirmed",
        "upload": "not_confirmed",
        "kit": "not_confirmed",
        "pad_clear": "not_confirmed",
    }
    assert (yard.sortie(sortie_id).state, yard.sortie(sortie_id).version) == (S.ACCEPTED, version)
    yard.look_over(sortie_id)
    assert pad.preflight_ok(yard, PILOT, sortie_id).state is S.PREFLIGHT_OK


def test_a_vehicle_that_is_heard_answers_for_itself(yard: Yard) -> None:
    sortie_id = accepted(yard)
    assert tick(yard, FakeAutopilot()) == 1
    assert held_back(yard, sortie_id) == {"kit": "not_confirmed", "pad_clear": "not_confirmed"}
    pad.tick_check(yard, PILOT, sortie_id, Check.KIT, value="kit-of-another-shelf")
    pad.tick_check(yard, SECOND_PILOT, sortie_id, Check.PAD_CLEAR)
    assert held_back(yard, sortie_id) == {"kit": "other_kit"}
    yard.look_over(sortie_id)
    yard.clock.advance(4 * SECOND)
    assert held_back(yard, sortie_id) == {"link": "late"}
    tick(yard, FakeAutopilot())
    assert pad.preflight_ok(yard, PILOT, sortie_id).state is S.PREFLIGHT_OK


def test_a_kit_stays_on_the_hook_until_somebody_has_looked_below_during_this_hold(yard: Yard) -> None:
    sortie_id = yard.airborne()
    with pytest.raises(IllegalMoveError):
        pad.tick_check(yard, PILOT, sortie_id, Check.BELOW_CLEAR)  # from the way there nobody can know
    pad.on_station(yard, PILOT, sortie_id)
    with pytest.raises(IllegalMoveError):
        pad.tick_check(yard, PILOT, sortie_id, Check.PAD_CLEAR)
    with pytest.raises(NotReadyError) as refused:
        pad.lower(yard, PILOT, sortie_id)
    assert refused.value.checks == {"below_clear": "not_confirmed"}
    assert yard.sortie(sortie_id).state is S.ON_STATION
    yard.clock.advance(5 * SECOND)
    pad.tick_check(yard, PILOT, sortie_id, Check.BELOW_CLEAR)
    assert pad.lower(yard, PILOT, sortie_id).state is S.LOWERING
    assert [(row.action, row.actor) for row in yard.audit(sortie_id)][-2:] == [
        ("sortie_tick", PILOT.id),
        ("sortie_lower", PILOT.id),
    ]


def test_what_turned_red_after_the_checks_stops_the_launch_too(yard: Yard) -> None:
    sortie_id = accepted(yard)
    yard.look_over(sortie_id)
    pad.preflight_ok(yard, PILOT, sortie_id)
    with yard.db.write() as session:
        put_weather(session, replace(windy(16.0), observed_at=CALM.observed_at, source="later"))
        put_zone(session, replace(P65B, id="temporary"))
    with pytest.raises(NotReadyError) as refused:
        pad.launch(yard, PILOT, sortie_id)
    assert refused.value.checks == {"weather": "weather", "airspace": "zone_closed"}
    assert yard.sortie(sortie_id).state is S.PREFLIGHT_OK


def test_a_drone_waits_on_the_ground_while_another_would_cross_its_way(yard: Yard) -> None:
    first = yard.airborne()
    twin, kit = replace(DRONE_S, id="dr-s2"), replace(AED_S, id="kit-s2", drone_id="dr-s2")
    with yard.db.write() as session:
        put_drone(session, twin)
        put_kit(session, kit, region=REGION)
    second = accepted(yard)
    yard.look_over(second)
    assert held_back(yard, second) == {"traffic": "too_close"}
    found = next(one for one in yard.preflight(second) if one.check is Check.TRAFFIC)
    assert found.ref == yard.sortie(first).drone_id
    pad.abort(yard, PILOT, first, reason=SortieReason.AMBULANCE_AHEAD)
    pad.land(yard, PILOT, first)
    assert pad.preflight_ok(yard, PILOT, second).state is S.PREFLIGHT_OK


def test_the_limits_are_those_of_the_city(yard: Yard) -> None:
    sortie_id = accepted(yard)
    yard.look_over(sortie_id)
    strict = DropPolicy(limits=WeatherLimits(visibility_min_m=20_000.0))
    assert held_back(yard, sortie_id, strict) == {"weather": "weather"}


def test_a_pilot_without_a_certificate_that_holds_flies_nothing(yard: Yard) -> None:
    sortie_id = accepted(yard)
    yard.look_over(sortie_id)
    with yard.db.read() as session:
        [paper] = read_certificates(session, REGION, pilots=[PILOT.id])
    pad.withdraw_certificate(yard, ADMIN, paper.id)
    assert held_back(yard, sortie_id) == {"pilot": "no_certificate"}
    pad.certify(yard, ADMIN, PILOT.id, number="91-000002", grade=Grade.THIRD, valid_until=date(2027, 1, 1))
    assert held_back(yard, sortie_id) == {"pilot": "grade_too_low"}
    pad.certify(yard, ADMIN, PILOT.id, number="91-000003", grade=Grade.SECOND, valid_until=date(2027, 1, 1))
    assert pad.preflight_ok(yard, PILOT, sortie_id).state is S.PREFLIGHT_OK
    assert [row.action for row in yard.audit(PILOT.id)] == ["withdraw_certificate", "certify", "certify"]


def test_certificates_are_the_administrators_to_give_and_to_take(yard: Yard) -> None:
    with yard.db.read() as session:
        [paper] = read_certificates(session, REGION, pilots=[PILOT.id])
    with pytest.raises(ForbiddenError):
        pad.certify(yard, PILOT, PILOT.id, number="91-000009", grade=Grade.FIRST, valid_until=date(2030, 1, 1))
    with pytest.raises(InvalidInputError):
        pad.certify(yard, ADMIN, PILOT.id, number=" ", grade=Grade.FIRST, valid_until=date(2030, 1, 1))
    with pytest.raises(NotFoundError):
        pad.withdraw_certificate(yard, replace(ADMIN, region="daejeon"), paper.id)
    pad.withdraw_certificate(yard, ADMIN, paper.id)
    with pytest.raises(IllegalMoveError):
        pad.withdraw_certificate(yard, ADMIN, paper.id)


def test_the_notices_are_read_once_a_shift_and_stand_with_who_read_them(yard: Yard) -> None:
    yard.clock.advance(timedelta(hours=13))
    with yard.db.write() as session:
        put_weather(session, replace(CALM, observed_at=yard.clock.now()))
    sortie_id = accepted(yard)
    yard.look_over(sortie_id)
    assert held_back(yard, sortie_id) == {"notices": "notices_old"}
    pad.read_notices(yard, SECOND_PILOT)
    found = next(one for one in yard.preflight(sortie_id) if one.check is Check.NOTICES)
    assert found.ok and found.tick is not None and found.tick.by == SECOND_PILOT.name
    with pytest.raises(NotFoundError):
        pad.read_notices(yard, HOSPITAL)


def test_nobody_confirms_for_another_station_or_in_the_air(yard: Yard) -> None:
    sortie_id = accepted(yard)
    with pytest.raises(NotFoundError):
        pad.tick_check(yard, STRANGER, sortie_id, Check.PAD_CLEAR)
    yard.look_over(sortie_id)
    for step in (pad.preflight_ok, pad.launch):
        step(yard, PILOT, sortie_id)
    with pytest.raises(IllegalMoveError):
        pad.tick_check(yard, PILOT, sortie_id, Check.PAD_CLEAR)


@dataclass(frozen=True, slots=True)
class Blown:
    """The fake, carried away to the north by a gust."""

    north_m: float

    def keep_to(self, sorties: Collection[Sortie], *, now: datetime) -> None:
        """It steers nothing."""

    def launch(self, sortie: Sortie, *, now: datetime) -> None:
        """Nothing to arm."""

    def follow(self, sortie: Sortie, *, now: datetime) -> Report | None:
        report = FakeAutopilot().follow(sortie, now=now)
        if report is None or report.telemetry is None:
            return report
        place = report.telemetry.place
        away = LatLon(place.lat + self.north_m / 111_195.0, place.lon)
        return replace(report, telemetry=replace(report.telemetry, place=away))


def fly_on(yard: Yard, autopilot: Blown, seconds: int) -> None:
    for _ in range(seconds):
        yard.clock.advance(SECOND)
        tick(yard, autopilot)


def test_a_drone_that_strays_for_ten_seconds_is_noted_once_and_once_when_it_is_back(yard: Yard) -> None:
    sortie_id = yard.airborne()
    fly_on(yard, Blown(0.0), 30)
    fly_on(yard, Blown(80.0), 10)
    assert yard.sortie(sortie_id).strayed_at is not None
    with yard.db.read() as session:
        assert read_notes(session, sortie_id) == ()
    fly_on(yard, Blown(80.0), 10)
    [shown] = [value.data["watch"] for value in yard.live(desk(REGION)) if value.kind == "drone_position"]
    assert [alarm["code"] for alarm in shown["alarms"]] == ["off_route"]
    assert shown["across_m"] == pytest.approx(80.0, abs=8.0)
    fly_on(yard, Blown(0.0), 3)
    assert yard.sortie(sortie_id).strayed_at is None
    with yard.db.read() as session:
        assert [note.code for note in read_notes(session, sortie_id)] == ["off_route", "back_on_route"]
    told = [event.data["code"] for event in yard.told(pad_topic(REGION, SOUTH.id)) if event.kind == "flight_noted"]
    assert told == ["off_route", "back_on_route"]


def test_the_pad_is_told_how_long_its_drone_can_stay(yard: Yard) -> None:
    yard.airborne()
    fly_on(yard, Blown(0.0), 60)
    [far] = [value.data["watch"] for value in yard.live(pad_topic(REGION, SOUTH.id)) if value.data["watch"]]
    assert far["alarms"] == [] and far["across_m"] < 1.0
    assert 600.0 < far["stays_s"] < 3600.0
