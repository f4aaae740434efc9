"""The one guard: every endpoint says who may call it, and an endpoint that does not say so stops the start.

People come with a session cookie and a CSRF token on everything that changes something, shared screens with a cookie
of their own; machines come with a bearer token. Nothing else looks at roles.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from flask import Flask, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from chassis import accounts, devices
from chassis.accounts import TokenRow, UserRow
from chassis.devices import DeviceRow
from chassis.identity import Actor, Role
from chassis.secrets import new_token, same
from web.current import system
from web.problems import STORAGE_AWAY, Refused, wants_page

log = structlog.get_logger("goldentime.web")
View = TypeVar("View", bound=Callable[..., object])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CHALLENGE = {"WWW-Authenticate": "Bearer"}
EVERYBODY = frozenset(role for role in Role if role is not Role.CALLER)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call an endpoint. `anyone` needs no sign-in; `csrf` is False only where another proof stands in;
    `newcomers` may come before they have changed the password somebody gave them. Of `nobody` is asked who it is: a
    page loads a hundred files, and each would read the account anew."""

    roles: frozenset[Role] = frozenset()
    anyone: bool = False
    csrf: bool = True
    without_storage: bool = False
    newcomers: bool = False
    nobody: bool = False


def for_roles(*roles: Role, even_without_storage: bool = False) -> Callable[[View], View]:
    """Only people and machines with one of `roles`.

    `even_without_storage` is for what must be read while the database is away: then the signed session alone says
    who it is (docs/decisions/0009).
    """
    return _mark(Access(frozenset(roles), without_storage=even_without_storage))


def for_signed_in(view: View) -> View:
    """Everybody who is signed in."""
    return _mark(Access(EVERYBODY))(view)


def for_newcomers(view: View) -> View:
    """Everybody who is signed in, also with a password that somebody else gave them and that has to go first."""
    return _mark(Access(EVERYBODY, newcomers=True))(view)


def takes_machines(view: View) -> View:
    """A hospital's own system may call it with its token. To everything else of a hospital a person or one of its
    screens comes: a token reads only by its scopes, and what is answered, ordered and signed is somebody's word."""
    view.__dict__["goldentime_machines"] = True
    return view


def is_for_machines(app: Flask, endpoint: str) -> bool:
    """Whether a hospital's token opens an endpoint."""
    return bool(getattr(app.view_functions.get(endpoint), "goldentime_machines", False))


def takes_up_to(size: int) -> Callable[[View], View]:
    """The one endpoint that takes a file: bodies up to `size` bytes, once the guard has seen who sends it."""

    def mark(view: View) -> View:
        view.__dict__["goldentime_largest"] = size
        return view

    return mark


def largest_of(app: Flask, endpoint: str) -> int | None:
    """How many bytes an endpoint takes; None where the usual limit holds."""
    found: int | None = getattr(app.view_functions.get(endpoint), "goldentime_largest", None)
    return found


def leaves_no_copy(view: View) -> View:
    """The answer is of a person and is kept nowhere: an idempotency key changes nothing here."""
    view.__dict__["goldentime_no_copy"] = True
    return view


def is_kept_nowhere(app: Flask, endpoint: str) -> bool:
    """Whether the answers of an endpoint may not be kept."""
    return bool(getattr(app.view_functions.get(endpoint), "goldentime_no_copy", False))


def answered_anew(read: Callable[..., Any]) -> Callable[[View], View]:
    """The answer is of patients: under an idempotency key only its status is kept, and who sends the same again gets
    what `read` says then."""

    def mark(view: View) -> View:
        view.__dict__["goldentime_anew"] = read
        return view

    return mark


def anew_of(app: Flask, endpoint: str) -> Callable[..., Any] | None:
    """How an endpoint's answer is read anew; None where the first one is kept."""
    found: Callable[..., Any] | None = getattr(app.view_functions.get(endpoint), "goldentime_anew", None)
    return found


def for_anyone(view: View) -> View:
    """Open to the world; whatever changes something still needs the CSRF token."""
    return _mark(Access(anyone=True))(view)


def for_signed_requests(view: View) -> View:
    """Open to the world because the request carries its own proof: a link token, or a provider's signature."""
    return _mark(Access(anyone=True, csrf=False))(view)


