"""Exactly one hospital gets the patient, and its bed is taken exactly once. On both databases."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from chassis import topics
from chassis.deadlines import Deadline
from chassis.errors import IllegalMoveError, NotFoundError, OutrunError, TakenError
from hospitals.intake.answering import accept, decline
from hospitals.intake.asking import arrive, ask, overdue
from hospitals.intake.choosing import confirm, designate, divert, hold, offload, release_all, settle
from hospitals.intake.moves import EXPIRY, HOLD
from hospitals.intake.posting import post_capacity
from hospitals.ladder import Ask, How
from hospitals.model import BedType
from hospitals.request import DeclineCode, ReleaseReason, Request, RequestState
from hospitals.tables.requests import RequestRow, get_request
from tests.hospitals.conftest import Stand, case, nurse

S = RequestState
DAY = timedelta(days=1)


@pytest.fixture
def agreed(stand: Stand) -> tuple[Request, Request]:
    """Two hospitals have said yes, h1 has ten beds; the third is still silent."""
    post_capacity(stand, nurse("h1"), "h1", beds={BedType.ER_GENERAL: (10, 20)})
    asks = [Ask("h1", expected=timedelta(minutes=80)), Ask("h2", expected=timedelta(minutes=90)), Ask("h3")]
    with stand.work() as work:
        first, second, _ = ask(work, case(), asks=asks, etas={}, ids=stand.ids)
    return accept(stand, nurse("h1"), first.id), accept(stand, nurse("h2"), second.id)


def test_the_best_yes_is_held_and_the_rest_are_released_and_told_why(
    stand: Stand, agreed: tuple[Request, Request]
) -> None:
    with stand.work() as work:
        held = settle(work, "inc_1")
    assert held is not None
    assert (held.hospital_id, held.state) == ("h1", S.HELD)
    assert held.held_until == stand.clock.now() + timedelta(minutes=10)
    states = {ident: (one.state, one.release_reason) for ident, one in stand.requests().items()}
    assert states["h2"] == states["h3"] == (S.RELEASED, ReleaseReason.LOST_RACE)
    last = stand.told(topics.hospital("sejong", "h2"))[-1].data
    assert (last["state"], last["release_reason"]) == ("released", "lost_race")
    assert "incident_id" not in last


def test_only_the_chosen_hospital_learns_more(stand: Stand, agreed: tuple[Request, Request]) -> None:
    with stand.work() as work:
        hold(work, agreed[0].id)
    assert stand.told(topics.hospital("sejong", "h1"))[-1].data["incident_id"] == "inc_1"


def test_a_bed_is_promised_once_and_comes_back(stand: Stand, agreed: tuple[Request, Request]) -> None:
    first, _ = agreed
    assert stand.board().free_er_beds() == 10
    with stand.work() as work:
        hold(work, first.id)
    assert stand.board().free_er_beds() == 9
    with pytest.raises(IllegalMoveError), stand.work() as work:
        hold(work, first.id)
    with stand.work() as work:
        confirm(work, first.id)
    assert stand.board().free_er_beds() == 9
    with stand.work() as work:
        divert(work, "inc_1")
    assert stand.board().free_er_beds() == 10
    assert stand.requests()["h1"].state is S.REDIRECTED
    count = stand.board().count(BedType.ER_GENERAL)
    assert count is not None
    assert count.available == 10  # what the hospital posted is never touched


def test_a_hold_that_nobody_confirms_gives_the_bed_back(stand: Stand, agreed: tuple[Request, Request]) -> None:
    with stand.work() as work:
        hold(work, agreed[0].id)
    stand.clock.advance(timedelta(minutes=10))
    (lapsed,) = [one for one in stand.due() if one.kind == HOLD]
    with stand.work() as work:
        assert overdue(work, lapsed).release_reason is ReleaseReason.HOLD_EXPIRED
    assert stand.board().free_er_beds() == 10
    with stand.work() as work:
        assert settle(work, "inc_1") is None  # the others were released; somebody must ask again


def test_a_confirmed_hold_does_not_lapse(stand: Stand, agreed: tuple[Request, Request]) -> None:
    with stand.work() as work:
        confirm(work, agreed[0].id)
    stand.clock.advance(timedelta(minutes=10))
    (lapsed,) = [one for one in stand.due() if one.kind == HOLD]
    with stand.work() as work:
        assert overdue(work, lapsed).state is S.CONFIRMED


def test_the_second_confirmation_learns_who_was_faster(stand: Stand, agreed: tuple[Request, Request]) -> None:
    first, second = agreed
    with stand.work() as work:
        confirm(work, first.id, version=first.version)
    with pytest.raises(IllegalMoveError, match="cannot confirm while released"), stand.work() as work:
        confirm(work, second.id)
    with pytest.raises(OutrunError), stand.work() as work:
        confirm(work, second.id, version=second.version)


def test_a_late_yes_cannot_take_a_patient_who_has_a_hospital(stand: Stand, agreed: tuple[Request, Request]) -> None:
    with stand.work() as work:
        confirm(work, agreed[0].id)
    (late,) = stand.ask("h2")
    accept(stand, nurse("h2"), late.id)
    with stand.work() as work:
        assert settle(work, "inc_1") is None
    with pytest.raises(TakenError) as taken, stand.work() as work:
        hold(work, late.id)
    assert (taken.value.by, taken.value.why) == ("h1", "confirmed")


def test_the_database_itself_refuses_a_second_hospital(stand: Stand, agreed: tuple[Request, Request]) -> None:
    with pytest.raises(IntegrityError), stand.db.write() as session:
        for one in agreed:
            row = session.get(RequestRow, one.id)
            assert row is not None
            row.state = S.HELD


def test_a_cancelled_call_releases_everybody(stand: Stand, agreed: tuple[Request, Request]) -> None:
    with stand.work() as work:
        hold(work, agreed[0].id)
        release_all(work, "inc_1", reason=ReleaseReason.CANCELLED)
    assert {one.state for one in stand.requests().values()} == {S.RELEASED}
    assert stand.board().free_er_beds() == 10


def test_authority_needs_no_consent(stand: Stand) -> None:
    (silent,) = stand.ask("h1")
    with stand.work() as work:
        assert designate(work, silent.id).designated
    with stand.work() as work:
        asks = [Ask("h2", How.DESIGNATE)]
        (second,) = ask(work, case("inc_2"), asks=asks, etas={}, ids=stand.ids)
        assert ask(work, case("inc_2"), asks=asks, etas={}, ids=stand.ids) == (second,)
    assert second.state is S.DESIGNATED
    with pytest.raises(TakenError), stand.work() as work:
        ask(work, case("inc_2"), asks=[Ask("h1", How.DESIGNATE)], etas={}, ids=stand.ids)


def test_the_patient_arrives_and_is_taken_over(stand: Stand, agreed: tuple[Request, Request]) -> None:
    with stand.work() as work:
        confirm(work, agreed[0].id)
        arrive(work, case(), hospital_id="h1", ids=stand.ids)
    at_door = stand.board()
    assert (at_door.promised, at_door.at_door, at_door.free_er_beds()) == (0, 1, 9)
    stand.clock.advance(timedelta(minutes=12))
    with stand.work() as work:
        taken_over = offload(work, "inc_1", read_for=DAY)
        assert offload(work, "inc_1", read_for=DAY) is None
    assert taken_over is not None
    assert taken_over.offloaded_at == stand.clock.now()
    assert stand.board().at_door == 0


def test_the_crew_may_arrive_anywhere_and_the_promise_elsewhere_ends(
    stand: Stand, agreed: tuple[Request, Request]
) -> None:
    with stand.work() as work:
        hold(work, agreed[0].id)
    with stand.work() as work:
        first = arrive(work, case(), hospital_id="h3", ids=stand.ids)
        assert arrive(work, case(), hospital_id="h3", ids=stand.ids) == first  # tapped twice
    states = {ident: (one.state, one.release_reason) for ident, one in stand.requests().items()}
    assert states["h1"] == (S.RELEASED, ReleaseReason.DIVERTED)
    assert states["h3"][0] is S.ARRIVED
    assert stand.board().free_er_beds() == 10


def test_a_hospital_never_asked_can_be_reached(stand: Stand) -> None:
    with stand.work() as work:
        reached = arrive(work, case(), hospital_id="h2", ids=stand.ids)
    assert (reached.state, reached.arrived_at) == (S.ARRIVED, stand.clock.now())


def test_after_the_handover_a_transfer_may_ask_anew(stand: Stand) -> None:
    with stand.work() as work:
        arrive(work, case(), hospital_id="h2", ids=stand.ids)
        offload(work, "inc_1", read_for=DAY)
    (onward,) = stand.ask("h1")
    accept(stand, nurse("h1"), onward.id)
    with stand.work() as work:
        assert confirm(work, onward.id).state is S.CONFIRMED


def test_two_patients_of_one_incident_get_a_hospital_each(stand: Stand) -> None:
    for patient in ("pat_1", "pat_2"):
        (request,) = stand.ask("h1", patient=patient)
        accept(stand, nurse("h1"), request.id)
        with stand.work() as work:
            confirm(work, request.id)
    assert stand.board().promised == 2


@pytest.mark.parametrize("move", [hold, confirm, designate])
def test_a_request_that_does_not_exist_is_not_found(stand: Stand, move: Callable[..., Request]) -> None:
    with pytest.raises(NotFoundError), stand.work() as work:
        move(work, "req_none")


def test_who_declined_and_was_asked_again_can_still_be_designated(stand: Stand) -> None:
    (old,) = stand.ask("h1")
    decline(stand, nurse("h1"), old.id, code=DeclineCode.NO_ED_BED)
    (new,) = stand.ask("h1")
    with stand.work() as work:
        assert designate(work, old.id).state is S.DESIGNATED
    with stand.db.read() as session:
        assert get_request(session, new.id).state is S.RELEASED


def test_a_late_yes_to_a_request_that_was_repeated_is_sent_to_the_new_one(stand: Stand) -> None:
    (old,) = stand.ask("h1")
    with stand.work() as work:
        overdue(work, Deadline("sejong", EXPIRY, old.id, stand.clock.now(), {}))
    (new,) = stand.ask("h1")
    with pytest.raises(OutrunError, match="another request"):
        accept(stand, nurse("h1"), old.id)
    assert accept(stand, nurse("h1"), new.id).state is S.ACCEPTED
