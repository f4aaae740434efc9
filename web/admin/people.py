"""People and what each role may do, as JSON."""

from typing import Any

from flask import current_app

from chassis.identity import Role
from dispatch.admin import people
from dispatch.admin.certificates import certify_pilot
from dispatch.admin.places import read_facilities
from dispatch.record import plain
from drones.pad import withdraw_certificate
from drones.tables.pilots import read_certificates
from web.admin import schemas
from web.admin.board import Json, admin_api, board
from web.current import actor, system
from web.guard import EVERYBODY, access_of, for_roles
from web.pad.schemas import CertificateIn


@admin_api.get("/people")
@for_roles(Role.ADMIN)
def read_people() -> Json:
    """Everybody of the region and its hospitals, and where somebody can belong."""
    with system().db.read() as session:
        shown = [plain(one) for one in people.read_people(session, actor().region)]
        places = [plain(one) for one in read_facilities(session, actor().region)]
        papers = [plain(one) for one in read_certificates(session, actor().region)]
        return board(session, people=shown, facilities=places, certificates=papers)


@admin_api.post("/people")
@admin_api.input(schemas.NewPersonIn, arg_name="body")
@for_roles(Role.ADMIN)
def add_person(body: schemas.NewPersonIn) -> tuple[Json, int]:
    """Somebody new. The one-time `password` is told this once."""
    person, password = people.add_person(system(), actor(), body.login, body.about())
    return plain(person) | {"password": password}, 201


@admin_api.post("/people/<user_id>")
@admin_api.input(schemas.PersonIn, arg_name="body")
@for_roles(Role.ADMIN)
def change_person(user_id: str, body: schemas.PersonIn) -> Json:
    """Another name, role, place or language; another role or place signs the person out everywhere."""
    return plain(people.change_person(system(), actor(), user_id, body.about()))


@admin_api.post("/people/<user_id>/certificates")
@admin_api.input(CertificateIn, arg_name="body")
@for_roles(Role.ADMIN)
def add_certificate(user_id: str, body: CertificateIn) -> tuple[Json, int]:
    """A remote pilot's certificate; without one that is valid and high enough nobody launches a drone."""
    ident = certify_pilot(
        system(), actor(), user_id, number=body.number, grade=body.grade, valid_until=body.valid_until
    )
    return {"id": ident}, 201


@admin_api.post("/certificates/<certificate_id>/withdrawal")
@for_roles(Role.ADMIN)
def end_certificate(certificate_id: str) -> tuple[str, int]:
    """A certificate counts no more, from now on."""
    withdraw_certificate(system(), actor(), certificate_id)
    return "", 204


@admin_api.post("/people/<user_id>/deactivate")
@for_roles(Role.ADMIN)
def deactivate_person(user_id: str) -> Json:
    """Shut somebody out at once, with every session and open stream."""
    return plain(people.set_active(system(), actor(), user_id, active=False))


@admin_api.post("/people/<user_id>/reactivate")
@for_roles(Role.ADMIN)
def reactivate_person(user_id: str) -> Json:
    """Let somebody in again."""
    return plain(people.set_active(system(), actor(), user_id, active=True))


@admin_api.post("/people/<user_id>/password")
@for_roles(Role.ADMIN)
def reset_password(user_id: str) -> Json:
    """A one-time password, told this once; the person's sessions end."""
    return {"password": people.reset_password(system(), actor(), user_id)}


@admin_api.post("/people/<user_id>/sessions/end")
@for_roles(Role.ADMIN)
def end_sessions(user_id: str) -> tuple[str, int]:
    """Sign somebody out everywhere."""
    people.end_sessions(system(), actor(), user_id)
    return "", 204


@admin_api.get("/rights")
@for_roles(Role.ADMIN)
def read_rights() -> Json:
    """What each role may do, as the guard has it: every endpoint that is not open to everybody."""
    roles = [role.value for role in Role if role in EVERYBODY]
    rules = sorted(current_app.url_map.iter_rules(), key=lambda rule: rule.endpoint)
    rights: dict[str, Any] = {}
    for rule in rules:
        access = access_of(current_app, rule.endpoint)
        if access is not None and not access.anyone:
            methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            may = [role for role in roles if role in access.roles]
            rights[rule.endpoint] = {"endpoint": rule.endpoint, "changes": methods != ["GET"], "roles": may}
    return {"roles": roles, "rights": list(rights.values())}
