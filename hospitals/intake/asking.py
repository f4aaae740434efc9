"""Asking hospitals for a patient, and what time brings to those that do not answer.

For dispatch, inside its own transactions; see `chassis.work`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.deadlines import Deadline
from chassis.ids import Ids
from chassis.work import Work
from hospitals.events import request_alerted
from hospitals.intake.choosing import POLICY, arrive_at, choose, release
from hospitals.intake.moves import DOCTOR, EXPIRY, HOLD, PHONE, REALERT, guarded_flush, move, set_alarm
from hospitals.intake.reaching import alarm_again, call_charge, call_doctor, ring, text
from hospitals.ladder import Ask, How
from hospitals.ranking import Needs
from hospitals.request import LIVE, UNANSWERED, AgeBand, ReleaseReason, Request, RequestAction, RequestState, Sex
from hospitals.rungs import LadderPolicy
from hospitals.tables.facts import get_hospital_row
from hospitals.tables.requests import RequestRow, as_request, get_request, lock_patient, lock_request


@dataclass(frozen=True, slots=True)
class Case:
    """The patient hospitals are asked for. `patient_id` is the incident's id, or that of one of its many casualties;
    those are `listed`: the hospital is told of all at once and not by a text for each."""

    incident_id: str
    patient_id: str
    region: str
    needs: Needs
    age_band: AgeBand | None = None
    sex: Sex | None = None
    listed: bool = False


def ask(
    work: Work,
    case: Case,
    *,
    asks: Sequence[Ask],
    etas: Mapping[str, datetime],
    ids: Ids,
    policy: LadderPolicy = POLICY,
) -> tuple[Request, ...]:
    """Approach the hospitals of `asks`; `etas` are by hospital id, an absent one is unknown.

    A hospital whose request still lives is not asked twice: its request comes back as it is. Raises NotFoundError
    for an unknown hospital, TakenError when one is to be designated and another is chosen already.
    """
    rows = lock_patient(work.session, case.patient_id)
    requests = []
    for one in asks:
        row = next((r for r in rows if r.hospital_id == one.hospital_id and RequestState(r.state) in LIVE), None)
        if row is None:
            row = _draft(work, case, one, etas.get(one.hospital_id), ids)
            rows.append(row)
        if one.how is How.DESIGNATE:
            requests.append(_designate(work, row, [other for other in rows if other is not row], quiet=case.listed))
        else:
            requests.append(_send(work, row, policy))
    return tuple(requests)


def arrive(work: Work, case: Case, *, hospital_id: str, ids: Ids) -> Request:
    """The crew stands at a hospital's door, asked or not; every other hospital is let go. Twice is once."""
    rows = lock_patient(work.session, case.patient_id)
    ended = {RequestState.OFFLOADED, RequestState.REDIRECTED}
    here = [row for row in rows if row.hospital_id == hospital_id and RequestState(row.state) not in ended]
    row = here[-1] if here else _draft(work, case, Ask(hospital_id), work.now, ids)
    return arrive_at(work, row, [other for other in rows if other is not row])


def delivered(work: Work, request_id: str) -> Request:
    """A message about the request has reached the hospital. Nothing changes when more is known already."""
    row = lock_request(work.session, request_id)
    return move(work, row, RequestAction.DELIVER) if row.state == RequestState.SENT else as_request(row)


def overdue(work: Work, deadline: Deadline, *, policy: LadderPolicy = POLICY) -> Request:
    """A deadline of a request has come: alarm again, let it expire, or give the held bed back.

    Nothing changes when the request has moved on, so that a late or double tick does no harm. All of the patient's
    requests are locked, as everywhere: one alone and then the others stood in a circle with whoever had those.
    """
    rows = lock_patient(work.session, get_request(work.session, deadline.subject).patient_id)
    row = next(one for one in rows if one.id == deadline.subject)
    waiting = RequestState(row.state) in UNANSWERED
    if deadline.kind == REALERT and waiting:
        call_charge(work, row)
        return _alarm_again(work, row, PHONE, row.asked_at + policy.of(row.bundle, row.acuity).phone_after)
    if deadline.kind == PHONE and waiting:
        ring(work, row)
        return _alarm_again(work, row, *_after_the_telephone(row, policy.of(row.bundle, row.acuity), work.now))
    if deadline.kind == DOCTOR and waiting and work.now < (row.expires_at or work.now):
        call_doctor(work, row)
        return _alarm_again(work, row, EXPIRY, row.expires_at or work.now)
    if deadline.kind in {DOCTOR, EXPIRY} and waiting:
        return move(work, row, RequestAction.EXPIRE)
    if deadline.kind == HOLD and row.state == RequestState.HELD:
        return release(work, row.id, reason=ReleaseReason.HOLD_EXPIRED)
    return as_request(row)


def _after_the_telephone(row: RequestRow, ladder: LadderPolicy, now: datetime) -> tuple[str, datetime]:
    """The duty doctor, never before the telephone; where the request has expired by then, its end."""
    expires_at, doctor_at = row.expires_at or now, max(row.asked_at + ladder.doctor_after, now)
    return (DOCTOR, doctor_at) if doctor_at < expires_at else (EXPIRY, expires_at)


def _alarm_again(work: Work, row: RequestRow, then: str, at: datetime) -> Request:
    alarm_again(work, row)
    set_alarm(work, row, then, at)
    request = as_request(row)
    work.told.extend(request_alerted(request, at=work.now))
    return request


def _send(work: Work, row: RequestRow, policy: LadderPolicy) -> Request:
    """A draft goes out with its first alarm set; a request already on its way is left alone."""
    if row.state != RequestState.DRAFT:
        return as_request(row)
    ladder = policy.of(row.bundle, row.acuity)
    row.expires_at = work.now + ladder.expiry
    row.offer_until = work.now + ladder.offer_window
    set_alarm(work, row, REALERT, work.now + ladder.realert_after)
    text(work, row)
    if row.phone_first:
        ring(work, row)
    return move(work, row, RequestAction.SEND)


def _designate(work: Work, row: RequestRow, others: Sequence[RequestRow], *, quiet: bool) -> Request:
    """No answer is awaited; the message is a pre-alert. Designating what is designated changes nothing."""
    if row.state == RequestState.DESIGNATED:
        return as_request(row)
    row.designated = True
    if not quiet:
        text(work, row)
    return choose(work, row, others, RequestAction.DESIGNATE)


def _draft(work: Work, case: Case, one: Ask, eta: datetime | None, ids: Ids) -> RequestRow:
    hospital = get_hospital_row(work.session, one.hospital_id)
    row = RequestRow(
        id=ids.new("req"),
        region=case.region,
        incident_id=case.incident_id,
        patient_id=case.patient_id,
        hospital_id=hospital.id,
        hospital_region=hospital.region,
        state=RequestState.DRAFT.value,
        version=0,
        acuity=case.needs.acuity,
        bundle=case.needs.bundle,
        age_band=case.age_band,
        sex=case.sex,
        eta=eta,
        capabilities=case.needs.wanted(),
        expected_s=round(one.expected.total_seconds()) if one.expected is not None else None,
        p_accept=one.p_accept,
        phone_first=one.how is How.PHONE,
        designated=False,
        alerts=0,
        asked_by=work.actor.id,
        asked_at=work.now,
    )
    work.session.add(row)
    guarded_flush(work, row)
    return row
