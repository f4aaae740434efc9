"""What own flights teach: the figures come out as they went in, and decide from then on."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.geo import LatLon
from drones.airframes import M350
from drones.calibrate import figure_lines, fit, flown
from drones.feasibility import Go, NoGo, assess_drop
from drones.figures import FEWEST, HOME, OUT, Figure, FlightFigures, launch_delay, spread_s, stretched
from drones.flight import Air, Profile, plan_flight
from drones.mission import Flight, Path, Phase
from drones.model import KitKind
from drones.policy import DropPolicy
from drones.reasons import Code
from drones.sortie import Sortie
from drones.states import SortieReason, SortieState
from drones.vehicle import VehicleState
from tests.drones.flights import on_record
from tests.drones.scene import CITY_HALL, DRONE_S, HANSOL, NOW, SLOW_AMBULANCE, squadron

S = SortieState
BATTERY_WH = 526.4


def plan(north_m: float = 3000.0) -> Flight:
    there = LatLon(CITY_HALL.lat + north_m / 111_195.0, CITY_HALL.lon)
    flight = plan_flight(M350, Path((CITY_HALL, there)), kit_mass_kg=1.5, wind=Air(0.0, 0.0), profile=Profile())
    assert flight is not None
    return flight


def sortie(
    flight: Flight,
    *,
    launch_s: float = 100.0,
    out: float = 1.0,
    over_s: float = 120.0,
    home: float = 1.0,
    power: float = 1.0,
    hand_s: float | None = 20.0,
    delay_s: float = 0.0,
) -> Sortie:
    """A sortie that went as planned: its legs `out` and `home` times as long as `flight` says, and so on."""
    up = NOW + timedelta(seconds=launch_s + delay_s)
    there = up + flight.to_target * out
    down = there + timedelta(seconds=over_s)
    back = down + timedelta(seconds=28)
    landed = back + flight.homeward * home
    used_wh = power * (out * wh(flight, OUT) + home * wh(flight, HOME) + mean_w(flight) * (over_s + 28.0) / 3600.0)
    return on_record(
        flight,
        battery_wh=BATTERY_WH,
        battery_share=0.95,
        state=S.CLOSED,
        entered={
            S.REQUESTED: NOW,
            S.AIRBORNE: up,
            S.ON_STATION: there,
            S.RELEASED: down - timedelta(seconds=3),
            S.RETURNING: back,
            S.LANDED: landed,
        },
        eta=down,
        operator="p",
        vehicle=VehicleState(landed, battery_share=0.95 - used_wh / BATTERY_WH),
        let_go_at=down,
        kit_in_hand_at=down + timedelta(seconds=hand_s) if hand_s is not None else None,
        delay=timedelta(seconds=delay_s),
    )


def wh(flight: Flight, phases: frozenset[Phase]) -> float:
    return sum(stage.energy_wh for stage in flight.stages if stage.phase in phases)


def mean_w(flight: Flight) -> float:
    over = frozenset(Phase) - OUT - HOME
    return wh(flight, over) * 3600.0 / flight.time_of(*over).total_seconds()


factors = st.floats(0.8, 1.4)


@given(factors, factors, st.floats(0.8, 1.3), st.floats(40, 300), st.floats(60, 240), st.floats(1000, 6000))
@settings(max_examples=40)
def test_what_every_flight_shows_comes_out_of_the_fit(
    out: float, home: float, power: float, launch_s: float, over_s: float, north_m: float
) -> None:
    one = sortie(plan(north_m), launch_s=launch_s, out=out, over_s=over_s, home=home, power=power, delay_s=30.0)
    found = fit([one] * FEWEST)
    assert found.flights == FEWEST
    wanted = {"launch_s": launch_s, "out": out, "over_s": over_s, "home": home, "power": power, "hand_s": 20.0}
    for name, value in wanted.items():
        figure: Figure = getattr(found, name)
        assert (figure.n, figure.mean) == (FEWEST, pytest.approx(value, rel=1e-3))
        assert figure.sd == pytest.approx(0.0, abs=1e-3)


@given(factors, factors, st.floats(0.9, 1.3))
@settings(max_examples=40)
def test_a_second_calibration_does_not_stretch_what_the_first_has_stretched(
    out: float, home: float, power: float
) -> None:
    first = fit([sortie(plan(), out=out, home=home, power=power)] * FEWEST)
    learnt = stretched(plan(), first)
    again = fit([sortie(learnt, over_s=120.0)] * FEWEST)  # it flies as the stretched plan says
    for name in ("out", "over_s", "home", "power"):
        assert getattr(again, name).mean == pytest.approx(getattr(first, name).mean, rel=2e-3)


def test_mean_and_spread_are_those_of_the_flights() -> None:
    flights = [sortie(plan(), launch_s=100.0 + 10.0 * (number % 2)) for number in range(40)]
    found = fit(flights).launch_s
    assert found is not None and (found.n, found.mean) == (40, 105.0)
    assert found.sd == pytest.approx(5.0637, abs=1e-4)


def test_nineteen_flights_teach_nothing() -> None:
    found = fit([sortie(plan())] * (FEWEST - 1))
    assert found == FlightFigures(FEWEST - 1)
    assert stretched(plan(), found).stages == plan().stages
    assert list(figure_lines(found))[-1].endswith("fewer than 20")


@pytest.mark.parametrize("end", [S.ABORTED, S.DIVERTED, S.FAILED])
def test_a_flight_that_went_astray_teaches_nothing(end: SortieState) -> None:
    good = sortie(plan())
    assert flown(good) is not None
    assert flown(replace(good, entered={**good.entered, end: NOW})) is None


def test_a_kit_that_came_home_and_a_flight_that_was_paused_teach_nothing() -> None:
    kept = replace(sortie(plan()), let_go_at=None, kit_in_hand_at=None)
    for entered in (kept.entered, {state: at for state, at in kept.entered.items() if state is not S.RELEASED}):
        assert flown(replace(kept, entered=entered, reason=SortieReason.NO_ANSWER)) is None
    assert flown(sortie(plan(), out=2.1)) is None


def test_a_long_wait_over_the_target_is_not_a_weak_battery() -> None:
    patient = flown(sortie(plan(), over_s=400.0))
    assert patient is not None and patient.power == pytest.approx(1.0, abs=1e-6)


def test_a_battery_that_tells_nothing_teaches_time_only() -> None:
    silent = replace(sortie(plan()), vehicle=None)
    measured = flown(silent)
    assert measured is not None and measured.power is None
    found = fit([silent] * FEWEST)
    assert found.power is None and found.out is not None


SLOW = FlightFigures(
    flights=40,
    launch_s=Figure(40, 200.0, 70.0),
    out=Figure(40, 1.2, 0.12),
    over_s=Figure(40, 118.0, 20.0),
    home=Figure(40, 1.1, 0.1),
    power=Figure(40, 1.05, 0.05),
    number=3,
)


def decided(figures: FlightFigures | None, north_m: float = 0.0) -> Go | NoGo:
    return assess_drop(
        replace(squadron(drones=(DRONE_S,)), figures=figures),
        target=LatLon(HANSOL.lat + north_m / 111_195.0, HANSOL.lon),
        kit=KitKind.AED,
        ambulance=SLOW_AMBULANCE,
        now=NOW,
        policy=DropPolicy(),
    )


def test_the_decision_is_made_by_what_flights_have_taught() -> None:
    before, after = decided(None), decided(SLOW)
    assert isinstance(before, Go) and isinstance(after, Go)
    assert after.launch_delay == timedelta(seconds=200)
    expected = timedelta(seconds=200 + 118) + before.flight.to_target * 1.2
    assert after.arrival.mean.total_seconds() == pytest.approx(expected.total_seconds(), abs=1e-3)
    assert after.arrival.sd.total_seconds() == pytest.approx(
        (70.0**2 + (0.1 * after.flight.to_target.total_seconds()) ** 2 + 20.0**2) ** 0.5, rel=1e-6
    )
    assert before.p_first is not None and after.p_first is not None and after.p_first < before.p_first
    assert after.energy.flight_wh > before.energy.flight_wh
    assert after.flight.factors.power == pytest.approx(1.05 + 1.2816 * 0.05, abs=1e-4)


def test_a_fleet_that_needs_more_power_does_not_go_as_far() -> None:
    hungry = FlightFigures(flights=20, power=Figure(20, 1.5, 0.0))
    assert isinstance(decided(None, north_m=11_000.0), Go)
    answer = decided(hungry, north_m=11_000.0)
    assert isinstance(answer, NoGo) and [reason.code for reason in answer.reasons] == [Code.OUT_OF_RANGE]


def test_without_figures_policy_and_formulas_stand() -> None:
    policy = timedelta(seconds=120)
    for none in (None, FlightFigures(3)):
        assert launch_delay(none, policy=policy) == policy
        spread = spread_s(plan(), none, launch_sd=timedelta(seconds=40), leg_spread=0.025)
        assert spread == pytest.approx((40.0**2 + (0.025 * plan().to_target.total_seconds()) ** 2) ** 0.5)


def test_a_kit_that_is_always_down_at_once_is_lowered_all_the_same() -> None:
    quick = replace(SLOW, over_s=Figure(40, 20.0, 1.0))
    flight = stretched(plan(), quick)
    assert flight.time_of(Phase.AREA_CHECK) == timedelta(0)
    assert flight.time_of(Phase.LOWER) == plan().time_of(Phase.LOWER)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_kit_is_not_in_hand_before_it_is_down() -> None:
    odd = replace(sortie(plan()), kit_in_hand_at=at(0.0))
    measured = flown(odd)
    assert measured is not None and measured.hand_s is None
