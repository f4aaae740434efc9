"""A closed zone in the way of a drone, and what to do about it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.geo import LatLon, between, distance_m
from drones.airframes import M350
from drones.airspace.ahead import ZoneAdvice, zones_ahead
from drones.crossing import crossings
from drones.feasibility import Go, assess_drop
from drones.missionplan import compose
from drones.model import Circle, KitKind, Restriction, Zone
from drones.policy import DropPolicy
from drones.sortie import Sortie
from drones.states import SortieState
from drones.vehicle import Mode, VehicleState
from drones.windows import Window
from tests.drones.flights import on_record
from tests.drones.scene import CITY_HALL, HANSOL, NOW, P65B, PAPER, SLOW_AMBULANCE, SOUTH, squadron

S, A = SortieState, ZoneAdvice
KEEPS = DropPolicy().way.clearance(M350)
MINUTE = timedelta(minutes=1)


def fly(*zones: Zone) -> Sortie | None:
    go = assess_drop(
        squadron(zones=zones), target=HANSOL, kit=KitKind.AED, ambulance=SLOW_AMBULANCE, now=NOW, policy=DropPolicy()
    )
    if not isinstance(go, Go):
        return None
    told = {"station_id": SOUTH.id, "drone_id": go.drone_id, "kit_id": go.kit_id, "kit": go.kit}
    return on_record(go.flight, state=S.AIRBORNE, eta=NOW + 4 * MINUTE, battery_wh=500.0, **told)


def from_the_south() -> Sortie:
    """City Hall to Hansol, 3.2 km straight to the west."""
    sortie = fly()
    assert sortie is not None and sortie.flight.start == CITY_HALL
    return sortie


def zone(share: float, radius_m: float = 200.0, **more: object) -> Zone:
    """A new one round a point of the way."""
    shape = Circle(between(CITY_HALL, HANSOL, share), radius_m)
    return replace(P65B, id="NEW", restriction=Restriction.PROHIBITED, shape=shape, **more)  # type: ignore[arg-type]


def told(state: SortieState, at: float | None, *zones: Zone) -> list[tuple[str, ZoneAdvice]]:
    place = None if at is None else between(CITY_HALL, HANSOL, at)
    sortie = replace(from_the_south(), state=state)
    return [(one.zone.id, one.advice) for one in zones_ahead(sortie, place, zones, now=NOW, keeps=KEEPS)]


@pytest.mark.parametrize(
    ("state", "at", "share", "advice"),
    [
        (S.PREFLIGHT_OK, None, 0.5, A.STAY),
        (S.LAUNCHING, 0.0, 0.0, A.STAY),
        (S.AIRBORNE, 0.3, 0.6, A.RETURN),
        (S.AIRBORNE, 0.3, 1.0, A.RETURN),  # round the target
        (S.AIRBORNE, 0.6, 0.3, A.DIVERT),  # behind it, where it has to come back
        (S.AIRBORNE, 0.6, 0.6, A.LEAVE),
        (S.AIRBORNE, None, 0.6, A.RETURN),  # not heard yet: all of the way is before it
        (S.LOWERING, 1.0, 0.5, A.DIVERT),
        (S.RETURNING, 0.5, 0.2, A.DIVERT),
        (S.RETURNING, 0.5, 0.9, None),  # passed
        (S.ABORTED, 0.5, 0.2, A.DIVERT),
        (S.DIVERTED, 0.5, 0.2, None),  # it lands somewhere else
        (S.DIVERTED, 0.5, 0.5, A.LEAVE),
        (S.LANDED, 0.0, 0.0, None),
    ],
)
def test_what_to_do_follows_from_where_it_is_and_where_it_must_go(
    state: SortieState, at: float | None, share: float, advice: ZoneAdvice | None
) -> None:
    assert told(state, at, zone(share)) == ([] if advice is None else [("NEW", advice)])


def round_a_zone() -> tuple[Sortie, Zone]:
    """A flight whose way bends to the south of a zone in the middle."""
    middle = between(CITY_HALL, HANSOL, 0.5)
    known = replace(zone(0.5), shape=Circle(LatLon(middle.lat + 100.0 / 111_195.0, middle.lon), 300.0))
    sortie = fly(known)
    assert sortie is not None and len(sortie.flight.outbound) > 1
    return replace(sortie, plan=compose(sortie.flight, cruise_mps=18.0)), known


@pytest.mark.parametrize(
    ("mode", "item", "advice"),
    [
        (None, None, None),  # nobody told how it flies: its mission's own way home
        (Mode.AUTO, -2, None),  # on the way out yet, and about to be sent back the way it came
        (Mode.AUTO, 2, None),  # on its mission's way home
        (Mode.RTL, -2, A.DIVERT),  # a return to launch knows no corners
        (Mode.GUIDED, -2, A.DIVERT),  # and is what the link commands in any other mode
    ],
)
def test_what_breaks_off_behind_a_bend_goes_home_as_the_link_sends_it(
    mode: Mode | None, item: int | None, advice: ZoneAdvice | None
) -> None:
    """`item` is counted from the hold."""
    sortie, known = round_a_zone()
    assert sortie.plan is not None
    beyond, end = sortie.flight.way.points[-2:]
    here = between(beyond, end, 0.9)
    said = VehicleState(NOW, mode=mode, place=here, mission_item=None if item is None else sortie.plan.hold + item)
    called = replace(sortie, state=S.ABORTED, vehicle=said)
    ahead = zones_ahead(called, here, (known,), now=NOW, keeps=KEEPS)
    assert [one.advice for one in ahead] == ([] if advice is None else [advice])


def test_only_what_is_closed_to_this_flight_is_in_the_way() -> None:
    beside = Circle(LatLon(36.50, 127.27), 500.0)
    for harmless in (
        zone(0.6, authorised=(PAPER,)),
        zone(0.6, floor_m=300.0),
        zone(0.6, applies=(Window(begin=NOW + timedelta(hours=2)),)),
        replace(zone(0.6), shape=beside),
        replace(zone(0.6), restriction=Restriction.NO_RESTRICTION),
    ):
        assert told(S.AIRBORNE, 0.3, harmless) == []
    assert told(S.AIRBORNE, 0.3, zone(0.6, applies=(Window(begin=NOW + 5 * MINUTE),))) == [("NEW", A.RETURN)]


def test_a_low_zone_counts_only_where_the_drone_comes_down() -> None:
    low = {"ceiling_m": 30.0}
    assert told(S.AIRBORNE, 0.3, zone(0.6, **low)) == []
    assert told(S.AIRBORNE, 0.3, zone(1.0, **low)) == [("NEW", A.RETURN)]
    assert told(S.RETURNING, 0.3, zone(0.0, **low)) == [("NEW", A.DIVERT)]


def test_the_first_to_be_met_comes_first_and_says_when() -> None:
    near, far = replace(zone(0.6), id="NEAR"), replace(zone(0.9), id="FAR")
    sortie = from_the_south()
    ahead = zones_ahead(sortie, between(CITY_HALL, HANSOL, 0.3), (far, near), now=NOW, keeps=KEEPS)
    assert [one.zone.id for one in ahead] == ["NEAR", "FAR"]
    way_m = 0.3 * distance_m(CITY_HALL, HANSOL) - 200.0 - KEEPS.planned_m
    speed = distance_m(CITY_HALL, HANSOL) / sum(stage.duration.total_seconds() for stage in sortie.flight.outbound)
    assert ahead[0].enters_at is not None
    assert (ahead[0].enters_at - NOW).total_seconds() == pytest.approx(way_m / speed, rel=0.02)


@settings(deadline=None, max_examples=40)
@given(st.floats(0.15, 0.85), st.floats(-800.0, 800.0), st.floats(100.0, 600.0))
def test_a_way_that_was_planned_round_a_zone_has_none_ahead(share: float, north_m: float, radius_m: float) -> None:
    middle = between(CITY_HALL, HANSOL, share)
    known = replace(zone(share), shape=Circle(LatLon(middle.lat + north_m / 111_195.0, middle.lon), radius_m))
    sortie = fly(known)
    if sortie is not None:
        assert zones_ahead(sortie, None, (known,), now=NOW, keeps=KEEPS) == ()


MOMENTS = st.one_of(st.none(), st.floats(-5.0, 40.0))


@settings(deadline=None, max_examples=150)
@given(
    share=st.floats(0.0, 1.0),
    north_m=st.floats(-700.0, 700.0),
    begins=MOMENTS,
    paper=MOMENTS,
    delay_s=st.integers(0, 120),
    flown=st.floats(0.0, 1.0),
    beside_m=st.floats(-14.0, 14.0),
)
def test_the_list_before_take_off_and_the_alarm_never_disagree(
    share: float, north_m: float, begins: float | None, paper: float | None, delay_s: int, flown: float, beside_m: float
) -> None:
    middle = between(CITY_HALL, HANSOL, share)
    drawn = replace(zone(share), shape=Circle(LatLon(middle.lat + north_m / 111_195.0, middle.lon), 300.0))
    if begins is not None:
        drawn = replace(drawn, applies=(Window(begin=NOW + begins * MINUTE),))
    if paper is not None:
        drawn = replace(drawn, authorised=(replace(PAPER, valid_until=NOW + paper * MINUTE),))
    sortie = replace(from_the_south(), state=S.PREFLIGHT_OK, delay=timedelta(seconds=delay_s))
    listed = [one.zone for one in crossings(sortie, (drawn,), now=NOW, margin_m=KEEPS.planned_m) if not one.open]
    assert [one.zone for one in zones_ahead(sortie, None, (drawn,), now=NOW, keeps=KEEPS)] == listed
    if listed:
        return
    on = between(CITY_HALL, HANSOL, flown)
    strayed = LatLon(on.lat + beside_m / 111_195.0, on.lon)
    up = replace(sortie, state=S.AIRBORNE, entered={S.LAUNCHING: NOW, S.AIRBORNE: NOW + MINUTE})
    now = NOW + flown * sortie.flight.to_target
    assert zones_ahead(up, strayed, (drawn,), now=now, keeps=KEEPS) == (), "what the list let go is no alarm"


def entry(sortie: Sortie, at: float, heard: timedelta = timedelta(0), **said: object) -> float | None:
    """Seconds until the zone at 0.6 of the way is entered, from what the vehicle said `heard` before now."""
    vehicle = VehicleState(NOW - heard, **said)  # type: ignore[arg-type]
    place = between(CITY_HALL, HANSOL, at)
    (ahead,) = zones_ahead(replace(sortie, vehicle=vehicle), place, [zone(0.6)], now=NOW, keeps=KEEPS)
    return (ahead.enters_at - NOW).total_seconds() if ahead.enters_at is not None else None


def test_when_it_is_entered_follows_from_where_the_drone_is_and_how_fast_it_flies() -> None:
    sortie = from_the_south()
    way_m = distance_m(CITY_HALL, HANSOL) * 0.3 - 200.0 - KEEPS.planned_m
    assert entry(sortie, 0.3, ground_speed_mps=12.0) == pytest.approx(way_m / 12.0, abs=1.0)
    heard = entry(sortie, 0.3, heard=MINUTE / 3, ground_speed_mps=12.0)
    assert heard == pytest.approx(way_m / 12.0 - 20.0, abs=1.0)
    at_corner = entry(sortie, 0.3, ground_speed_mps=2.0)
    assert at_corner == entry(sortie, 0.3) != pytest.approx(way_m / 2.0, abs=60.0)


def test_when_a_drone_that_waits_enters_is_unknown() -> None:
    sortie = from_the_south()
    assert entry(replace(sortie, paused_at=NOW), 0.3, ground_speed_mps=0.2) is None
    assert entry(replace(sortie, state=S.PREFLIGHT_OK), 0.0, ground_speed_mps=0.0) is None


@given(at=st.floats(0.0, 0.4))
def test_a_zone_on_the_way_out_is_never_met_on_the_way_back_first(at: float) -> None:
    sortie, way_m = from_the_south(), distance_m(CITY_HALL, HANSOL)
    met_m = (0.6 - at) * way_m - 200.0 - KEEPS.planned_m
    assert entry(sortie, at, ground_speed_mps=15.0) == pytest.approx(met_m / 15.0, abs=1.0)
