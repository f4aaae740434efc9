"""When it is worth calling a drone home."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drones.feasibility import Go, assess_drop
from drones.figures import Figure, FlightFigures
from drones.model import KitKind
from drones.policy import DropPolicy
from drones.race import Arrival
from drones.recall import BEFORE_DROP, RecallReason, advise_recall, kit_arrival
from drones.sortie import Sortie
from drones.states import SortieState
from tests.drones.flights import on_record
from tests.drones.scene import HANSOL, NOW, SLOW_AMBULANCE, SOUTH, squadron

POLICY = DropPolicy()
MINUTE = timedelta(minutes=1)


def sortie(*, kit_in: timedelta = 4 * MINUTE, state: SortieState = SortieState.AIRBORNE) -> Sortie:
    go = assess_drop(squadron(), target=HANSOL, kit=KitKind.AED, ambulance=SLOW_AMBULANCE, now=NOW, policy=POLICY)
    assert isinstance(go, Go)
    told = {"station_id": SOUTH.id, "drone_id": go.drone_id, "kit_id": go.kit_id, "kit": go.kit}
    return on_record(go.flight, state=state, eta=NOW + kit_in, battery_wh=500.0, **told)


def ambulance(minutes: float, sd_s: float = 30.0) -> Arrival:
    return Arrival(timedelta(minutes=minutes), timedelta(seconds=sd_s))


def test_a_crew_on_scene_or_far_ahead_is_told_and_one_behind_is_not() -> None:
    flying = sortie()
    there = advise_recall(flying, ambulance=None, on_scene=True, now=NOW, policy=POLICY)
    assert there is not None and (there.reason, there.p_first) == (RecallReason.ON_SCENE, 0.0)
    ahead = advise_recall(flying, ambulance=ambulance(2), on_scene=False, now=NOW, policy=POLICY)
    assert ahead is not None and ahead.reason is RecallReason.AHEAD
    assert (ahead.kit_down, ahead.ambulance) == (4 * MINUTE, 2 * MINUTE)
    assert advise_recall(flying, ambulance=ambulance(5), on_scene=False, now=NOW, policy=POLICY) is None


def test_where_nobody_knows_of_an_ambulance_nothing_is_advised() -> None:
    assert advise_recall(sortie(), ambulance=None, on_scene=False, now=NOW, policy=POLICY) is None


def test_what_was_advised_stands_until_the_kit_is_likely_enough_to_have_been_sent() -> None:
    """Between a tenth and three tenths it neither comes nor goes."""
    flying, near_even = sortie(), ambulance(4 - 0.45)
    ask = {"ambulance": near_even, "on_scene": False, "now": NOW, "policy": POLICY}
    assert advise_recall(flying, **ask) is None
    standing = advise_recall(flying, **ask, standing=True)
    assert standing is not None and 0.10 < standing.p_first < 0.30


@pytest.mark.parametrize("state", sorted(set(SortieState) - BEFORE_DROP))
def test_once_the_kit_is_on_the_line_it_is_not_called_back(state: SortieState) -> None:
    assert advise_recall(sortie(state=state), ambulance=None, on_scene=True, now=NOW, policy=POLICY) is None


def test_a_kit_that_helps_whoever_is_there_is_not_called_back() -> None:
    five_kits = replace(sortie(), kit=KitKind.MULTI_CASUALTY)
    assert advise_recall(five_kits, ambulance=None, on_scene=True, now=NOW, policy=POLICY) is None


def test_on_the_pad_the_launch_is_the_greater_doubt() -> None:
    """The same lead of the ambulance says more of a drone that flies than of one that may launch at once."""
    ask = {"ambulance": ambulance(3.1, 5), "on_scene": False, "now": NOW, "policy": POLICY}
    assert advise_recall(sortie(), **ask) is not None
    assert advise_recall(sortie(state=SortieState.REQUESTED), **ask) is not None
    closer = ask | {"ambulance": ambulance(3.4, 5)}
    assert advise_recall(sortie(), **closer) is not None
    assert advise_recall(sortie(state=SortieState.REQUESTED), **closer) is None


LEARNT = FlightFigures(40, launch_s=Figure(40, 90.0, 10.0), out=Figure(40, 1.2, 0.24), over_s=Figure(40, 60.0, 30.0))


@pytest.mark.parametrize("figures", [None, LEARNT])
def test_an_order_on_the_pad_is_as_uncertain_as_its_decision_said(figures: FlightFigures | None) -> None:
    """By the policy, or by own flights where they have taught it."""
    known = replace(squadron(), figures=figures)
    go = assess_drop(known, target=HANSOL, kit=KitKind.AED, ambulance=SLOW_AMBULANCE, now=NOW, policy=POLICY)
    assert isinstance(go, Go)
    ordered = replace(sortie(kit_in=go.arrival.mean, state=SortieState.REQUESTED), flight=go.flight)
    assert kit_arrival(ordered, now=NOW, policy=POLICY, figures=figures) == go.arrival
    flying = replace(ordered, state=SortieState.AIRBORNE)
    launch_s = go.arrival.sd.total_seconds() ** 2 - kit_sd(flying, figures) ** 2
    assert launch_s**0.5 == pytest.approx(10.0 if figures else POLICY.launch_sd.total_seconds())


def kit_sd(flying: Sortie, figures: FlightFigures | None) -> float:
    return kit_arrival(flying, now=NOW, policy=POLICY, figures=figures).sd.total_seconds()


def test_over_the_target_only_the_time_there_is_in_doubt() -> None:
    there = sortie(kit_in=timedelta(0), state=SortieState.ON_STATION)
    assert (kit_sd(there, None), kit_sd(there, LEARNT)) == (0.0, 30.0)


def test_what_own_flights_have_taught_of_doubt_holds_advice_back() -> None:
    """A kit that is well behind is hopeless where flights keep to their time, and not where they never have."""
    ask = {"ambulance": ambulance(3.3), "on_scene": False, "now": NOW, "policy": POLICY}
    never = replace(LEARNT, over_s=Figure(40, 60.0, 120.0))
    assert advise_recall(sortie(), **ask) is not None
    assert advise_recall(sortie(), **ask, figures=never) is None


@given(st.floats(0, 20), st.floats(0, 20), st.floats(0, 10), st.booleans())
def test_a_later_ambulance_never_brings_advice(kit: float, first: float, later: float, standing: bool) -> None:
    flying = sortie(kit_in=timedelta(minutes=kit))
    ask = {"on_scene": False, "now": NOW, "policy": POLICY, "standing": standing}
    if advise_recall(flying, ambulance=ambulance(first), **ask) is None:
        assert advise_recall(flying, ambulance=ambulance(first + later), **ask) is None
