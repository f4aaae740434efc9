"""A hospital's shared screens: the page where a code is typed, and the JSON for those who keep the screens."""

import math
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from chassis import accounts
from chassis.devices import DeviceRow
from chassis.identity import Role, system_actor
from chassis.work import Work
from dispatch.desk import screens as commands
from web.current import actor, system
from web.guard import device_cookie, for_anyone, for_roles
from web.problems import Refused
from web.receiving import schemas

screen_pages = APIBlueprint("screen_pages", __name__, enable_openapi=False)
screens_api = APIBlueprint("screens_api", __name__, url_prefix="/api/v1", tag="receiving")
Json = dict[str, Any]
KEEPERS = (Role.HOSPITAL, Role.SUPERVISOR, Role.ADMIN)
A_YEAR_S = 365 * 24 * 3600


@screen_pages.get("/screen")
@for_anyone
def show() -> ResponseReturnValue:
    """Where a shared screen types its code."""
    return render_template("screen.html", problem=None)


@screen_pages.post("/screen")
@for_anyone
def admit() -> ResponseReturnValue:
    """The code is right: this browser is the hospital's screen from now on."""
    address, code = request.remote_addr or "unknown", request.form.get("code", "")
    now = system().clock.now()
    with system().db.write() as session:  # guesses are slowed down like guesses at a password
        closed_for = accounts.begin_attempt(session, "a screen's code", address, now=now)
    if closed_for is not None:
        later = {"Retry-After": str(math.ceil(closed_for.total_seconds()))}
        return _again("too_many_failures"), HTTPStatus.TOO_MANY_REQUESTS, later
    with system().db.write() as session:
        work = Work(session, system_actor(system().settings.city, "screen"), now)
        found = commands.admit_screen(work, code, address=address)
        if found is not None:
            accounts.forgive(session, "a screen's code", address)
    if found is None:
        return _again("wrong_code"), HTTPStatus.UNAUTHORIZED
    answer, secure = redirect("/receiving"), system().settings.https
    answer.set_cookie(device_cookie(), found[1], max_age=A_YEAR_S, samesite="Lax", httponly=True, secure=secure)
    return answer


@screens_api.get("/devices")
@for_roles(*KEEPERS)
def read_devices() -> Json:
    """The shared screens of a hospital: one's own, or `?hospital_id=` for those who run a centre."""
    hospital_id = _whose(request.args.get("hospital_id"))
    return {"devices": [_shown(row) for row in commands.read_screens(system(), actor(), hospital_id)]}


@screens_api.post("/devices")
@screens_api.input(schemas.ScreenIn, arg_name="body")
@for_roles(*KEEPERS)
def issue_device(body: schemas.ScreenIn) -> tuple[Json, int]:
    """A new screen. Its `code` is told this once, and opens within half an hour or never."""
    row, code = commands.issue_screen(system(), actor(), _whose(body.hospital_id), body.name)
    return _shown(row) | {"code": code}, 201


@screens_api.post("/devices/<device_id>/revoke")
@for_roles(*KEEPERS)
def revoke_device(device_id: str) -> tuple[str, int]:
    """End a screen now."""
    commands.revoke_screen(system(), actor(), device_id)
    return "", 204


def _whose(asked: str | None) -> str:
    hospital_id = asked or actor().facility
    if hospital_id is None:
        raise Refused(422, "invalid_input", "say of which hospital: hospital_id")
    return hospital_id


def _again(problem: str) -> str:
    return render_template("screen.html", problem=problem)


def _shown(row: DeviceRow) -> Json:
    return {
        "id": row.id,
        "hospital_id": row.facility,
        "name": row.name,
        "issued_at": row.issued_at.isoformat(),
        "code_until": row.code_until.isoformat(),
        "admitted_at": row.admitted_at.isoformat() if row.admitted_at else None,
        "last_used_at": row.last_used_at.isoformat() if row.last_used_at else None,
    }
