"""How far a kit is: whatever pilots, vehicles and time do, in any order the states allow."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from drones.kitstage import ANSWERS_WITHIN, NEAR, SETTLED_WITHIN, KitStage, flew, stage_of, unsettled
from drones.sortie import Sortie
from drones.states import SORTIE, SortieAction, SortieState
from drones.vehicle import VehicleState
from tests.drones.test_autopilot import sortie

ORDER = list(KitStage)
ORDERED = sortie((SortieState.REQUESTED, timedelta(0)), state=SortieState.REQUESTED)


def standing(state: SortieState) -> Sortie:
    return replace(ORDERED, state=state, entered={**ORDERED.entered, state: ORDERED.eta})


def walk(choices: list[int]) -> list[Sortie]:
    """The order after each step of a way through its states; `choices` says which way. Last on the list of what may
    happen is the gripper's answer, which a vehicle gives to a release while it is over the target, or never."""
    seen = [ORDERED]
    for choice in choices:
        allowed = sorted(SORTIE.allowed(seen[-1].state))
        answers = seen[-1].state is SortieState.RELEASED and seen[-1].let_go_at is None
        if not allowed:
            break
        at, which = seen[-1].eta + timedelta(seconds=len(seen)), choice % (len(allowed) + answers)
        if which == len(allowed):
            seen.append(replace(seen[-1], let_go_at=at))
            continue
        new = SORTIE.after(seen[-1].state, allowed[which])
        seen.append(replace(seen[-1], state=new, entered={**seen[-1].entered, new: at}))
    return seen


@given(st.lists(st.integers(0, 9), max_size=14))
def test_a_kit_never_goes_back_and_is_down_only_once_it_came_off(choices: list[int]) -> None:
    seen = walk(choices)
    stages = [stage_of(one) for one in seen]
    assert [(a, b) for a, b in pairwise(stages) if ORDER.index(a) > ORDER.index(b)] == []
    for one, stage in zip(seen, stages, strict=True):
        assert (stage is KitStage.DOWN) is (one.let_go_at is not None)
        assert flew(one) or stage not in NEAR


@given(st.lists(st.integers(0, 9), max_size=14))
def test_what_ended_without_coming_off_does_not_come(choices: list[int]) -> None:
    last = walk(choices)[-1]
    if last.state in SORTIE.ends() and last.let_go_at is None:
        assert stage_of(last) is KitStage.NOT_COMING


def released(*then: SortieAction) -> Sortie:
    """The pilot let it go, the vehicle has not answered, and this was done then."""
    now = replace(standing(SortieState.RELEASED), vehicle=VehicleState(ORDERED.eta))
    for action in then:
        new = SORTIE.after(now.state, action)
        now = replace(now, state=new, entered={**now.entered, new: now.eta})
    return now


def test_the_press_alone_puts_nothing_on_the_ground() -> None:
    assert stage_of(released()) is KitStage.LOWERING
    assert stage_of(replace(released(), let_go_at=ORDERED.eta)) is KitStage.DOWN
    for then in (SortieAction.RETRACT, SortieAction.ABORT, SortieAction.DIVERT, SortieAction.CUT, SortieAction.FAIL):
        assert stage_of(released(then)) is KitStage.NOT_COMING
        assert stage_of(replace(released(then), let_go_at=ORDERED.eta)) is KitStage.DOWN


def test_an_answer_may_be_on_its_way_for_a_moment_after_the_line_was_called_back() -> None:
    back = released(SortieAction.RETRACT)
    assert unsettled(back, now=back.eta + timedelta(seconds=1))
    assert not unsettled(back, now=back.eta + ANSWERS_WITHIN)
    assert not unsettled(replace(back, let_go_at=back.eta), now=back.eta)
    assert not unsettled(replace(back, vehicle=None), now=back.eta)
    assert not unsettled(standing(SortieState.RETRACTING), now=back.eta)


def test_between_the_grippers_yes_and_what_the_line_tells_it_is_neither_down_nor_coming_home() -> None:
    back = released(SortieAction.RETRACT)
    back = replace(back, vehicle=VehicleState(back.eta, gripper_opened=True))
    assert stage_of(back) is KitStage.LOWERING
    assert unsettled(back, now=back.eta + SETTLED_WITHIN)
    assert not unsettled(back, now=back.eta + SETTLED_WITHIN + ANSWERS_WITHIN)
    assert stage_of(replace(back, let_go_at=back.eta)) is KitStage.DOWN
    hung = replace(back, hung_at=back.eta)
    assert (stage_of(hung), unsettled(hung, now=back.eta)) == (KitStage.NOT_COMING, False)
    home = released(SortieAction.RETRACT, SortieAction.RETURN)
    assert stage_of(replace(home, vehicle=back.vehicle)) is KitStage.NOT_COMING


def test_a_kit_in_hand_stays_in_hand_when_the_drone_is_long_home() -> None:
    for state in (SortieState.LOWERING, SortieState.RETURNING, SortieState.CLOSED):
        held = standing(state)
        assert stage_of(replace(held, kit_in_hand_at=held.eta)) is KitStage.IN_HAND


def test_a_kit_that_is_wound_in_again_does_not_come() -> None:
    assert stage_of(standing(SortieState.LOWERING)) is KitStage.LOWERING
    assert SORTIE.after(SortieState.LOWERING, SortieAction.RETRACT) is SortieState.RETRACTING
    assert stage_of(standing(SortieState.RETRACTING)) is KitStage.NOT_COMING
