"""The caller's page. All of it works without scripts: forms are posted, the answer is the page again."""

from typing import Any

from apiflask import APIBlueprint
from flask import g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from chassis.errors import InvalidInputError
from dispatch.boards.caller import caller_view
from dispatch.caller import photographing, speaking
from dispatch.caller.holding import hold_kit
from dispatch.cards import LANGUAGES
from dispatch.dropscript import DropMark
from dispatch.lines.pictures import LARGEST
from dispatch.phrases import CallerPhrase, MessageKind
from dispatch.tables.cases import CallRow
from web.caller.links import call_of
from web.current import language, system
from web.guard import for_signed_requests
from web.i18n import GUESTS, page
from web.i18n import LANGUAGES as PAGES

caller_pages = APIBlueprint("caller_pages", __name__, url_prefix="/c/<token>", enable_openapi=False)

LARGEST_FORM = 4 * LARGEST  # several from the gallery at once, from a page without scripts


@caller_pages.get("")
@for_signed_requests
def show(token: str) -> str:
    """The page; it says what it knows also without scripts."""
    return _page("caller", token, call_of(token))


@caller_pages.get("/news")
@for_signed_requests
def news(token: str) -> Response:
    """The parts of the page that change. 304 costs a bad network next to nothing."""
    answer = make_response(_page("caller_news", token, call_of(token)))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


@caller_pages.post("/say")
@for_signed_requests
def say(token: str) -> ResponseReturnValue:
    """Words, or one of the phrases."""
    call, pressed = call_of(token), request.form.get("phrase")
    phrase = CallerPhrase(pressed) if pressed in set(CallerPhrase) else None
    text = None if phrase else request.form.get("text", "")
    speaking.say(system(), call, text=text, phrase=phrase, language=language())
    return _back(token, "talk")


@caller_pages.post("/kit")
@for_signed_requests
def kit(token: str) -> ResponseReturnValue:
    """The box from the drone is here, or was used."""
    pressed = request.form.get("mark", "")
    if pressed not in set(DropMark):
        raise InvalidInputError("mark", "nobody asks this")
    hold_kit(system(), call_of(token), DropMark(pressed))
    return _back(token, "now")


@caller_pages.post("/place")
@for_signed_requests
def place(token: str) -> ResponseReturnValue:
    """Entrance, floor, door code."""
    speaking.describe_place(system(), call_of(token), request.form.get("words", ""), language=language())
    return _back(token, "place")


@caller_pages.post("/photos")
@for_signed_requests
def photos(token: str) -> ResponseReturnValue:
    """Photographs. Only now that the link is known may the body be that large."""
    call = call_of(token)
    request.max_content_length = LARGEST_FORM
    sent = [one for one in request.files.getlist("photo") if one.filename]
    if not sent:
        raise InvalidInputError("photo", "none was chosen")
    for one in sent:
        photographing.send_photo(system(), call, one.read(LARGEST + 1), language=language())
    return _back(token, "photos")


@caller_pages.post("/callback")
@for_signed_requests
def callback(token: str) -> ResponseReturnValue:
    """Please call me back."""
    speaking.wish(system(), call_of(token), MessageKind.CALLBACK)
    return _back(token, "wishes")


@caller_pages.post("/no-help")
@for_signed_requests
def no_help(token: str) -> ResponseReturnValue:
    """Help is no longer needed: asked once more, then told to the desk, which decides."""
    call = call_of(token)
    if "sure" not in request.form:
        return redirect(url_for(".show", token=token, sure="", _anchor="wishes"), 303)
    speaking.wish(system(), call, MessageKind.NO_HELP)
    return _back(token, "wishes")


@caller_pages.post("/help-after-all")
@for_signed_requests
def help_after_all(token: str) -> ResponseReturnValue:
    """That was a mistake."""
    speaking.take_back_no_help(system(), call_of(token))
    return _back(token, "wishes")


def _back(token: str, anchor: str) -> Response:
    return redirect(url_for(".show", token=token, _anchor=anchor), 303)


def _page(name: str, token: str, call: CallRow) -> str:
    rules = system().rules
    with system().db.read() as session:
        view = caller_view(session, call, rules, now=system().clock.now())
    asked = request.args.get("aid", "")
    guide = rules.guides[asked if asked in rules.guides else view["aid"]]
    return page(name, token=token, view=view, guide=guide, spoken=_spoken(call), **_known())


def _spoken(call: CallRow) -> str:
    """The language of the steps: the one asked for, else the interview's own, else that of the page. A guest's language
    that is asked for is that of the whole page too."""
    asked = request.args.get("speak")
    if asked in LANGUAGES:
        g.language = asked if asked in GUESTS else g.language
        return asked
    return call.language if call.language in LANGUAGES and call.language not in PAGES else language()


def _known() -> dict[str, Any]:
    return {
        "guides": list(system().rules.guides.values()),
        "interview_languages": LANGUAGES,
        "phrases": list(CallerPhrase),
        "asking": "sure" in request.args,
    }
