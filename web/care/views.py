"""The JSON of a patient's record: quick lists, entries, amendments."""

from typing import Any

from apiflask import APIBlueprint

from chassis.identity import Role
from dispatch.care.view import entries_view, lists_view
from dispatch.crew import treating
from dispatch.tables.care import read_entries
from dispatch.tables.cases import get_incident
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
@for_roles(*CREW_AND_DESK)
def read_care(incident_id: str) -> Json:
    """Every entry of the record by when it was done, amended and struck ones included."""
    with system().db.read() as session:
        treating.confine_to_case(session, actor(), get_incident(session, incident_id), reading=True)
        return {"entries": entries_view(read_entries(session, incident_id))}


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
