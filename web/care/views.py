"""The JSON of a patient's record: quick lists, entries, amendments."""

from typing import Any

from apiflask import APIBlueprint

from chassis.errors import NotFoundError
from chassis.identity import Role
from dispatch.boards.record import open_record
from dispatch.care.view import lists_view
from dispatch.crew import outcomes, treating
from web.care import schemas
from web.current import actor, system
from web.guard import for_roles

care_api = APIBlueprint("care_api", __name__, url_prefix="/api/v1")
CREW_AND_DESK = (Role.PARAMEDIC, Role.DISPATCHER, Role.SUPERVISOR)
Json = dict[str, Any]


@care_api.get("/care/lists")
@for_roles(*CREW_AND_DESK, Role.HOSPITAL)
def read_lists() -> Json:
    """The quick lists: drugs with usual doses and limits, procedures, findings, allergies, medicines, history,
    impressions, each with version, sources and words."""
    return lists_view()


@care_api.get("/incidents/<incident_id>/care")
@for_roles(Role.PARAMEDIC, Role.SUPERVISOR)
def read_care(incident_id: str) -> Json:
    """Every entry of the record by when it was done, amended and struck ones included."""
    return {"entries": open_record(system(), actor(), incident_id)["entries"]}


@care_api.post("/incidents/<incident_id>/care")
@care_api.input(schemas.EntryIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def add(incident_id: str, body: schemas.EntryIn) -> tuple[Json, int]:
    """Write an entry. 409 `doubtful` says what speaks against it; send it again with `sure` if it was done."""
    made = treating.add_entry(system(), actor(), incident_id, body.said(), sure=body.sure)
    return {"id": made}, 201


@care_api.post("/care/<entry_id>/amend")
@care_api.input(schemas.AmendmentIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def amend(entry_id: str, body: schemas.AmendmentIn) -> tuple[Json, int]:
    """Put another entry in the place of one that stands; the original stays."""
    made = treating.amend_entry(system(), actor(), entry_id, body.said(), reason=body.reason, sure=body.sure)
    return {"id": made}, 201


@care_api.post("/care/<entry_id>/strike")
@care_api.input(schemas.StrikingIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def strike(entry_id: str, body: schemas.StrikingIn) -> tuple[Json, int]:
    """Say that an entry was wrong; it stays on record, struck."""
    made = treating.strike_entry(system(), actor(), entry_id, reason=body.reason, device_at=body.device_at)
    return {"id": made}, 201


@care_api.get("/incidents/<incident_id>/record")
@for_roles(Role.PARAMEDIC, Role.SUPERVISOR, Role.HOSPITAL)
def read_record(incident_id: str) -> Json:
    """The whole record, what it lacks, and what became of the patient. Opening it is audited."""
    return open_record(system(), actor(), incident_id)


@care_api.get("/crew/outcomes")
@for_roles(Role.PARAMEDIC)
def read_brought() -> Json:
    """The patients the crew's unit brought lately, and what their hospitals say became of them."""
    with system().db.read() as session:
        return {"cases": outcomes.crew_outcomes(session, _facility(), now=system().clock.now())}


@care_api.get("/receiving/outcomes")
@for_roles(Role.HOSPITAL)
def read_own_outcomes() -> Json:
    """The hospital's own patients of the last days, those it has said nothing about first."""
    with system().db.read() as session:
        return {"patients": outcomes.hospital_outcomes(session, _facility(), now=system().clock.now())}


@care_api.post("/requests/<request_id>/outcome")
@care_api.input(schemas.OutcomeIn, arg_name="body")
@for_roles(Role.HOSPITAL)
def return_outcome(request_id: str, body: schemas.OutcomeIn) -> tuple[Json, int]:
    """Say what became of a patient, or correct it: the earlier word stays. 409 `taken` where it was said meanwhile."""
    made = outcomes.return_outcome(
        system(), actor(), request_id, body.outcome(), corrects=body.corrects, reason=body.reason
    )
    return {"id": made}, 201


def _facility() -> str:
    found = actor().facility
    if found is None:
        raise NotFoundError("facility", "")
    return found
