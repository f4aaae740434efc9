"""Where drone stations should stand: the grid, the times, greedy against exact against a second solver."""

import itertools
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from chassis.geo import EARTH_RADIUS_M, LatLon, distance_m
from drones.airframes import M350
from drones.flight import air, plan_flight
from drones.mission import Path
from drones.siting.choose import choose, in_order, worth
from drones.siting.exact import best_sites
from drones.siting.grid import Cell, Floats, lay_grid
from drones.siting.plot import drawn
from drones.siting.reach import Carrier, in_the_way, kit_seconds
from drones.siting.report import Aim, Ground, Site, report_lines, weigh
from tests.drones.scene import CITY_HALL, HANSOL, JOCHIWON

lats, lons, weights = st.floats(36.4, 36.7), st.floats(127.1, 127.4), st.floats(0.1, 50.0)
parts = st.lists(st.tuples(st.builds(LatLon, lats, lons), weights), min_size=1, max_size=12)
STEP = np.degrees(1.0 / EARTH_RADIUS_M)  # degrees of latitude a metre


def beside(place: LatLon, north_m: float, east_m: float) -> LatLon:
    return LatLon(place.lat + north_m * STEP, place.lon + east_m * STEP / np.cos(np.radians(place.lat)))


@given(parts, st.sampled_from([300.0, 500.0, 1000.0]))
@settings(max_examples=40, deadline=None)
def test_no_call_is_lost_or_invented_on_the_grid(told: list[tuple[LatLon, float]], side_m: float) -> None:
    cells = lay_grid(told, side_m=side_m)
    assert sum(cell.weight for cell in cells) == pytest.approx(sum(weight for _, weight in told))
    for cell in cells:
        assert min(distance_m(cell.place, place) for place, _ in told) < 1500.0 + side_m
    assert len({cell.place for cell in cells}) == len(cells)


def test_a_part_in_the_shadow_of_another_keeps_its_calls() -> None:
    twin = beside(CITY_HALL, 1.0, 1.0)
    assert sum(cell.weight for cell in lay_grid([(CITY_HALL, 3.0), (twin, 4.0), (twin, 5.0)])) == pytest.approx(12.0)
    assert lay_grid([]) == ()
    with pytest.raises(ValueError, match="squares"):
        lay_grid([(CITY_HALL, 1.0), (LatLon(-36.0, 10.0), 1.0)])


@given(
    north_m=st.floats(-9000, 9000),
    east_m=st.floats(-9000, 9000),
    wind_mps=st.floats(0, 10),
    wind_from=st.floats(0, 360),
)
def test_the_table_of_a_city_says_what_the_plan_of_one_flight_says(
    north_m: float, east_m: float, wind_mps: float, wind_from: float
) -> None:
    moving, there = air(wind_mps=wind_mps, wind_from_deg=wind_from), beside(CITY_HALL, north_m, east_m)
    carrier = Carrier(wind=moving)
    flight = plan_flight(M350, Path((CITY_HALL, there)), kit_mass_kg=1.5, wind=moving, profile=carrier.profile)
    assert flight is not None
    took_s = float(kit_seconds([CITY_HALL], [there], carrier)[0, 0])
    wanted_s = (carrier.launch + flight.kit_down).total_seconds()
    if np.isfinite(took_s):
        assert took_s == pytest.approx(wanted_s, rel=0.01)
    else:
        assert flight.energy_wh > 300.0  # only what is far in this wind is out of reach


@pytest.mark.parametrize(("wind_mps", "radius_m"), [(0.0, 13_400.0), (5.0, 11_600.0), (10.0, 9_300.0)])
def test_out_of_reach_begins_at_the_known_radius(wind_mps: float, radius_m: float) -> None:
    carrier = Carrier(wind=air(wind_mps=wind_mps, wind_from_deg=0.0))
    near, far = (beside(CITY_HALL, metres, 0.0) for metres in (radius_m - 60, radius_m + 60))
    assert np.isfinite(kit_seconds([CITY_HALL], [near, far], carrier)).tolist() == [[True, False]]


def test_nothing_is_reached_against_a_storm_and_a_kit_at_the_door_takes_the_drop_alone() -> None:
    storm = Carrier(wind=air(wind_mps=30.0, wind_from_deg=0.0))
    assert not np.isfinite(kit_seconds([CITY_HALL], [HANSOL], storm)).any()
    at_once = replace(Carrier(), launch=timedelta(0))
    assert kit_seconds([CITY_HALL], [CITY_HALL], at_once)[0, 0] == pytest.approx(12.0 + 7.5 + 60.0 + 28.0)


def test_what_lies_behind_a_closed_zone_is_out_of_the_way() -> None:
    wall = [beside(CITY_HALL, 5000.0, east) for east in (-3000.0, 3000.0)]
    wall += [beside(CITY_HALL, 5500.0, east) for east in (3000.0, -3000.0)]
    met = in_the_way([CITY_HALL, JOCHIWON], [JOCHIWON, HANSOL], [wall], margin_m=56.0)
    assert met.tolist() == [[True, False], [False, True]]
    grazing = beside(CITY_HALL, 4970.0, 0.0)
    assert in_the_way([CITY_HALL], [grazing], [wall], margin_m=56.0).all()
    assert not in_the_way([CITY_HALL], [grazing], [wall], margin_m=0.0).any()


def case(seed: int, sites: int, places: int) -> tuple[Floats, Floats]:
    chance = np.random.default_rng(seed)
    gains = np.maximum(chance.normal(0.0, 100.0, (sites, places)), 0.0)
    return gains, chance.random(places)


