"""Pictures of a patient over the web: in from the crew, out to those the patient is for."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from chassis.identity import Role
from dispatch.crew import picturing
from dispatch.pictures import DOCUMENT, LARGEST, PictureKind
from web.current import actor, system
from web.desk.schemas import Body
from web.devicetime import DoneAt
from web.guard import for_roles, leaves_no_copy, takes_up_to
from web.lines.pictures import ALONE

patient_pictures = APIBlueprint("patient_pictures", __name__, url_prefix="/api/v1", tag="crew")
CARERS = (Role.PARAMEDIC, Role.DISPATCHER, Role.SUPERVISOR)


class PictureIn(Body):
    """What it shows, and when the device took it."""

    kind: PictureKind
    device_at: DoneAt | None = None


@patient_pictures.post("/incidents/<incident_id>/pictures")
@patient_pictures.input(PictureIn, location="query", arg_name="about")
@for_roles(Role.PARAMEDIC)
@takes_up_to(LARGEST + 1)
def send(incident_id: str, about: PictureIn) -> tuple[dict[str, Any], int]:
    """A picture as the body, up to 8 MB: JPEG, PNG, WebP or PDF. Sent twice it is the same one."""
    body = request.get_data()
    return {
        "id": picturing.send_picture(system(), actor(), incident_id, body, about.kind, device_at=about.device_at)
    }, 201


@patient_pictures.post("/patient-pictures/<picture_id>/open")
@for_roles(*CARERS, Role.HOSPITAL)
def open_it(picture_id: str) -> tuple[str, int]:
    """Somebody is about to look at it; the crew reads who and when."""
    picturing.open_picture(system(), actor(), picture_id)
    return "", 204


@patient_pictures.get("/patient-pictures/<picture_id>")
@patient_pictures.doc(hide=True)
@for_roles(*CARERS, Role.HOSPITAL)
@leaves_no_copy
def show(picture_id: str) -> Response:
    """The picture itself, kept by nobody on the way; a hospital has opened it before."""
    with system().db.read() as session:
        row = picturing.show_patient_picture(session, actor(), picture_id, now=system().clock.now())
        told = ALONE | (
            {"Content-Disposition": 'attachment; filename="ecg.pdf"'} if row.content_type == DOCUMENT else {}
        )
        return Response(row.body, content_type=row.content_type, headers=told)