def _mark(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.__dict__["goldentime_access"] = access
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access | None:
    """What an endpoint declares, also below decorators that keep its `__dict__`."""
    view = app.view_functions.get(endpoint)
    return getattr(view, "goldentime_access", None)


def install(app: Flask, *, open_endpoints: Collection[str] = ("static",)) -> None:
    """Put the guard before every request."""
    for endpoint in open_endpoints:
        if endpoint in app.view_functions:
            app.view_functions[endpoint].__dict__["goldentime_access"] = Access(anyone=True, nobody=True)
    app.before_request(_check)
    app.jinja_env.globals["csrf_token"] = csrf_token


def require_declarations(app: Flask) -> None:
    """Raises RuntimeError naming every endpoint that does not say who may call it."""
    silent = sorted({r.endpoint for r in app.url_map.iter_rules() if access_of(app, r.endpoint) is None})
    if silent:
        raise RuntimeError(f"who may call {', '.join(silent)}?")


def csrf_token() -> str:
    """The token of this session, made on first use; a shared screen's comes from its key."""
    if "device_key" in g:
        return devices.csrf_of(g.device_key)
    if "csrf" not in session:
        session["csrf"] = new_token()
    token: str = session["csrf"]
    return token


def _check() -> Response | None:
    if request.endpoint is None:
        return None  # no such address: the 404 tells nothing
    access = access_of(current_app, request.endpoint) or Access()
    if access.nobody:
        return None
    g.actor, by_cookie = _who_even_so() if access.without_storage else _who()
    if g.actor is not None:
        structlog.contextvars.bind_contextvars(actor=g.actor.id, role=g.actor.role.value)
    if access.csrf and by_cookie and request.method not in SAFE:
        _check_csrf()
    if access.anyone:
        return None
    if g.actor is None:
        return _ask_to_sign_in()
    if g.actor.role not in access.roles:
        raise Refused(403, "forbidden", f"not for {g.actor.role}")
    if _is_shut_to_machines(g.actor, request.endpoint):
        raise Refused(403, "forbidden", "not for machines: a hospital's token posts capacity and reads /fhir")
    request.max_content_length = largest_of(current_app, request.endpoint) or request.max_content_length
    return None if access.newcomers or not g.get("password_first") else _ask_for_a_password()


def _is_shut_to_machines(who: Actor, endpoint: str) -> bool:
    machine = accounts.is_machine(who) and who.role is Role.HOSPITAL
    return machine and not is_for_machines(current_app, endpoint)


def _ask_for_a_password() -> Response:
    """Whoever was given a password changes it before anything else."""
    if request.method in SAFE and wants_page():
        return redirect(url_for("passwords.show"))
    raise Refused(403, "password_first", "change the password you were given first")


def _who() -> tuple[Actor | None, bool]:
    """The actor, and whether the proof was a cookie."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _by_token(token.strip()), False
    return _by_session() or _by_device(), True


def _who_even_so() -> tuple[Actor | None, bool]:
    """As `_who`; while the database is away, whom the session names. It was signed here and ends by itself."""
    try:
        return _who()
    except STORAGE_AWAY:
        found = _by_session_alone()
        if found is None:
            raise
        log.warning("let_in_without_storage", actor=found.id, endpoint=request.endpoint)
        g.without_storage = True
        return found, True


def _by_session_alone() -> Actor | None:
    """Who signed in with this cookie, by its signature; nothing tells whether the account still stands."""
    if "Authorization" in request.headers or not {"user", "name", "role", "region"} <= set(session):
        return None
    return Actor(session["user"], session["name"], Role(session["role"]), session["region"])


def _by_token(token: str) -> Actor:
    now = system().clock.now()
    with system().db.read() as database:
        found = accounts.find_token(database, token, now=now)
    if found is None:
        raise Refused(401, "invalid_token", "this token is unknown or has expired", headers=CHALLENGE)
    if not accounts.use_is_noted(found, now=now):
        with system().db.write() as database:
            database.get_one(TokenRow, found.fingerprint).last_used_at = now
    return accounts.machine_of(found)


def _by_session() -> Actor | None:
    user_id = session.get("user")
    if user_id is None:
        return None
    with system().db.read() as database:
        user = database.get(UserRow, user_id)
    if user is None or not user.active or session.get("version") != user.session_version:
        session.clear()
        return None
    g.password_first = user.password_once
    return accounts.actor_of(user)


def device_cookie() -> str:
    """What the cookie of a shared screen is called."""
    return "__Host-goldentime-screen" if system().settings.https else "goldentime-screen"


def _by_device() -> Actor | None:
    """The shared screen this browser is, as long as nobody has revoked it."""
    key, now = request.cookies.get(device_cookie()), system().clock.now()
    if key is None:
        return None
    with system().db.read() as database:
        found = devices.find_device(database, key)
    if found is None:
        return None
    if not devices.use_is_noted(found, now=now):
        with system().db.write() as database:
            database.get_one(DeviceRow, found.id).last_used_at = now
    g.device_key = key
    return devices.device_actor(found)


def _check_csrf() -> None:
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token") or ""
    known = csrf_token() if "device_key" in g else str(session.get("csrf", ""))
    if not sent or not same(known, sent):
        raise Refused(403, "csrf", "the page is too old; reload it and try again")


def _ask_to_sign_in() -> Response:
    if request.method in SAFE and wants_page():
        return redirect(url_for("signin.show", next=request.full_path.rstrip("?")))
    raise Refused(401, "sign_in", "sign in first", headers=CHALLENGE)
