"""The public call form, for whoever cannot speak: no sign-in, no script needed, four languages. A post is never
dropped: what cannot be taken comes back with all its words, a sentence, and the number to ring."""

from apiflask import APIBlueprint
from flask import after_this_request, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from chassis.errors import TooManyError
from chassis.idempotency import Mark, Verdict, claim, finish, give_up, look
from chassis.identity import system_actor
from dispatch.cards import LANGUAGES
from dispatch.lines.forms import receive_form
from dispatch.lines.pacing import pace_form
from web.current import language, system
from web.guard import for_anyone
from web.i18n import LANGUAGES as PAGES
from web.lines.callfields import Filled, empty, read
from web.once import opened, sealed
from web.problems import STORAGE_AWAY, Refused

call_pages = APIBlueprint("call_pages", __name__, url_prefix="/call", enable_openapi=False)
OWNER, COOKIE, A_YEAR_S = "callform", "call_language", 31_536_000
LOOKED_AGAIN_S = "2"


@call_pages.before_request
def pick_language() -> None:
    """Speak the language chosen here, else that of the other pages, else the browser's."""
    asked, kept = request.args.get("speak"), request.cookies.get(COOKIE)
    chosen = next((one for one in (asked, kept, request.cookies.get("language")) if one in LANGUAGES), None)
    g.language = chosen or request.accept_languages.best_match(LANGUAGES) or PAGES[0]
    if asked in LANGUAGES:
        after_this_request(_remember)


@call_pages.errorhandler(Refused)
def refused(_: Refused) -> ResponseReturnValue:
    """The page was open for too long, or the browser keeps no cookies: everything typed is still there."""
    pick_language()
    return _page(read(request.form), "again"), 403


@call_pages.get("")
@for_anyone
def show() -> str:
    """The empty form."""
    return _page(empty())


@call_pages.post("")
@for_anyone
def send() -> ResponseReturnValue:
    """Take the call, once, and go to the caller's own page."""
    filled = read(request.form)
    if filled.wrong:
        return _page(filled, "look"), 422
    try:
        return _take(filled)
    except TooManyError as error:
        return _page(filled, "too_many"), 429, {"Retry-After": str(error.retry_after_s)}
    except STORAGE_AWAY:
        return _page(filled, "away"), 503, {"Retry-After": LOOKED_AGAIN_S}


@call_pages.get("/sent/<key>")
@for_anyone
def sent(key: str) -> ResponseReturnValue:
    """On to the caller's page. While the desk's record is being written this page looks again by itself."""
    with system().db.read() as session:
        found = look(session, OWNER, key, now=system().clock.now())
    if found is None or found.verdict in {Verdict.IN_DOUBT, Verdict.DONE}:  # left behind, or a day old
        return redirect(url_for(".show"), 303)
    if found.verdict is Verdict.IN_PROGRESS:
        return _page(None, "handing_over"), 202, {"Refresh": LOOKED_AGAIN_S}
    token = opened(found.body).decode()
    return redirect(url_for("caller_pages.show", token=token), 303) if token else _page(None, "went_on")


def _take(filled: Filled) -> Response:
    """A key left behind is tried again: of one number it can only go on with the call that is there already."""
    mark = Mark(OWNER, filled.key, system().clock.now())
    with system().db.write() as session:
        found = claim(session, OWNER, filled.key, filled.key, now=mark.claimed_at)
    if found.verdict is Verdict.OURS:
        try:
            token = _hand_over(filled)
        except Exception:
            with system().db.write() as session:
                give_up(session, mark)
            raise
        with system().db.write() as session:
            finish(session, mark, status=303, content_type="text/plain", body=sealed(token.encode()))
    return redirect(url_for(".sent", key=filled.key), 303)


def _hand_over(filled: Filled) -> str:
    """The token of the caller's page; empty where the number had an open call, whose link only that telephone has."""
    region = system().settings.city
    pace_form(system(), filled.number, request.remote_addr or "unknown")
    call = filled.call(region, language(), system().clock.now())
    reached = receive_form(system(), system_actor(region, "web"), call, filled.answers())
    return reached.link.rpartition("/")[2] if reached.link else ""


def _page(filled: Filled | None, says: str | None = None) -> str:
    phone = system().settings.emergency_number
    return render_template("callform.html", form=filled, says=says, phone=phone, languages=LANGUAGES)


def _remember(answer: Response) -> Response:
    secure = system().settings.https
    answer.set_cookie(COOKIE, language(), max_age=A_YEAR_S, path="/call", samesite="Lax", httponly=True, secure=secure)
    return answer
