"""The receiver signs: on the crew's device, or on the hospital's own page. The signature is the transfer of care.

Of two signatures the first rules; the second is told whose that was.
"""

from chassis.deadlines import clear_deadline
from chassis.errors import IllegalMoveError, InvalidInputError, NotFoundError, TakenError
from chassis.identity import Actor, Role
from chassis.work import Work, record_change, working
from dispatch.care.record import as_hospital_reads
from dispatch.care.transfer import NotSigned, Phrases, Signature, SignedOn, checked, document_of
from dispatch.crew.confining import confine_to_assignment
from dispatch.crew.stepping import lock_job, take_step
from dispatch.crew.transfers import REMIND, transfer_view
from dispatch.desk.alerting import clear_alert
from dispatch.desk.carers import tell_carers, tell_desk
from dispatch.handover import digest_of
from dispatch.states import AssignmentAction, AssignmentState
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.carerecord import read_record
from dispatch.tables.cases import AssignmentRow, assignments_of, get_assignment, get_incident
from dispatch.tables.transfers import TransferRow, find_transfer
from hospitals.intake.staffing import Speaker, speaker
from hospitals.tables.requests import get_request


def sign_on_crew(system: System, actor: Actor, assignment_id: str, signature: Signature, phrases: Phrases) -> str:
    """The receiver signs on the crew's device; returns the digest of what was handed over.

    Raises TakenError when somebody has signed, InvalidInputError, IllegalMoveError, ForbiddenError.
    """
    signature = checked(signature)
    with working(system, actor) as work:
        job = lock_job(work, assignment_id, AssignmentAction.HAND_OVER)
        confine_to_assignment(actor, job)
        hospital_id = get_incident(work.session, job.incident_id).hospital_id
        who = _named(work, hospital_id, signature)
        return _sign(work, system, job, signature, who, SignedOn.CREW, phrases)


def sign_at_hospital(system: System, actor: Actor, request_id: str, signature: Signature, phrases: Phrases) -> str:
    """The receiver signs on the hospital's page, where the crew stands at its door or has just left it.

    Raises NotFoundError for another hospital's patient; else as `sign_on_crew`.
    """
    with working(system, actor) as work:
        ask = get_request(work.session, request_id)
        if actor.role is not Role.HOSPITAL or actor.facility != ask.hospital_id:
            raise NotFoundError("hospital request", request_id)
        job = _at_the_door(work, ask.incident_id, ask.hospital_id)
        who = speaker(work, ask.hospital_id, signature.name_id, binding=True)
        if who.name is None:
            raise InvalidInputError("name_id", "a shared screen signs under a name")
        return _sign(work, system, job, signature, who, SignedOn.HOSPITAL, phrases)


def say_why_unsigned(system: System, actor: Actor, assignment_id: str, reason: NotSigned) -> None:
    """The crew says why nobody signed; once somebody has, there is nothing to say. Raises NotFoundError."""
    with working(system, actor) as work:
        job = get_assignment(work.session, assignment_id)
        confine_to_assignment(actor, job)
        row = find_transfer(work.session, job.id, lock=True)
        if row is None:
            raise NotFoundError("handover", assignment_id)
        if row.signed_at is None:
            row.unsigned = reason.value
            record_change(work, "handover_unsigned", job.id, None, {"unsigned": row.unsigned}, region=job.region)
            tell_carers(work, get_incident(work.session, job.incident_id), "handover_signed", transfer_view(row) or {})


def _named(work: Work, hospital_id: str | None, signature: Signature) -> Speaker:
    if signature.name_id is None:
        return Speaker(signature.name, signature.duty)
    if hospital_id is None:
        raise InvalidInputError("name_id", "this hospital has no list of names")
    return speaker(work, hospital_id, signature.name_id, binding=True)


def _at_the_door(work: Work, incident_id: str, hospital_id: str) -> AssignmentRow:
    """The crew whose patient is signed for: who waits at the door first, then who left without a signature.

    Locked as every step to a hospital locks: the patient's requests before the assignment.
    """
    jobs = assignments_of(work.session, [incident_id]).get(incident_id, [])
    bound_here = get_incident(work.session, incident_id).hospital_id == hospital_id
    waiting = [job for job in jobs if bound_here and job.open and job.state == AssignmentState.AT_HOSPITAL]
    rows = {job.id: find_transfer(work.session, job.id) for job in jobs}
    left = [job for job in jobs if (row := rows[job.id]) is not None and row.hospital_id == hospital_id]
    left.sort(key=lambda job: _is_signed(rows[job.id]))
    for job in (*waiting, *left):
        return lock_job(work, job.id, AssignmentAction.HAND_OVER)
    raise IllegalMoveError("assignment", jobs[-1].state if jobs else "none", "sign", ())


def _is_signed(row: TransferRow | None) -> bool:
    return row is not None and row.signed_at is not None


def _sign(
    work: Work,
    system: System,
    job: AssignmentRow,
    signature: Signature,
    who: Speaker,
    on: SignedOn,
    phrases: Phrases,
) -> str:
    incident = get_incident(work.session, job.incident_id)
    row = find_transfer(work.session, job.id, lock=True)
    if row is None:
        take_step(work, system, job, AssignmentAction.HAND_OVER, device_at=signature.device_at)
        row = find_transfer(work.session, job.id, lock=True)
    if row is None:
        raise IllegalMoveError("assignment", job.state, "sign", ())
    if row.signed_at is not None:
        at, by = row.signed_at.isoformat(), row.signer_name or "–"
        raise TakenError("signature", job.id, by=by, at=at, why=row.signed_on or "")
    record = as_hospital_reads(read_record(work.session, incident.id, now=work.now))
    row.document = document_of(record, phrases, get_region(work.session, incident.region).timezone)
    row.digest = digest_of(row.document)
    row.signed_by, row.signed_on = work.actor.id, on.value
    row.signer_name, row.signer_duty = who.name, who.duty
    row.drawing, row.device_at = signature.drawing, signature.device_at
    row.signed_at = work.now
    work.session.flush()
    clear_deadline(work.session, REMIND, job.id)
    clear_alert(work, "handover_unsigned", job.id)
    record_change(work, "sign_handover", job.id, None, {"digest": row.digest, "on": on.value}, region=job.region)
    tell_carers(work, incident, "handover_signed", transfer_view(row) or {})
    tell_desk(work, incident, "handover_signed", {"at": row.at.isoformat(), "name": row.signer_name})
    return row.digest
