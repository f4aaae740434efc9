"""How far a kit is: whatever pilots, vehicles and time do, in any order the states allow."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from drones.kitstage import NEAR, KitStage, flew, stage_of
from drones.sortie import Sortie
from drones.states import SORTIE, SortieAction, SortieState
from tests.drones.test_autopilot import sortie

ORDER = list(KitStage)
ORDERED = sortie((SortieState.REQUESTED, timedelta(0)), state=SortieState.REQUESTED)


def standing(state: SortieState) -> Sortie:
    return replace(ORDERED, state=state, entered={**ORDERED.entered, state: ORDERED.eta})


def walk(choices: list[int]) -> list[Sortie]:
    """The order after each step of a way through its states; `choices` says which way."""
    seen = [ORDERED]
    for choice in choices:
        allowed = sorted(SORTIE.allowed(seen[-1].state))
        if not allowed:
            break
        new = SORTIE.after(seen[-1].state, allowed[choice % len(allowed)])
        entered = {**seen[-1].entered, new: seen[-1].eta + timedelta(seconds=len(seen))}
        seen.append(replace(seen[-1], state=new, entered=entered))
    return seen


@given(st.lists(st.integers(0, 9), max_size=14))
def test_a_kit_never_goes_back_and_is_down_only_once_it_was_released(choices: list[int]) -> None:
    seen = walk(choices)
    stages = [stage_of(one) for one in seen]
    assert [(a, b) for a, b in pairwise(stages) if ORDER.index(a) > ORDER.index(b)] == []
    for one, stage in zip(seen, stages, strict=True):
        assert (stage is KitStage.DOWN) is (SortieState.RELEASED in one.entered)
        assert flew(one) or stage not in NEAR


@given(st.lists(st.integers(0, 9), max_size=14))
def test_what_ended_without_a_release_does_not_come(choices: list[int]) -> None:
    last = walk(choices)[-1]
    if last.state in SORTIE.ends() and SortieState.RELEASED not in last.entered:
        assert stage_of(last) is KitStage.NOT_COMING


def test_a_kit_in_hand_stays_in_hand_when_the_drone_is_long_home() -> None:
    for state in (SortieState.LOWERING, SortieState.RETURNING, SortieState.CLOSED):
        held = standing(state)
        assert stage_of(replace(held, kit_in_hand_at=held.eta)) is KitStage.IN_HAND


def test_a_kit_that_is_wound_in_again_does_not_come() -> None:
    assert stage_of(standing(SortieState.LOWERING)) is KitStage.LOWERING
    assert SORTIE.after(SortieState.LOWERING, SortieAction.RETRACT) is SortieState.RETRACTING
    assert stage_of(standing(SortieState.RETRACTING)) is KitStage.NOT_COMING
