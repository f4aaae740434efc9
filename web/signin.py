"""Signing in and out, and the language of the pages."""

from urllib.parse import urlsplit

from apiflask import APIBlueprint
from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from chassis import accounts
from chassis.identity import Actor, Role
from web.current import find_actor, system
from web.guard import csrf_token, for_anyone, for_signed_in
from web.problems import Refused

LANGUAGES = ("ko", "en")
A_YEAR_S = 365 * 24 * 3600
HOMES = {
    Role.DISPATCHER: "/desk",
    Role.SUPERVISOR: "/desk",
    Role.HOSPITAL: "/receiving",
    Role.PARAMEDIC: "/crew",
    Role.PILOT: "/pad",
    Role.ADMIN: "/ops",
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
    return render_template("signin.html", next=_next_page(), login="", problem=None)


@signin.post("/signin")
@for_anyone
def enter() -> ResponseReturnValue:
    """Check the password; five failures in fifteen minutes close the door for a while."""
    login, password = request.form.get("login", "").strip(), request.form.get("password", "")
    who = (f"login:{login[:64]}", f"address:{request.remote_addr}")
    now = system().clock.now()
    with system().db.read() as database:
        locked, user = accounts.locked_for(database, who, now=now), accounts.find_user(database, login)
    if locked is not None:
        seconds = max(1, int(locked.total_seconds()))
        raise Refused(429, "too_many_failures", "too many failed sign-ins", headers={"Retry-After": str(seconds)})
    if not accounts.check_password(user, password) or user is None:
        with system().db.write() as database:
            accounts.note_failure(database, who, now=now)
        return render_template("signin.html", next=_next_page(), login=login, problem="wrong_password"), 401
    with system().db.write() as database:
        accounts.forgive(database, who)
    session.clear()
    session["user"], session["version"] = user.id, user.session_version
    return redirect(_next_page() or HOMES[Role(user.role)])


@signin.post("/signout")
@for_signed_in
def leave() -> ResponseReturnValue:
    """End this session."""
    session.clear()
    return redirect(url_for("signin.show"))


@signin.post("/language")
@for_anyone
def choose_language() -> ResponseReturnValue:
    """Korean or English, kept in a cookie."""
    chosen = request.form.get("language", "ko")
    response = redirect(_next_page() or "/")
    if chosen in LANGUAGES:
        secure = system().settings.https
        response.set_cookie("language", chosen, max_age=A_YEAR_S, samesite="Lax", httponly=True, secure=secure)
    return response


@signin.get("/api/v1/me")
@for_signed_in
def me() -> dict[str, object]:
    """Who is signed in, and the token that unsafe requests need."""
    who = find_actor()
    return {"actor": _shown(who) if who is not None else None, "csrf_token": csrf_token()}


def pick_language() -> None:
    """Before each request: the cookie's language, else the browser's, else Korean."""
    chosen = request.cookies.get("language") or request.accept_languages.best_match(LANGUAGES) or "ko"
    g.language = chosen if chosen in LANGUAGES else "ko"


def _shown(who: Actor) -> dict[str, object]:
    return {"id": who.id, "name": who.name, "role": who.role, "region": who.region, "facility": who.facility}


def _next_page() -> str | None:
    """Where to go afterwards: a path of this site, and nothing else."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    safe = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc
    return wanted if safe else None
