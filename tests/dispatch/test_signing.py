"""The receiver signs: one transfer of care, whoever says so first, and the text that was handed over kept for good."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from chassis import events, topics
from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError, NotFoundError, TakenError
from chassis.work import Work
from dispatch.boards.field import crew_board, receiving_board
from dispatch.boards.record import record_view
from dispatch.boards.transfer import handover_view
from dispatch.care.forms import Form
from dispatch.care.transfer import SIGN_WITHIN, Signature
from dispatch.crew import signing
from dispatch.crew.caring import record_vitals
from dispatch.crew.signing import sign_at_hospital, sign_on_crew
from dispatch.crew.stepping import step
from dispatch.desk.alerting import read_alerts
from dispatch.desk.asking import ask_hospitals, confirm_hospital
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.handover import digest_of
from dispatch.model import Gate, Vitals
from dispatch.states import AssignmentAction
from dispatch.tables.cases import AssignmentRow, IncidentRow, StampRow
from dispatch.tables.transfers import TransferRow, find_transfer
from dispatch.watch import tick
from hospitals.duty import Duty
from hospitals.intake import answering, staffing
from hospitals.request import RequestState
from hospitals.tables.requests import get_request
from tests.dispatch.care.records import EN, KO
from tests.dispatch.town import Town, call

A = AssignmentAction
PHRASES = {"ko": KO, "en": EN}
DRAWN = "M10 20L30 40L50 20L70 40L90 20M60 10L80 44L99 50"


def at_the_door(
    town: Town, *, until: AssignmentAction = A.AT_HOSPITAL, gate: Gate | None = None
) -> tuple[str, str, str]:
    """Incident, assignment and request of a crew at the door of h_far."""
    taken = take_call(town.system, town.kim, call(gate=gate))
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    asked = ask_hospitals(town.system, town.crew("s1"), taken.incident_id, hospital_ids=("h_far",))
    answering.accept(town.system, town.nurse("h_far"), asked[0].id)
    confirm_hospital(town.system, town.crew("s1"), asked[0].id)
    for action in (A.ACK, A.EN_ROUTE, A.ON_SCENE, A.AT_PATIENT, A.DEPART, A.AT_HOSPITAL, A.HAND_OVER):
        town.clock.advance(timedelta(minutes=2))
        step(town.system, town.crew("s1"), job, action)
        if action is until:
            break
    return taken.incident_id, job, asked[0].id


def transfer(town: Town, job: str) -> TransferRow:
    with town.system.db.read() as session:
        found = find_transfer(session, job)
    assert found is not None
    return found


def handed_over_stamps(town: Town, incident: str) -> list[StampRow]:
    with town.system.db.read() as session:
        wanted = select(StampRow).where(StampRow.incident_id == incident, StampRow.name == "hand_over")
        return list(session.scalars(wanted))


def state_of(town: Town, request: str) -> str:
    with town.system.db.read() as session:
        return get_request(session, request).state


def test_a_signature_on_the_crews_device_is_the_transfer_of_care(town: Town) -> None:
    incident, job, request = at_the_door(town)
    record_vitals(town.system, town.crew("s1"), incident, Vitals(spo2_percent=91))
    town.clock.advance(timedelta(minutes=3))
    signature = Signature(name="  최 수간호사 ", duty="charge_nurse", drawing=DRAWN)
    digest = sign_on_crew(town.system, town.crew("s1"), job, signature, PHRASES)
    (stamp,), row = handed_over_stamps(town, incident), transfer(town, job)
    assert row.at == row.signed_at == stamp.at == town.clock.now()
    assert (row.signer_name, row.signer_duty, row.signed_on, row.drawing) == (
        "최 수간호사",
        "charge_nurse",
        "crew",
        DRAWN,
    )
    assert state_of(town, request) == RequestState.OFFLOADED
    assert row.document is not None
    assert digest == row.digest == digest_of(row.document)
    texts = json.loads(row.document)["texts"]
    assert sorted(texts) == ["en", "ko"]
    assert "산소포화도 91 %" in texts["ko"]["atmist"]


def test_a_name_of_the_hospitals_list_needs_no_drawing_and_another_does(town: Town) -> None:
    _, job, _ = at_the_door(town)
    tapped = staffing.add_name(town.system, town.nurse("h_far"), "h_far", "박인수", duty=Duty.NURSE)
    strange = staffing.add_name(town.system, town.nurse("h_silent"), "h_silent", "남의집")
    crew = town.crew("s1")
    for wrong in (Signature(), Signature(name="누구"), Signature(name=" ", drawing=DRAWN), Signature(name_id=strange)):
        with pytest.raises(InvalidInputError):
            sign_on_crew(town.system, crew, job, wrong, PHRASES)
    with pytest.raises(InvalidInputError):
        sign_on_crew(town.system, crew, job, Signature(name="누구", drawing="<script>"), PHRASES)
    sign_on_crew(town.system, crew, job, Signature(name_id=tapped), PHRASES)
    assert (transfer(town, job).signer_name, transfer(town, job).signer_duty) == ("박인수", "nurse")


def test_the_hospital_signs_on_its_own_page_and_the_crew_is_told(town: Town) -> None:
    incident, job, request = at_the_door(town)
    sign_at_hospital(town.system, town.nurse("h_far"), request, Signature(), PHRASES)
    row = transfer(town, job)
    assert (row.signer_name, row.signed_on) == ("박간호", "hospital")
    with town.system.db.read() as session:
        job_view = crew_board(session, town.system, "s1")["jobs"][0]
        told = [event.kind for event in events.read(session, [topics.unit("sejong", "s1")], after=0)]
    assert (job_view["state"], job_view["transfer"]["name"]) == ("handed_over", "박간호")
    assert "handover_signed" in told
    assert len(handed_over_stamps(town, incident)) == 1


def test_of_two_signatures_the_first_rules_and_the_second_is_told(town: Town) -> None:
    _, job, request = at_the_door(town)
    sign_at_hospital(town.system, town.nurse("h_far"), request, Signature(), PHRASES)
    before = transfer(town, job).document
    town.clock.advance(timedelta(minutes=1))
    with pytest.raises(TakenError) as caught:
        sign_on_crew(town.system, town.crew("s1"), job, Signature(name="늦은이", drawing=DRAWN), PHRASES)
    assert caught.value.by == "박간호"
    with pytest.raises(TakenError):
        sign_at_hospital(town.system, town.nurse("h_far"), request, Signature(), PHRASES)
    assert transfer(town, job).document == before


def test_handed_over_without_a_signature_is_flagged_and_reminded_of_and_can_be_signed_later(town: Town) -> None:
    incident, job, request = at_the_door(town)
    step(town.system, town.crew("s1"), job, A.HAND_OVER, reason="receiver_busy")
    handed = town.clock.now()
    row = transfer(town, job)
    assert (row.signed_at, row.unsigned, row.at) == (None, "receiver_busy", handed)
    with town.system.db.read() as session:
        waiting = receiving_board(session, town.system, "h_far")["to_sign"]
    assert [(one["request_id"], one["unsigned"]) for one in waiting] == [(request, "receiver_busy")]
    town.clock.advance(SIGN_WITHIN)
    tick(town.system, "w")
    with town.system.db.read() as session:
        kinds = [alert["kind"] for alert in read_alerts(session, "sejong")]
        told = [event.kind for event in events.read(session, [topics.hospital("sejong", "h_far")], after=0)]
    assert "handover_unsigned" in kinds
    assert "handover_unsigned" in told
    sign_at_hospital(town.system, town.nurse("h_far"), request, Signature(), PHRASES)
    with town.system.db.read() as session:
        assert "handover_unsigned" not in [alert["kind"] for alert in read_alerts(session, "sejong")]
        assert receiving_board(session, town.system, "h_far")["to_sign"] == []
    row = transfer(town, job)
    assert (row.at, row.signed_at) == (handed, town.clock.now())  # the care changed hands then, and is signed for now
    assert [stamp.at for stamp in handed_over_stamps(town, incident)] == [handed]


def test_who_signed_in_time_is_reminded_of_nothing(town: Town) -> None:
    _, _, request = at_the_door(town)
    sign_at_hospital(town.system, town.nurse("h_far"), request, Signature(), PHRASES)
    town.clock.advance(SIGN_WITHIN * 2)
    tick(town.system, "w")
    with town.system.db.read() as session:
        assert "handover_unsigned" not in [alert["kind"] for alert in read_alerts(session, "sejong")]


def test_nobody_signs_for_a_patient_on_the_road_or_of_another_house(town: Town) -> None:
    _, job, request = at_the_door(town, until=A.DEPART)
    with pytest.raises(IllegalMoveError):
        sign_at_hospital(town.system, town.nurse("h_far"), request, Signature(), PHRASES)
    with pytest.raises(NotFoundError):
        sign_at_hospital(town.system, town.nurse("h_silent"), request, Signature(), PHRASES)
    with pytest.raises(ForbiddenError):
        sign_on_crew(town.system, town.crew("s2"), job, Signature(name="누구", drawing=DRAWN), PHRASES)


@pytest.mark.parametrize("change", ["UPDATE transfers_of_care SET signer_name = 'x'", "DELETE FROM transfers_of_care"])
def test_the_database_itself_keeps_what_was_signed(town: Town, change: str) -> None:
    _, _, request = at_the_door(town)
    sign_at_hospital(town.system, town.nurse("h_far"), request, Signature(), PHRASES)
    with pytest.raises(DatabaseError), town.system.db.write() as session:
        session.execute(text(change))


def test_what_is_signed_is_word_by_word_what_the_hospital_reads(town: Town) -> None:
    incident, job, request = at_the_door(town, gate=Gate(happened="사다리에서 떨어졌어요"))
    nurse = town.nurse("h_far")
    sign_at_hospital(town.system, nurse, request, Signature(), PHRASES)
    with town.system.db.read() as session:
        read = handover_view(session, town.system, nurse, incident, Form.ATMIST, PHRASES)["parts"]
        page = record_view(session, incident, nurse, now=town.clock.now())["incident"]
    texts = json.loads(transfer(town, job).document or "")["texts"]
    shown = [line for part in read["ko"] for line in part["lines"]]
    assert any("사다리에서 떨어졌어요" in line for line in shown)
    assert [line for line in shown if line not in texts["ko"]["atmist"]] == []
    assert (page["happened"], "place" in page) == ("사다리에서 떨어졌어요", False)


def test_a_simulated_day_asks_no_nurse_for_a_signature(town: Town) -> None:
    incident, job, _ = at_the_door(town)
    with town.system.db.write() as session:
        session.get_one(IncidentRow, incident).simulated = True
    step(town.system, town.crew("s1"), job, A.HAND_OVER)
    town.clock.advance(SIGN_WITHIN)
    tick(town.system, "w")
    with town.system.db.read() as session:
        assert receiving_board(session, town.system, "h_far")["to_sign"] == []
        assert "handover_unsigned" not in [alert["kind"] for alert in read_alerts(session, "sejong")]


def test_the_texts_grow_with_the_case_and_are_for_who_cares_only(town: Town) -> None:
    incident, _, _ = at_the_door(town)

    def read(who: str = "h_far") -> str:
        with town.system.db.read() as session:
            told = handover_view(session, town.system, town.nurse(who), incident, Form.ATMIST, PHRASES)
        return json.dumps(told, ensure_ascii=False)

    before = read()
    assert "활력징후 측정 안 함" in before
    record_vitals(town.system, town.crew("s1"), incident, Vitals(heart_rate_bpm=47))
    assert "심박수 47" in read()
    with pytest.raises(NotFoundError):
        read("h_silent")
    with town.system.db.read() as session, pytest.raises(ForbiddenError):
        handover_view(session, town.system, town.crew("s2"), incident, Form.ATMIST, PHRASES)


def test_of_two_signatures_at_once_the_second_is_told_whose_the_first_is(
    town: Town, database_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database_kind == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    _, job, request = at_the_door(town, until=A.HAND_OVER)
    crew_signs = Signature(name="최 간호사", duty="nurse", drawing=DRAWN)
    read_before: list[TransferRow | None] = []  # held, as whoever reads before locking does
    lock = signing.lock_job

    def lock_after_the_crew(work: Work, assignment_id: str, action: AssignmentAction) -> AssignmentRow:
        monkeypatch.setattr(signing, "lock_job", lock)
        read_before.append(find_transfer(work.session, assignment_id))
        sign_on_crew(town.system, town.crew("s1"), job, crew_signs, PHRASES)
        return lock(work, assignment_id, action)

    monkeypatch.setattr(signing, "lock_job", lock_after_the_crew)
    with pytest.raises(TakenError) as lost:
        sign_at_hospital(town.system, town.nurse("h_far"), request, Signature(), PHRASES)
    assert lost.value.by == "최 간호사"
    assert transfer(town, job).signed_on == "crew"
