"""Cards as JSON, for whom they are addressed to. Answers are kept nowhere, and every one of them is on record."""

from typing import Annotated, Any

from apiflask import APIBlueprint
from pydantic import Field

from chassis.identity import Role
from dispatch.registered.showing import GlassReason, IsPatient
from dispatch.registering import breaking, looking
from web.current import actor, system
from web.desk.schemas import Body, Phone
from web.guard import for_roles, leaves_no_copy

registered_api = APIBlueprint("registered_api", __name__, url_prefix="/api/v1")
Json = dict[str, Any]
DESK = (Role.DISPATCHER, Role.SUPERVISOR)
Id = Annotated[str | None, Field(max_length=64)]


class NumberIn(Body):
    """The number on the telephone."""

    number: Phone


class IsPatientIn(Body):
    """Whether the registered person is the patient."""

    answer: IsPatient


class GlassIn(Body):
    """Whose card, why, and for which patient: an incident, a crew's assignment or a hospital's request."""

    number: Phone
    reason: GlassReason
    words: Annotated[str, Field(min_length=1, max_length=breaking.LONGEST_WORDS)]
    incident_id: Id = None
    assignment_id: Id = None
    request_id: Id = None

    def breaking(self) -> breaking.Breaking:
        """As dispatch knows it."""
        return breaking.Breaking(**self.model_dump())


@registered_api.post("/registered/call")
@registered_api.input(NumberIn, arg_name="body")
@for_roles(*DESK)
@leaves_no_copy
def read_call(body: NumberIn) -> Json:
    """The cards of a number that is on the telephone. A call of that number has to follow."""
    return {"cards": looking.look_by_number(system(), actor(), body.number)}


@registered_api.get("/incidents/<incident_id>/registered")
@for_roles(*DESK)
@leaves_no_copy
def read_incident(incident_id: str) -> Json:
    """The cards that the numbers of an open incident's callers find."""
    return {"cards": looking.look_for_incident(system(), actor(), incident_id)}


@registered_api.post("/incidents/<incident_id>/registered/<person_id>/patient")
@registered_api.input(IsPatientIn, arg_name="body")
@for_roles(*DESK)
def settle(incident_id: str, person_id: str, body: IsPatientIn) -> tuple[str, int]:
    """Say whether the registered person is the patient; yes opens the card to crew and hospital."""
    looking.say_patient(system(), actor(), incident_id, person_id, body.answer)
    return "", 204


@registered_api.get("/assignments/<assignment_id>/registered")
@for_roles(Role.PARAMEDIC)
@leaves_no_copy
def read_assignment(assignment_id: str) -> Json:
    """The card of the patient of the crew's own running assignment."""
    return {"cards": looking.look_for_crew(system(), actor(), assignment_id)}


@registered_api.get("/requests/<request_id>/registered")
@for_roles(Role.HOSPITAL)
@leaves_no_copy
def read_request(request_id: str) -> Json:
    """The card of a patient on the way to the hospital that asks."""
    return {"cards": looking.look_for_hospital(system(), actor(), request_id)}


@registered_api.post("/registered/glass")
@registered_api.input(GlassIn, arg_name="body")
@for_roles(*DESK, Role.PARAMEDIC, Role.HOSPITAL)
@leaves_no_copy
def break_glass(body: GlassIn) -> Json:
    """Break a card open without a call of its number: supervisors see it at once, the person is told later."""
    return {"cards": breaking.break_glass(system(), actor(), body.breaking())}


@registered_api.get("/registered/glass/<look_id>")
@for_roles(*DESK, Role.PARAMEDIC, Role.HOSPITAL)
@leaves_no_copy
def read_again(look_id: str) -> Json:
    """A card one has broken open, until it shuts."""
    return {"cards": [breaking.read_again(system(), actor(), look_id)]}