def by_hand(gains: Floats, weights: Floats, count: int) -> float:
    return max(worth(gains, weights, taken) for taken in itertools.combinations(range(len(gains)), count))


def second_opinion(gains: Floats, weights: Floats, count: int) -> float:
    """The same problem put to scipy in its weak form: y ≤ x summed over the places of a site."""
    n, m = gains.shape
    sizes = np.zeros((n, n + n * m))
    pairs = np.zeros((m, n + n * m))
    for site in range(n):
        sizes[site, site] = -m
        sizes[site, n + site * m : n + (site + 1) * m] = 1.0
    for place in range(m):
        pairs[place, n + place :: m] = 1.0
    number = np.concatenate([np.ones(n), np.zeros(n * m)])[None, :]
    costs = -np.concatenate([np.zeros(n), (gains * weights).ravel()])
    limits = [LinearConstraint(sizes, -np.inf, 0), LinearConstraint(pairs, 0, 1), LinearConstraint(number, 0, count)]
    found = milp(costs, constraints=limits, integrality=np.ones(n + n * m), bounds=Bounds(0, 1))
    assert found.success
    return float(-found.fun)


@given(st.integers(0, 10_000), st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_the_exact_choice_is_that_of_every_combination_and_of_a_second_solver(seed: int, count: int) -> None:
    gains, weights = case(seed, 7, 9)
    best = best_sites(gains, weights, count)
    assert best is not None and best.proven
    assert best.worth == pytest.approx(by_hand(gains, weights, count))
    assert best.worth == pytest.approx(second_opinion(gains, weights, count))
    assert best.worth == pytest.approx(worth(gains, weights, best.sites))


@given(st.integers(0, 10_000), st.integers(1, 5), st.booleans())
@settings(max_examples=60, deadline=None)
def test_greedy_with_exchanges_keeps_its_guarantee_and_never_beats_the_optimum(
    seed: int, count: int, cover: bool
) -> None:
    gains, weights = case(seed, 9, 30)
    gains = (gains > 60.0).astype(float) if cover else gains
    best = best_sites(gains, weights, count)
    quick = worth(gains, weights, choose(gains, weights, count))
    assert best is not None
    assert 0.632 * best.worth <= quick <= best.worth + 1e-6


@given(st.integers(0, 10_000), st.integers(0, 6))
def test_stations_that_stand_stay_and_come_first(seed: int, stands: int) -> None:
    gains, weights = case(seed, 7, 12)
    taken = choose(gains, weights, 3, keep=(stands,))
    best = best_sites(gains, weights, 3, keep=(stands,))
    assert best is not None and taken[0] == best.sites[0] == stands
    assert best.worth >= worth(gains, weights, taken) - 1e-6
    assert len(set(taken)) == len(taken)


def test_what_adds_nothing_is_not_taken() -> None:
    gains = np.array([[5.0, 0.0], [5.0, 0.0], [0.0, 1.0]])
    assert choose(gains, np.ones(2), 3) == (0, 2)
    assert in_order(gains, np.ones(2), [0, 1, 2]) == (0, 2)
    best = best_sites(gains, np.ones(2), 3)
    assert best is not None and len(best.sites) == 2


def city(*, kept: bool = False) -> Ground:
    """Three sites and a row of five squares; the ambulance stands at the far end."""
    sites = tuple(Site(f"s{n}", f"Roof <{n}>", beside(CITY_HALL, 0, 3000 * n), kept=kept and n == 2) for n in range(3))
    cells = tuple(Cell(beside(CITY_HALL, 0, 1500 * n), 1.0 + n % 2) for n in range(5))
    kit_s = kit_seconds([site.place for site in sites], [cell.place for cell in cells], Carrier())
    return Ground(sites, cells, kit_s, np.array([900.0, 700.0, 500.0, 300.0, np.inf]), within_s=300.0)


def exactly(gains: Floats, weights: Floats, count: int) -> tuple[tuple[int, ...], float, float] | None:
    best = best_sites(gains, weights, count)
    return (best.sites, best.worth, best.bound) if best is not None else None


def test_the_report_grows_with_the_stations_and_says_what_is_proven() -> None:
    ground = city()
    for aim in Aim:
        lines = weigh(ground, aim, 3, solve=exactly)
        assert all(a.worth <= b.worth for a, b in itertools.pairwise(lines)) and all(line.proven for line in lines)
        assert list(report_lines(ground, aim, lines))[-1] == "every choice is proven the best"
    assert not any(line.proven for line in weigh(ground, Aim.BENEFIT, 3))
    covered = weigh(ground, Aim.COVERAGE, 1)[0]
    assert covered.within == pytest.approx(covered.worth)


def test_an_ambulance_that_never_comes_counts_as_an_hour() -> None:
    gains = city().gains(Aim.BENEFIT)
    assert np.isfinite(gains).all() and gains[2, 4] == pytest.approx(3600.0 - 227.5)


def test_the_plot_draws_every_square_and_numbers_every_station() -> None:
    ground = city(kept=True)
    lines = weigh(ground, Aim.BENEFIT, 3, solve=exactly)
    picture = ET.fromstring(drawn(ground, Aim.BENEFIT, lines, title="Sejong & <its> roofs"))
    tag = "{http://www.w3.org/2000/svg}"
    texts = [one.text for one in picture.iter(f"{tag}text")]
    assert len(list(picture.iter(f"{tag}rect"))) == len(ground.cells) + 6  # and the key
    assert {"1", "2", "3", "Sejong & <its> roofs", "no kit comes"} <= set(texts)
