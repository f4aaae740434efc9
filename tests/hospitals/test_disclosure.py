"""How much a hospital reads of a patient, in every state a request can be in, before and after the handover."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.states import Transitions
from hospitals.disclosure import BY_STATE, Disclosure, disclosed, may_read
from hospitals.events import for_hospital
from hospitals.request import CHOSEN, REQUEST, Minimum, Request, RequestAction, RequestState

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
OF_THE_PATIENT = frozenset({"incident_id", "number", "vitals", "position", "notes", "text"})
EXPECTED = {
    "draft": "nothing",
    "sent": "minimum",
    "delivered": "minimum",
    "seen": "minimum",
    "expired": "minimum",
    "accepted": "minimum",
    "accepted_conditional": "minimum",
    "phone_answered": "minimum",
    "held": "full",
    "confirmed": "full",
    "designated": "full",
    "arrived": "full",
    "offloaded": "full",
    "declined": "nothing",
    "released": "nothing",
    "redirected": "nothing",
}


def asked(state: RequestState, reads_until: datetime | None = None) -> Request:
    return Request(
        id="req_1",
        region="sejong",
        incident_id="inc_1",
        patient_id="inc_1",
        hospital_id="h1",
        hospital_region="sejong",
        state=state,
        version=1,
        minimum=Minimum(2, "stemi", None, None, None),
        capabilities=(),
        expected=None,
        p_accept=None,
        phone_first=False,
        designated=False,
        alerts=0,
        asked_by="usr_1",
        asked_at=NOW,
        reads_until=reads_until,
    )


@pytest.mark.parametrize("state", RequestState)
def test_every_state_says_how_much_is_read(state: RequestState) -> None:
    assert disclosed(asked(state), now=NOW) == EXPECTED[state.value]


@pytest.mark.parametrize("state", RequestState)
def test_once_the_time_after_the_handover_is_over_nothing_is_read_in_any_state(state: RequestState) -> None:
    ends = NOW + timedelta(hours=24)
    request = asked(state, ends)
    assert disclosed(request, now=ends - timedelta(seconds=1)) == EXPECTED[state.value]
    assert disclosed(request, now=ends) is Disclosure.NOTHING


@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("over", [False, True])
def test_only_who_reads_everything_learns_whose_patient_it_is(state: RequestState, over: bool) -> None:
    request = asked(state, NOW if over else None)
    told = for_hospital(request, now=NOW)
    reads = may_read(request, now=NOW)
    assert reads is (state in CHOSEN and not over)
    assert ("incident_id" in told) is reads
    assert OF_THE_PATIENT & set(told) <= {"incident_id"}


@given(st.lists(st.sampled_from(RequestAction), max_size=12))
def test_no_way_leads_from_an_end_that_lost_the_patient_back_to_reading_but_a_new_choice(
    actions: list[RequestAction],
) -> None:
    chosen_by = {RequestAction.HOLD, RequestAction.DESIGNATE, RequestAction.ARRIVE}
    state, table = RequestState.SENT, REQUEST
    assert isinstance(table, Transitions)
    for action in actions:
        if action not in table.allowed(state):
            continue
        before, state = state, table.after(state, action)
        if BY_STATE[state] is Disclosure.FULL and BY_STATE[before] is not Disclosure.FULL:
            assert action in chosen_by
