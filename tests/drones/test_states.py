"""The table of sorties."""

from collections.abc import Iterator

from drones.moves import EFFECTS
from drones.states import FLYING, NEEDS_REASON, OPEN_SORTIE, REASON_LATER, SORTIE, SortieAction, SortieState

S, A = SortieState, SortieAction


def reachable(state: SortieState) -> Iterator[SortieState]:
    seen, wave = {state}, [state]
    while wave:
        here = wave.pop()
        yield here
        fresh = {SORTIE.after(here, action) for action in SORTIE.allowed(here)} - seen
        seen |= fresh
        wave += fresh


def test_every_state_can_be_reached_and_every_action_is_used() -> None:
    assert set(reachable(S.REQUESTED)) == set(S)
    assert {action for _, action in SORTIE.table} == set(A)


def test_every_sortie_can_come_to_an_end_that_frees_its_drone() -> None:
    assert SORTIE.ends() == {S.CLOSED, S.DECLINED, S.CANCELLED, S.FAILED}
    assert set(EFFECTS) >= SORTIE.ends()
    for state in OPEN_SORTIE:
        assert SORTIE.ends() & set(reachable(state))


def test_a_kit_is_released_only_from_lowering() -> None:
    assert [at for (at, action), to in SORTIE.table.items() if to is S.RELEASED] == [S.LOWERING]


def test_whatever_flies_can_fail_and_come_down() -> None:
    for state in FLYING:
        assert A.FAIL in SORTIE.allowed(state)
        assert S.LANDED in set(reachable(state))
    assert not FLYING & SORTIE.ends()
    assert {A.DIVERT, A.DECLINE, A.CANCEL, A.FAIL, A.CUT, A.STAND_DOWN} == NEEDS_REASON
    assert {A.ABORT} == REASON_LATER
