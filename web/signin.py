"""Signing in and out, and the language of the pages."""

import math
import re
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from chassis import accounts, audit
from chassis.accounts import UserRow
from chassis.devices import is_device
from chassis.identity import Actor, Role
from dispatch.desk.screens import revoke_screen
from web.current import actor, find_actor, system
from web.guard import csrf_token, device_cookie, for_anyone, for_newcomers, takes_machines

LANGUAGES = ("ko", "en")
A_YEAR_S = 365 * 24 * 3600
OWN_PATH = re.compile(r"/(?!/)[^\\\s\x00-\x1f]*")  # browsers read a backslash as a slash and drop tabs and line ends
HOMES = {
    Role.DISPATCHER: "/desk",
    Role.SUPERVISOR: "/start",
    Role.HOSPITAL: "/receiving",
    Role.PARAMEDIC: "/crew",
    Role.PILOT: "/pad",
    Role.ADMIN: "/ops",
    Role.TRAFFIC: "/docs",
    Role.RELAY: "/docs",
    Role.MONITOR: "/docs",
}

signin = APIBlueprint("signin", __name__, enable_openapi=False)


@signin.get("/")
@for_anyone
def home() -> ResponseReturnValue:
    """To the page of one's role."""
    who = find_actor()
    return redirect(HOMES[who.role] if who is not None else url_for("signin.show"))


@signin.get("/signin")
@for_anyone
def show() -> ResponseReturnValue:
    """The form."""
    return _form()


@signin.post("/signin")
@for_anyone
def enter() -> ResponseReturnValue:
    """Check the password; five failures in fifteen minutes close the door for a while."""
    login, password = request.form.get("login", "").strip(), request.form.get("password", "")
    with system().db.write() as database:
        closed_for = accounts.begin_attempt(database, login, _address(), now=system().clock.now())
        user = accounts.find_user(database, login)
    if closed_for is not None:
        later = {"Retry-After": str(math.ceil(closed_for.total_seconds()))}
        return _form(login, "too_many_failures"), HTTPStatus.TOO_MANY_REQUESTS, later
    if not accounts.check_password(user, password) or user is None:
        return _form(login, "wrong_password"), HTTPStatus.UNAUTHORIZED
    _admit(user, login)
    return _speaking(redirect(_next_page() or HOMES[Role(user.role)]), request.cookies.get("language", user.language))


@signin.post("/signout")
@for_newcomers
def leave() -> ResponseReturnValue:
    """End this session, or with `everywhere` all of this person's."""
    who, answer = actor(), redirect(url_for("signin.show"))
    if is_device(who):
        revoke_screen(system(), who, who.id.removeprefix("device:"))
        answer.delete_cookie(device_cookie(), secure=system().settings.https)
        return answer
    with system().db.write() as database:
        if "everywhere" in request.form and "user" in session:
            accounts.end_sessions(database, who.id)
        audit.record(database, who, "sign_out", who.id, at=system().clock.now(), new={"address": _address()})
    session.clear()
    return answer


@signin.post("/language")
@for_anyone
def choose_language() -> ResponseReturnValue:
    """Korean or English, kept in a cookie and for whoever is signed in."""
    chosen, answer = request.form.get("language", "ko"), redirect(_next_page() or "/")
    if chosen not in LANGUAGES:
        return answer
    if "user" in session and find_actor() is not None:
        with system().db.write() as database:
            database.get_one(UserRow, session["user"]).language = chosen
    return _speaking(answer, chosen)


@signin.get("/api/v1/me")
@for_newcomers
@takes_machines
def me() -> dict[str, object]:
    """Who is signed in, and the token that unsafe requests need."""
    who = find_actor()
    return {"actor": _shown(who) if who is not None else None, "csrf_token": csrf_token()}


def pick_language() -> None:
    """Before each request: the cookie's language, else the browser's, else Korean."""
    chosen = request.cookies.get("language") or request.accept_languages.best_match(LANGUAGES) or "ko"
    g.language = chosen if chosen in LANGUAGES else "ko"


def _admit(user: UserRow, login: str) -> None:
    """A fresh session: nothing of the one before the sign-in is kept."""
    with system().db.write() as database:
        accounts.forgive(database, login, _address())
        who, now = accounts.actor_of(user), system().clock.now()
        database.get_one(UserRow, user.id).signed_in_at = now
        audit.record(database, who, "sign_in", user.id, at=now, new={"address": _address()})
    session.clear()
    session["user"], session["version"] = user.id, user.session_version
    session["name"], session["role"], session["region"] = user.name, user.role, user.region  # for when storage is away


def _form(login: str = "", problem: str | None = None) -> str:
    return render_template("signin.html", next=_next_page(), login=login, problem=problem)


def _speaking(answer: Response, chosen: str) -> Response:
    secure = system().settings.https
    answer.set_cookie("language", chosen, max_age=A_YEAR_S, samesite="Lax", httponly=True, secure=secure)
    return answer


def _address() -> str:
    return request.remote_addr or "unknown"


def _shown(who: Actor) -> dict[str, object]:
    return {"id": who.id, "name": who.name, "role": who.role, "region": who.region, "facility": who.facility}


def _next_page() -> str | None:
    """Where to go afterwards: a path of this site, and nothing else."""
    wanted = request.values.get("next", "")
    return wanted if OWN_PATH.fullmatch(wanted) else None
