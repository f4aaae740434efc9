"""Pictures of callers over the web: only from our own keeping, only to those they are for, kept nowhere else."""

from apiflask import APIBlueprint
from flask import Response

from chassis.identity import Role
from dispatch.lines.sharing import share_picture, show_picture
from web.current import actor, system
from web.desk.schemas import Body
from web.guard import for_roles, leaves_no_copy

pictures_api = APIBlueprint("pictures_api", __name__, url_prefix="/api/v1/attachments", tag="desk")
CARERS = (Role.DISPATCHER, Role.SUPERVISOR, Role.PARAMEDIC)
ALONE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Disposition": "inline",
}


class SharedIn(Body):
    """Whether the receiving hospital may see it."""

    shared: bool


@pictures_api.get("/<attachment_id>")
@pictures_api.doc(hide=True)
@for_roles(*CARERS, Role.HOSPITAL)
@leaves_no_copy
def show(attachment_id: str) -> Response:
    """A picture or film of a caller; the receiving hospital sees it once somebody has shared it."""
    with system().db.read() as session:
        row = show_picture(session, actor(), attachment_id, now=system().clock.now())
        return Response(row.body, content_type=row.content_type, headers=ALONE)


@pictures_api.post("/<attachment_id>/share")
@pictures_api.input(SharedIn, arg_name="body")
@for_roles(*CARERS)
def share(attachment_id: str, body: SharedIn) -> tuple[str, int]:
    """Let the receiving hospital see it, or no longer."""
    share_picture(system(), actor(), attachment_id, shared=body.shared)
    return "", 204
