"""The list before take-off: every check can be red, none is green by default, and nobody talks it green."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import between
from drones.certificates import Certificate, Grade
from drones.crossing import Crossing, crossings
from drones.lacks import Lack
from drones.model import Circle
from drones.policy import DropPolicy
from drones.preflight import (
    BEFORE_TAKE_OFF,
    Check,
    Facts,
    Finding,
    Judge,
    asked_of_person,
    check_all,
    look_below,
    not_green,
)
from drones.reasons import Code
from drones.sortie import Tick
from drones.states import SortieState
from drones.vehicle import VehicleState
from tests.drones.flights import GOOD, confirmed, sortie
from tests.drones.scene import AED_S, CALM, CITY_HALL, DRONE_S, HANSOL, JOCHIWON, NOW, P65B, PAPER, windy

SECOND = timedelta(seconds=1)
PAPERS = (Certificate("cert_1", "u-pilot1", "91-000001", Grade.SECOND, date(2027, 5, 1)),)
WORD = confirmed(kit=AED_S.id, pad_clear=None)
BY_HAND = confirmed(link=None, position=None, estimate=None, prearm=None, upload=None)
READY = Facts(
    sortie=sortie(ticks=WORD),
    drone=replace(DRONE_S, connected=True),
    kit=AED_S,
    weather=CALM,
    crossings=(Crossing(replace(P65B, authorised=(PAPER,)), PAPER),),
    certificates=PAPERS,
    notices=Tick(NOW, "이조종"),
    connected=True,
)


def look(facts: Facts, after: timedelta = timedelta(0)) -> dict[Check, Finding]:
    return {one.check: one for one in check_all(facts, now=NOW + after, policy=DropPolicy())}


def red(facts: Facts, after: timedelta = timedelta(0)) -> dict[Check, Lack | None]:
    return {one.check: one.lack for one in not_green(tuple(look(facts, after).values()))}


def of(vehicle: VehicleState | None = GOOD, **changes: Any) -> Facts:
    told = replace(vehicle, **changes) if vehicle is not None else None
    return replace(READY, sortie=replace(READY.sortie, vehicle=told))


def ticked(**values: str | None) -> Facts:
    return replace(READY, sortie=replace(READY.sortie, ticks=confirmed(**values)))


def doubted(lack: Lack) -> Facts:
    """What was read back from the vehicle counts no more."""
    return replace(READY, sortie=replace(READY.sortie, verified_at=None, vehicle=replace(GOOD, plan_lack=lack)))


def test_a_drone_that_is_ready_in_every_way_may_fly() -> None:
    assert red(READY) == {}
    assert look(READY)[Check.AIRSPACE].ref == P65B.name
    assert look(READY)[Check.PILOT].ref == "91-000001"


@pytest.mark.parametrize(
    ("facts", "check", "lack"),
    [
        (of(at=NOW - timedelta(seconds=1.1)), Check.LINK, Lack.LATE),
        (of(link_lost_since=NOW), Check.LINK, Lack.LATE),
        (of(fix=2), Check.POSITION, Lack.NO_FIX),
        (of(satellites=9), Check.POSITION, Lack.FEW_SATELLITES),
        (of(hdop=1.5), Check.POSITION, Lack.POOR_HDOP),
        (of(hdop=None), Check.POSITION, Lack.UNHEARD),
        (of(ekf_ok=False), Check.ESTIMATE, Lack.ESTIMATE_BAD),
        (of(prearm_ok=False), Check.PREARM, Lack.NOT_READY),
        (of(prearm_ok=None), Check.PREARM, Lack.UNHEARD),
        (of(battery_share=0.3), Check.BATTERY, Lack.CHARGE_LOW),
        (of(battery_share=None), Check.BATTERY, Lack.CHARGE_UNKNOWN),
        (doubted(Lack.PLAN_TOUCHED), Check.UPLOAD, Lack.PLAN_TOUCHED),
        (doubted(Lack.RETURN_HEIGHT), Check.UPLOAD, Lack.RETURN_HEIGHT),
        (replace(READY, sortie=replace(READY.sortie, verified_at=None)), Check.UPLOAD, Lack.NOT_VERIFIED),
        (replace(READY, weather=windy(14.0)), Check.WEATHER, Lack.WEATHER),
        (replace(READY, weather=None), Check.WEATHER, Lack.WEATHER),
        (replace(READY, crossings=(Crossing(P65B, None),)), Check.AIRSPACE, Lack.ZONE_CLOSED),
        (replace(READY, notices=None), Check.NOTICES, Lack.NOTICES_UNREAD),
        (replace(READY, notices=Tick(NOW - timedelta(hours=13), "x")), Check.NOTICES, Lack.NOTICES_OLD),
        (replace(READY, too_close=("dr-n1", 31.0)), Check.TRAFFIC, Lack.TOO_CLOSE),
        (replace(READY, certificates=()), Check.PILOT, Lack.NO_CERTIFICATE),
        (replace(READY, kit=replace(AED_S, expires_on=date(2026, 3, 1))), Check.KIT, Lack.KIT_EXPIRED),
        (ticked(kit="kit-n-aed", pad_clear=None), Check.KIT, Lack.OTHER_KIT),
        (ticked(pad_clear=None), Check.KIT, Lack.NOT_CONFIRMED),
        (ticked(kit=AED_S.id), Check.PAD_CLEAR, Lack.NOT_CONFIRMED),
    ],
)
def test_one_thing_wrong_is_one_check_that_is_not_green(facts: Facts, check: Check, lack: Lack) -> None:
    assert red(facts) == {check: lack}


def test_a_vendor_names_the_certificate_of_its_own_pilot() -> None:
    vendors = replace(READY, certificates=(), by_machine=True)
    assert red(vendors) == {Check.PILOT: Lack.NO_CERTIFICATE}
    unnamed = {**WORD, **confirmed(pilot=None)}
    assert red(replace(vendors, sortie=replace(READY.sortie, ticks=unnamed))) == {Check.PILOT: Lack.NO_CERTIFICATE}
    named = {**WORD, **confirmed(pilot="91-777777")}
    assert red(replace(vendors, sortie=replace(READY.sortie, ticks=named))) == {}


def test_a_low_zone_is_flown_over_and_not_come_down_in() -> None:
    low = replace(P65B, id="low", ceiling_m=20.0)
    beside = Circle(between(CITY_HALL, HANSOL, 0.5), 300.0)
    assert crossings(READY.sortie, (replace(low, shape=beside),), now=NOW, margin_m=96.0) == ()
    [shut] = crossings(READY.sortie, (replace(low, shape=Circle(HANSOL, 300.0)),), now=NOW, margin_m=96.0)
    assert not shut.open
    [opened] = crossings(READY.sortie, (replace(P65B, authorised=(PAPER,)),), now=NOW, margin_m=96.0)
    assert opened.paper == PAPER
    assert (
        crossings(READY.sortie, (replace(low, ceiling_m=None, shape=Circle(JOCHIWON, 300.0)),), now=NOW, margin_m=96.0)
        == ()
    )
    [early] = crossings(
        READY.sortie, (replace(P65B, authorised=(replace(PAPER, valid_from=NOW + SECOND),)),), now=NOW, margin_m=96.0
    )
    assert not early.open, "it begins before the paper does"


def test_the_weather_says_everything_that_is_wrong_with_it() -> None:
    stormy = replace(windy(14.0), gust_mps=18.0, visibility_m=800.0)
    reasons = look(replace(READY, weather=stormy))[Check.WEATHER].reasons
    assert {reason.code for reason in reasons} == {Code.WIND, Code.GUST, Code.VISIBILITY}


def test_a_label_read_in_small_letters_is_the_same_label() -> None:
    assert red(ticked(kit=f" {AED_S.id.upper()} ", pad_clear=None)) == {}


def test_a_pad_that_was_clear_is_looked_at_again() -> None:
    still_heard = replace(READY, sortie=replace(READY.sortie, vehicle=replace(GOOD, at=NOW + timedelta(seconds=121))))
    assert red(still_heard, timedelta(seconds=121)) == {Check.PAD_CLEAR: Lack.CONFIRMED_LONG_AGO}


def test_what_was_said_before_the_order_was_accepted_does_not_count() -> None:
    early = confirmed(at=NOW - timedelta(seconds=1), pad_clear=None) | confirmed(kit=AED_S.id)
    facts = replace(READY, sortie=replace(READY.sortie, ticks=early))
    assert red(facts) == {Check.PAD_CLEAR: Lack.NOT_CONFIRMED}


def test_a_vehicle_nobody_hears_is_green_in_nothing_it_would_have_to_say() -> None:
    facts = replace(of(None), drone=replace(DRONE_S, battery_share=None))
    assert red(facts) == {
        Check.LINK: Lack.UNHEARD,
        Check.POSITION: Lack.UNHEARD,
        Check.ESTIMATE: Lack.UNHEARD,
        Check.PREARM: Lack.UNHEARD,
        Check.BATTERY: Lack.CHARGE_UNKNOWN,
    }


def test_of_a_drone_without_a_link_the_pilot_confirms_what_the_controller_shows() -> None:
    facts = replace(of(None), connected=False)
    asked = asked_of_person(tuple(look(facts).values()))
    assert asked == (
        Check.LINK, Check.POSITION, Check.ESTIMATE, Check.PREARM, Check.UPLOAD, Check.KIT, Check.PAD_CLEAR,
    )  # fmt: skip
    assert set(red(facts)) == {Check.LINK, Check.POSITION, Check.ESTIMATE, Check.PREARM, Check.UPLOAD}
    assert red(replace(facts, sortie=replace(facts.sortie, ticks={**WORD, **BY_HAND}))) == {}


def test_a_person_cannot_talk_green_what_a_connected_vehicle_says() -> None:
    facts = of(prearm_ok=False)
    assert red(replace(facts, sortie=replace(facts.sortie, ticks={**WORD, **BY_HAND}))) == {
        Check.PREARM: Lack.NOT_READY
    }


@given(
    share=st.one_of(st.none(), st.floats(0.0, 1.0)),
    satellites=st.one_of(st.none(), st.integers(0, 30)),
    age_s=st.integers(0, 40),
    scanned=st.sampled_from([None, AED_S.id, "other"]),
    connected=st.booleans(),
)
def test_whatever_is_found_every_check_is_answered_once_and_red_says_why(
    share: float | None, satellites: int | None, age_s: int, scanned: str | None, connected: bool
) -> None:
    ticks = confirmed(kit=scanned) if scanned else {}
    vehicle = replace(GOOD, battery_share=share, satellites=satellites, at=NOW - timedelta(seconds=age_s))
    facts = replace(READY, connected=connected, sortie=replace(READY.sortie, vehicle=vehicle, ticks=ticks))
    found = check_all(facts, now=NOW, policy=DropPolicy())
    assert [one.check for one in found] == list(BEFORE_TAKE_OFF)
    assert all((one.ok is True) == (one.lack is None) for one in found)
    assert all(one.judge is not Judge.VEHICLE for one in found) or connected


@pytest.mark.parametrize(("seen_s", "ok"), [(None, None), (-1, None), (0, True), (90, True)])
def test_the_ground_is_clear_only_by_a_word_of_this_hold(seen_s: int | None, ok: bool | None) -> None:
    ticks = {} if seen_s is None else confirmed(at=NOW + timedelta(seconds=seen_s), below_clear=None)
    found = look_below(replace(READY.sortie, entered={SortieState.ON_STATION: NOW}, ticks=ticks))
    assert (found.ok, found.lack) == (ok, None if ok else Lack.NOT_CONFIRMED)


@pytest.mark.parametrize(("age_s", "ok"), [(0.6, True), (1.0, True), (1.1, False), (2.9, False)])
def test_a_link_is_good_that_was_heard_within_the_last_second(age_s: float, ok: bool) -> None:
    found = look(of(at=NOW - timedelta(seconds=age_s)))[Check.LINK]
    assert (found.ok, found.limit) == (ok, 1.0)


def test_one_that_is_reckoned_once_a_second_may_be_older() -> None:
    """A drone without a line, which flies for simulated calls in arithmetic alone."""
    reckoned = replace(of(at=NOW - timedelta(seconds=2)), drone=DRONE_S)
    assert look(reckoned)[Check.LINK].ok is True
