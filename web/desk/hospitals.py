"""The desk and the choice of a hospital: asking, the ladder, beyond the system, and onward from there."""

from typing import Annotated

from pydantic import Field

from chassis.geo import LatLon
from chassis.identity import Role
from dispatch.desk import asking, climbing, outside, transferring
from dispatch.record import plain
from web.current import actor, system
from web.desk.schemas import Body, Name
from web.desk.views import DESK, Json, desk_api, queue_line, shown_incident
from web.guard import for_roles


class AskIn(Body):
    """Hospitals to ask; none named means the ladder's first step."""

    hospital_ids: Annotated[list[Name], Field(default_factory=list, max_length=10)]


class DesignateIn(Body):
    """The hospital that takes the patient by authority."""

    hospital_id: Name


class OutsideIn(Body):
    """A hospital that is not in the system, by name; with a place there is a way and an expected arrival."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    lat: Annotated[float | None, Field(ge=-90, le=90)] = None
    lon: Annotated[float | None, Field(ge=-180, le=180)] = None

    def place(self) -> LatLon | None:
        """The place, when both its figures were given."""
        return LatLon(self.lat, self.lon) if self.lat is not None and self.lon is not None else None


class PhoneAnswerIn(Body):
    """What a hospital said on the telephone."""

    accepted: bool
    code: Annotated[str | None, Field(max_length=32)] = None
    text: Annotated[str | None, Field(max_length=200)] = None


@desk_api.post("/incidents/<incident_id>/requests")
@desk_api.input(AskIn, arg_name="body")
@for_roles(*DESK, Role.PARAMEDIC)
def ask_hospitals(incident_id: str, body: AskIn) -> tuple[Json, int]:
    """Ask hospitals: those named, or the ladder's first step. `new` are the ids of those not asked before."""
    before = asking.read_asked(system(), incident_id)
    asked = asking.ask_hospitals(system(), actor(), incident_id, hospital_ids=tuple(body.hospital_ids))
    new = [one.id for one in asked if one.id not in before]
    return {"requests": [plain(one) for one in asked], "new": new}, 201


@desk_api.post("/requests/<request_id>/confirm")
@for_roles(*DESK, Role.PARAMEDIC)
def confirm_hospital(request_id: str) -> Json:
    """Choose the hospital that has agreed; the others are released and told."""
    return plain(asking.confirm_hospital(system(), actor(), request_id))


@desk_api.post("/incidents/<incident_id>/ladder/take-over")
@for_roles(Role.SUPERVISOR)
def take_over(incident_id: str) -> Json:
    """The regional room decides about the hospital; the ladder waits."""
    climbing.take_over(system(), actor(), incident_id)
    return shown_incident(incident_id)


@desk_api.post("/incidents/<incident_id>/ladder/hand-back")
@for_roles(Role.SUPERVISOR)
def hand_back(incident_id: str) -> Json:
    """The ladder goes on by itself."""
    climbing.hand_back(system(), actor(), incident_id)
    return shown_incident(incident_id)


@desk_api.post("/incidents/<incident_id>/ladder/designate")
@desk_api.input(DesignateIn, arg_name="body")
@for_roles(*DESK)
def designate_hospital(incident_id: str, body: DesignateIn) -> Json:
    """By authority this hospital takes the patient; a dispatcher may once the ladder has come to it."""
    return plain(climbing.designate_hospital(system(), actor(), incident_id, body.hospital_id))


@desk_api.post("/incidents/<incident_id>/transfer")
@for_roles(*DESK)
def begin_transfer(incident_id: str) -> tuple[Json, int]:
    """Look for the next hospital, from the one that stabilises: an incident of its own, everything filled in."""
    begun = transferring.begin_transfer(system(), actor(), incident_id)
    return {"requests": [plain(one) for one in begun.requests]} | queue_line(begun.incident_id), 201


@desk_api.post("/incidents/<incident_id>/outside")
@desk_api.input(OutsideIn, arg_name="body")
@for_roles(*DESK, Role.PARAMEDIC)
def go_outside(incident_id: str, body: OutsideIn) -> Json:
    """Take the patient to a hospital that is not in the system; every hospital asked is let go and told.

    A name of a hospital that is in the system asks it instead: `asked` is its id, null otherwise.
    """
    return {"asked": outside.name_hospital(system(), actor(), incident_id, body.name, body.place())}


@desk_api.post("/requests/<request_id>/phone-answer")
@desk_api.input(PhoneAnswerIn, arg_name="body")
@for_roles(*DESK)
def phone_answer(request_id: str, body: PhoneAnswerIn) -> Json:
    """Write down what the hospital said on the telephone, on the same request."""
    return plain(asking.phone_answered(system(), actor(), request_id, body.accepted, body.code, body.text))
