"""Tokens and shared screens as JSON. A token's secret leaves once, when it is made."""

from chassis.identity import Role
from dispatch.admin import machines
from dispatch.admin.places import read_facilities
from dispatch.admin.reaching import read_reached
from dispatch.admin.records import names_of
from dispatch.record import plain
from dispatch.tables.areas import get_region
from dispatch.tables.subscriptions import subscribed, subscriptions_of
from web.admin import schemas
from web.admin.board import Json, admin_api, board
from web.current import actor, system
from web.guard import for_roles


@admin_api.get("/machines")
@for_roles(Role.ADMIN)
def read_machines() -> Json:
    """The tokens of the region, the shared screens of its hospitals, and where a machine can belong."""
    region = actor().region
    with system().db.read() as session:
        tokens = machines.read_machines(session, region)
        names = names_of(session, {one.issued_by for one in tokens if one.issued_by})
        shown = [plain(one) | {"issued_by": names.get(one.issued_by or "")} for one in tokens]
        screens = [plain(one) for one in machines.read_region_screens(session, region)]
        places = [plain(one) for one in read_facilities(session, region)]
        hospitals = [plain(one) for one in read_reached(session, region)]
        told = [plain(subscribed(row)) for row in subscriptions_of(session, get_region(session, region).catchment)]
        listed = {"facilities": places, "reached": hospitals, "subscriptions": told}
        return board(session, tokens=shown, screens=screens, **listed)


@admin_api.post("/tokens")
@admin_api.input(schemas.TokenIn, arg_name="body")
@for_roles(Role.ADMIN)
def issue_token(body: schemas.TokenIn) -> tuple[Json, int]:
    """A token for a machine. Its `secret` is told this once."""
    token, secret = machines.issue(
        system(),
        actor(),
        name=body.name,
        role=body.role,
        facility=body.facility or None,
        expires_at=body.expires_at,
        scopes=body.scopes,
    )
    return plain(token) | {"secret": secret}, 201


@admin_api.post("/tokens/<token_id>/revoke")
@for_roles(Role.ADMIN)
def revoke_token(token_id: str) -> tuple[str, int]:
    """The token opens nothing any more, and its open streams end."""
    machines.revoke(system(), actor(), token_id)
    return "", 204
