"""The state machines of incident and assignment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import IllegalMoveError
from dispatch.crew.stepping import skipped_between
from dispatch.states import (
    ASSIGNMENT,
    BUSY,
    CHAIN,
    FINISHED,
    INCIDENT,
    AssignmentAction,
    AssignmentState,
    IncidentAction,
    IncidentState,
    shown_state,
)

S, A = AssignmentState, AssignmentAction


def test_a_crew_only_moves_forward() -> None:
    with pytest.raises(IllegalMoveError) as caught:
        ASSIGNMENT.after(S.ON_SCENE, A.EN_ROUTE)
    assert "at_patient" in caught.value.allowed


def test_skipping_is_allowed_and_the_skipped_stamps_are_named() -> None:
    assert ASSIGNMENT.after(S.DISPATCHED, A.ON_SCENE) is S.ON_SCENE
    assert skipped_between(S.DISPATCHED, S.ON_SCENE) == ("ack", "en_route")


def test_with_the_patient_on_board_nobody_is_stood_down_or_diverted() -> None:
    for action in (A.CANCEL, A.DIVERT, A.DECLINE):
        with pytest.raises(IllegalMoveError):
            ASSIGNMENT.after(S.DEPART_SCENE, action)


@given(st.lists(st.sampled_from(AssignmentAction), max_size=14))
def test_any_run_of_actions_ends_in_a_known_state_and_never_leaves_an_end(actions: list[AssignmentAction]) -> None:
    state, order = ASSIGNMENT.start, [state for state, _ in CHAIN]
    for action in actions:
        if action not in ASSIGNMENT.allowed(state):
            continue
        assert state not in FINISHED
        following = ASSIGNMENT.after(state, action)
        if state in order and following in order:
            assert order.index(following) > order.index(state)
        state = following
    assert state in set(AssignmentState)


def test_busy_and_finished_share_nothing() -> None:
    assert not BUSY & FINISHED
    assert S.CLEAR in FINISHED


def test_assigned_and_active_are_derived() -> None:
    assert shown_state(IncidentState.PENDING, ()) is IncidentState.PENDING
    assert shown_state(IncidentState.PENDING, (S.DISPATCHED,)) is IncidentState.ASSIGNED
    assert shown_state(IncidentState.PENDING, (S.DISPATCHED, S.EN_ROUTE)) is IncidentState.ACTIVE
    assert shown_state(IncidentState.CLOSED, ()) is IncidentState.CLOSED


def test_whom_a_crew_has_served_waits_for_nobody_unless_the_case_is_opened_again() -> None:
    assert shown_state(IncidentState.PENDING, (S.CLEAR,)) is IncidentState.SERVED
    assert shown_state(IncidentState.PENDING, (S.CLEAR, S.EN_ROUTE)) is IncidentState.ACTIVE
    assert shown_state(IncidentState.PENDING, (S.CANCELLED, S.DECLINED)) is IncidentState.PENDING
    assert shown_state(IncidentState.REOPENED, (S.CLEAR,)) is IncidentState.REOPENED
    assert shown_state(IncidentState.CLOSED, (S.CLEAR,)) is IncidentState.CLOSED


def test_derived_states_are_never_stored() -> None:
    stored = set(INCIDENT.table.values()) | {INCIDENT.start}
    assert not stored & {IncidentState.ASSIGNED, IncidentState.ACTIVE}


def test_a_merge_can_be_taken_back() -> None:
    merged = INCIDENT.after(IncidentState.PENDING, IncidentAction.MERGE)
    assert INCIDENT.after(merged, IncidentAction.UNMERGE) is IncidentState.PENDING
