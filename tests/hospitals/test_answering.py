"""Asking and answering: who sees what, what is counted, what time brings. On both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from chassis import topics
from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError, NotFoundError, OutrunError
from chassis.identity import Actor, Role
from chassis.outbox import DeliveryRow
from hospitals.intake.answering import accept, decline, phone_answer, see
from hospitals.intake.asking import ask, delivered, overdue
from hospitals.intake.moves import DOCTOR, EXPIRY, PHONE, REALERT, WINDOW
from hospitals.ladder import Ask, How
from hospitals.model import Capability
from hospitals.request import DeclineCode, RequestState, Via
from hospitals.tables.requests import RequestStepRow
from tests.hospitals.conftest import DISPATCHER, Stand, case, nurse

S = RequestState


def pass_time(stand: Stand, seconds: float) -> list[str]:
    """Let time pass and look at what became due; returns the kinds."""
    stand.clock.advance(timedelta(seconds=seconds))
    due = stand.due()
    for one in due:
        with stand.work() as work:
            overdue(work, one)
    return [one.kind for one in due]


def test_a_request_tells_the_hospital_the_minimum_and_the_desk_everything(stand: Stand) -> None:
    eta = stand.clock.now() + timedelta(minutes=20)
    one = Ask("h1", expected=timedelta(minutes=70), p_accept=0.8)
    with stand.work() as work:
        (sent,) = ask(work, case(), asks=[one], etas={"h1": eta}, ids=stand.ids)
    assert (sent.state, sent.version, sent.p_accept) == (S.SENT, 1, 0.8)
    (seen_by_hospital,) = stand.told(topics.hospital("sejong", "h1"))
    minimum = seen_by_hospital.data
    assert (minimum["acuity"], minimum["bundle"], minimum["age_band"], minimum["sex"]) == (1, "stemi", "older", "male")
    assert minimum["eta"] == eta.isoformat()
    assert not {"incident_id", "patient_id", "p_accept", "asked_by"} & set(minimum)
    (seen_by_desk,) = stand.told(topics.desk("sejong"))
    assert seen_by_desk.data["incident_id"] == "inc_1"


def test_a_hospital_of_another_region_is_told_on_its_own_topic(stand: Stand) -> None:
    stand.ask("h3")
    assert [event.region for event in stand.told(topics.hospital("daejeon", "h3"))] == ["daejeon"]
    assert len(stand.told(topics.desk("sejong"))) == 1
    assert not stand.told(topics.desk("daejeon"))


def test_the_text_message_has_no_word_about_who_it_is(stand: Stand) -> None:
    (request, _) = stand.ask("h1", "h2")
    with stand.db.read() as session:
        (text,) = session.scalars(select(DeliveryRow)).all()  # h2 has no alarm telephone
        channel, payload = text.channel, text.payload
    assert (channel, payload["to"], payload["template"]) == ("sms", "+82100001111", "hospital_request")
    assert set(payload["params"]) == {"request_id", "acuity", "bundle", "eta", "designated"}
    assert payload["params"]["request_id"] == request.id


def test_nobody_is_asked_twice_at_once_but_again_after_a_no(stand: Stand) -> None:
    (first,) = stand.ask("h1")
    assert stand.ask("h1", "h2")[0] == first
    decline(stand, nurse("h1"), first.id, code=DeclineCode.NO_ED_BED)
    (second,) = stand.ask("h1")
    assert second.id != first.id
    with pytest.raises(NotFoundError):
        stand.ask("nowhere")


def test_an_answer_goes_from_seen_to_yes_and_is_remembered(stand: Stand) -> None:
    (request,) = stand.ask("h1")
    assert see(stand, nurse("h1"), request.id).state is S.SEEN
    assert see(stand, nurse("h1"), request.id).version == 2
    yes = accept(stand, nurse("h1"), request.id, version=2)
    assert (yes.state, yes.answered_by, yes.answered_via) == (S.ACCEPTED, "nurse_h1", Via.PAGE)
    assert yes.answered_at == stand.clock.now()
    assert stand.board().record(Capability.STEMI).accepted == 1
    with stand.db.read() as session:
        steps = session.scalars(select(RequestStepRow.action).order_by(RequestStepRow.id)).all()
    assert steps == ["send", "see", "accept"]


def test_a_yes_with_a_condition_is_another_yes(stand: Stand) -> None:
    (request,) = stand.ask("h1")
    yes = accept(stand, nurse("h1"), request.id, condition="  in 15 minutes ")
    assert (yes.state, yes.condition) == (S.ACCEPTED_CONDITIONAL, "in 15 minutes")
    with pytest.raises(InvalidInputError, match="condition"):
        accept(stand, nurse("h1"), request.id, condition="x" * 121)


def test_a_no_has_a_reason_and_other_needs_words(stand: Stand) -> None:
    (request,) = stand.ask("h1")
    with pytest.raises(InvalidInputError, match="text"):
        decline(stand, nurse("h1"), request.id, code=DeclineCode.OTHER, text="  ")
    no = decline(stand, nurse("h1"), request.id, code=DeclineCode.OTHER, text="lift out of order")
    assert (no.state, no.decline_code, no.decline_text) == (S.DECLINED, DeclineCode.OTHER, "lift out of order")
    assert stand.board().record(Capability.STEMI).declined == 1
    with pytest.raises(IllegalMoveError, match="cannot accept while declined"):
        accept(stand, nurse("h1"), request.id)


def test_a_duplicate_is_no_mark_against_the_hospital(stand: Stand) -> None:
    (request,) = stand.ask("h1")
    decline(stand, nurse("h1"), request.id, code=DeclineCode.DUPLICATE)
    assert stand.board().record(Capability.STEMI).asked == 0


def test_a_yes_can_be_taken_back_until_it_is_held(stand: Stand) -> None:
    (request,) = stand.ask("h1")
    accept(stand, nurse("h1"), request.id)
    assert decline(stand, nurse("h1"), request.id, code=DeclineCode.NO_ICU_BED).state is S.DECLINED
    assert stand.board().record(Capability.STEMI).asked == 1


@pytest.mark.parametrize(
    "stranger",
    [
        nurse("h2"),
        DISPATCHER,
        Actor("p1", "Medic", Role.PARAMEDIC, "sejong", "u1"),
        Actor("a1", "Administrator", Role.ADMIN, "sejong"),
    ],
)
def test_for_strangers_the_request_does_not_exist(stand: Stand, stranger: Actor) -> None:
    (request,) = stand.ask("h1")
    with pytest.raises(NotFoundError):
        see(stand, stranger, request.id)
    with pytest.raises(NotFoundError):
        accept(stand, stranger, request.id)
    with pytest.raises(NotFoundError):
        decline(stand, stranger, request.id, code=DeclineCode.NO_ED_BED)
    assert stand.requests()["h1"] == request
    assert not stand.told(topics.hospital("sejong", "h2"))


def test_a_page_that_shows_an_old_version_is_told_so(stand: Stand) -> None:
    (request,) = stand.ask("h1")
    see(stand, nurse("h1"), request.id)
    with pytest.raises(OutrunError, match="version 2, not 1"):
        accept(stand, nurse("h1"), request.id, version=request.version)
    assert stand.requests()["h1"].state is S.SEEN


def test_what_was_said_by_telephone_is_data_on_the_same_request(stand: Stand) -> None:
    first, second = stand.ask("h1", "h2")
    yes = phone_answer(stand, DISPATCHER, first.id, declined=None)
    no = phone_answer(stand, DISPATCHER, second.id, declined=DeclineCode.SPECIALIST_BUSY)
    assert (yes.state, yes.answered_via, yes.answered_by) == (S.PHONE_ANSWERED, Via.PHONE, "d1")
    assert (no.state, no.decline_code) == (S.DECLINED, DeclineCode.SPECIALIST_BUSY)
    changed = phone_answer(stand, DISPATCHER, second.id, declined=None)
    assert (changed.state, changed.decline_code) == (S.PHONE_ANSWERED, None)


def test_only_the_patients_own_desk_writes_down_telephone_answers(stand: Stand) -> None:
    (request,) = stand.ask("h1")
    with pytest.raises(ForbiddenError):
        phone_answer(stand, nurse("h1"), request.id, declined=None)
    with pytest.raises(NotFoundError):
        phone_answer(stand, Actor("d9", "D", Role.DISPATCHER, "busan"), request.id, declined=None)


def test_silence_rings_again_calls_for_the_telephone_and_expires(stand: Stand) -> None:
    stand.ask("h1")
    assert pass_time(stand, 29) == []
    assert pass_time(stand, 1) == [REALERT]
    assert pass_time(stand, 30) == [PHONE]
    assert stand.requests()["h1"].alerts == 2
    assert [event.kind for event in stand.told(topics.hospital("sejong", "h1"))][1:] == ["request_alerted"] * 2
    assert pass_time(stand, 30) == [DOCTOR]
    assert pass_time(stand, 30) == [EXPIRY]
    assert stand.requests()["h1"].state is S.EXPIRED
    assert stand.board().record(Capability.STEMI).silent == 1
    with stand.db.read() as session:
        assert sorted(session.scalars(select(DeliveryRow.channel))) == ["sms", "sms", "sms", "sms", "voice"]


def test_an_answer_silences_the_alarm_and_a_double_tick_does_nothing(stand: Stand) -> None:
    (request,) = stand.ask("h1")
    stand.clock.advance(timedelta(seconds=30))
    (alarm,) = stand.due()
    decline(stand, nurse("h1"), request.id, code=DeclineCode.NO_ED_BED)
    before = stand.requests()["h1"]
    for _ in range(2):
        with stand.work() as work:
            assert overdue(work, alarm) == before
    assert pass_time(stand, 600) == []


def test_a_late_yes_is_still_welcome_and_counted_once(stand: Stand) -> None:
    (request,) = stand.ask("h1")
    for seconds in (30, 30, 60):
        pass_time(stand, seconds)
    assert accept(stand, nurse("h1"), request.id).state is S.ACCEPTED
    record = stand.board().record(Capability.STEMI)
    assert (record.accepted, record.silent) == (0, 1)


def test_a_yes_is_looked_at_when_the_offer_window_ends_or_at_once_after_it(stand: Stand) -> None:
    first, second = stand.ask("h1", "h2")
    asked_at = stand.clock.now()
    stand.clock.advance(timedelta(seconds=10))
    accept(stand, nurse("h1"), first.id)
    assert stand.due() == []
    stand.clock.move_to(asked_at + timedelta(seconds=25))
    (window,) = stand.due()
    assert (window.kind, window.subject, window.data["patient_id"]) == (WINDOW, first.id, "inc_1")
    stand.clock.advance(timedelta(seconds=1))
    accept(stand, nurse("h2"), second.id)
    assert [one.subject for one in stand.due() if one.kind == WINDOW] == [second.id]


def test_a_delivery_receipt_moves_a_request_once(stand: Stand) -> None:
    (request,) = stand.ask("h1")
    with stand.work() as work:
        assert delivered(work, request.id).state is S.DELIVERED
        assert delivered(work, request.id).version == 2
    see(stand, nurse("h1"), request.id)
    with stand.work() as work:
        assert delivered(work, request.id).state is S.SEEN


def test_who_is_telephoned_first_is_marked(stand: Stand) -> None:
    with stand.work() as work:
        (request,) = ask(work, case(), asks=[Ask("h1", How.PHONE)], etas={}, ids=stand.ids)
    assert request.phone_first


def test_the_lamp_counts_what_is_open(stand: Stand) -> None:
    (request,) = stand.ask("h1")
    stand.ask("h1", patient="inc_2")
    assert stand.board().open_asks == 2
    decline(stand, nurse("h1"), request.id, code=DeclineCode.NO_ED_BED)
    assert stand.board().open_asks == 1
