"""The page on which people keep their cards. No password: a number and a code sent to it open a short visit, which is
good for this page alone. All of it works without scripts."""

from datetime import timedelta
from typing import Any

from apiflask import APIBlueprint
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from chassis.errors import GoldentimeError, InvalidInputError, NotFoundError
from chassis.sealing import SealError, sealer_of
from dispatch.policies.force import in_force
from dispatch.registered.card import Card, Need, Relation
from dispatch.registered.fhir import SummaryError, read_summary
from dispatch.registering import entering, keeping
from dispatch.registering.entering import VISIT_LIVES, Visitor
from dispatch.tables.areas import get_region
from web.current import language, system
from web.guard import for_anyone
from web.paper.words import Words
from web.problems import STATUS
from web.registered.forms import PARTS, READERS, plain_summary, read_form, shown_form, with_summary

registered_pages = APIBlueprint("registered_pages", __name__, url_prefix="/registered", enable_openapi=False)
PREVIEW_LIVES = timedelta(minutes=30)
NEW = Card("")


@registered_pages.errorhandler(NotFoundError)
def visit_is_over(_: NotFoundError) -> Response:
    """Back to the way in, or to one's own cards."""
    return redirect(url_for(".show"), 303)


@registered_pages.get("")
@for_anyone
def show() -> ResponseReturnValue:
    """The cards somebody keeps; before that the way in."""
    visitor = _visitor()
    if visitor is None:
        return _page("in", waiting=request.args.get("code", "")[:64])
    return _page("cards", visitor=visitor, cards=keeping.cards_of(system(), visitor))


@registered_pages.post("/code")
@for_anyone
def ask() -> ResponseReturnValue:
    """Send a code to a number."""
    try:
        code_id = _ask_code(request.form.get("number", ""))
    except GoldentimeError as error:
        return _wrong("in", error, waiting="")
    return redirect(url_for(".show", code=code_id), 303)


@registered_pages.post("/enter")
@for_anyone
def enter() -> ResponseReturnValue:
    """Begin a visit with the code."""
    waiting = request.form.get("id", "")[:64]
    try:
        token = entering.enter(system(), _region(), waiting, request.form.get("code", ""))
    except GoldentimeError as error:
        return _wrong("in", error, waiting=waiting)
    answer = redirect(url_for(".show"), 303)
    life = round(VISIT_LIVES.total_seconds())
    answer.set_cookie(
        _cookie(), token, max_age=life, path="/registered", httponly=True, samesite="Strict", secure=_https()
    )
    return answer


@registered_pages.post("/leave")
@for_anyone
def leave() -> Response:
    """End the visit."""
    entering.leave(system(), request.cookies.get(_cookie(), ""))
    answer = redirect(url_for(".show"), 303)
    answer.delete_cookie(_cookie(), path="/registered", httponly=True, samesite="Strict", secure=_https())
    return answer


@registered_pages.get("/card")
@registered_pages.get("/card/<person_id>")
@for_anyone
def edit(person_id: str | None = None) -> ResponseReturnValue:
    """The form of a card, an empty one for a new card."""
    kept = keeping.own_card(system(), _here(), person_id) if person_id else None
    card, shared = (kept.held.card, kept.held.shared) if kept else (NEW, READERS)
    return _page("edit", kept=kept, form=shown_form(card, shared), **_choices())


@registered_pages.post("/card")
@registered_pages.post("/card/<person_id>")
@for_anyone
def save(person_id: str | None = None) -> ResponseReturnValue:
    """Write the card down."""
    visitor = _here()
    kept = keeping.own_card(system(), visitor, person_id) if person_id else None
    try:
        filled = read_form(request.form, known=kept.held.card if kept else None, speaks=language())
        if not filled.consented:
            raise InvalidInputError("consent", "without it nothing is kept")
        keeping.save_card(
            system(), visitor, filled.card, filled.shared, person_id=person_id, seen=filled.seen, consented=True
        )
    except GoldentimeError as error:
        return _wrong("edit", error, kept=kept, form=_as_sent(), **_choices())
    return redirect(url_for(".show"), 303)


@registered_pages.post("/card/<person_id>/renew")
@for_anyone
def renew(person_id: str) -> Response:
    """Everything is still right."""
    keeping.renew_card(system(), _here(), person_id)
    return redirect(url_for(".show"), 303)


@registered_pages.post("/card/<person_id>/withdraw")
@for_anyone
def withdraw(person_id: str) -> Response:
    """Take the consent back; asked once more, then deleted for good."""
    if "sure" in request.form:
        keeping.withdraw_card(system(), _here(), person_id)
    return redirect(url_for(".show"), 303)


@registered_pages.post("/card/<person_id>/numbers")
@for_anyone
def ask_number(person_id: str) -> ResponseReturnValue:
    """Send a code to a further number of a card."""
    visitor = _here()
    keeping.own_card(system(), visitor, person_id)
    try:
        code_id = _ask_code(request.form.get("number", ""), person_id)
    except GoldentimeError as error:
        return _cards(visitor, error)
    return _page("number", person_id=person_id, waiting=code_id)


@registered_pages.post("/card/<person_id>/numbers/check")
@for_anyone
def add_number(person_id: str) -> ResponseReturnValue:
    """A further number, with the code that was sent to it."""
    visitor, waiting = _here(), request.form.get("id", "")[:64]
    try:
        keeping.add_number(system(), visitor, person_id, waiting, request.form.get("code", ""))
    except InvalidInputError as error:
        return _wrong("number", error, person_id=person_id, waiting=waiting)
    return redirect(url_for(".show"), 303)


@registered_pages.post("/card/<person_id>/numbers/drop")
@for_anyone
def drop_number(person_id: str) -> Response:
    """A number finds the card no more."""
    keeping.drop_number(system(), _here(), person_id, request.form.get("number", ""))
    return redirect(url_for(".show"), 303)


@registered_pages.post("/card/<person_id>/summary")
@for_anyone
def preview(person_id: str) -> ResponseReturnValue:
    """What a health summary would add; nothing is kept yet."""
    visitor, file = _here(), request.files.get("file")
    kept = keeping.own_card(system(), visitor, person_id)
    try:
        summary = read_summary(file.read() if file else b"", year=system().clock.now().year)
    except SummaryError as error:
        return _cards(visitor, InvalidInputError("file", error.why), unread=error.why.value)
    ends = system().clock.now() + PREVIEW_LIVES
    plain = plain_summary(summary)
    told = {"for": person_id, "ends": ends.isoformat(), "summary": plain}
    return _page("summary", kept=kept, read=plain, left=summary.left_out, parts=PARTS, sealed=_seal(told))


@registered_pages.post("/card/<person_id>/summary/save")
@for_anyone
def save_summary(person_id: str) -> ResponseReturnValue:
    """Take over what was shown."""
    visitor = _here()
    kept = keeping.own_card(system(), visitor, person_id)
    try:
        told = sealer_of(system().settings).opened(request.form.get("sealed", ""))
    except SealError as error:
        raise NotFoundError("summary", "") from error
    if told.get("for") != person_id or told["ends"] < system().clock.now().isoformat():
        raise NotFoundError("summary", "")
    card = with_summary(kept.held.card, told["summary"])
    try:
        keeping.save_card(system(), visitor, card, kept.held.shared, person_id=person_id, seen=kept.version)
    except GoldentimeError as error:
        return _cards(visitor, error)
    return redirect(url_for(".show"), 303)


def _visitor() -> Visitor | None:
    try:
        return _here()
    except NotFoundError:
        return None


def _here() -> Visitor:
    with system().db.read() as session:
        return entering.find_visitor(session, system(), request.cookies.get(_cookie(), ""))


def _ask_code(number: str, person_id: str | None = None) -> str:
    address = request.remote_addr or "unknown"
    return entering.ask_code(system(), _region(), number, address=address, speaks=language(), person_id=person_id)


def _cards(visitor: Visitor, error: GoldentimeError, **more: Any) -> ResponseReturnValue:
    return _wrong("cards", error, visitor=visitor, cards=keeping.cards_of(system(), visitor), **more)


def _wrong(step: str, error: GoldentimeError, **values: Any) -> ResponseReturnValue:
    field = error.field if isinstance(error, InvalidInputError) else None
    return _page(step, problem=error.code, wrong=field, **values), STATUS[error.code]


def _page(step: str, **values: Any) -> str:
    with system().db.read() as session:
        words = Words(get_region(session, _region()).timezone, (language(),), on_page=True)
        policy = in_force(session, system(), _region()).registered
    return render_template(
        "registered.html", **{"step": step, "w": words, "policy": policy, "now": system().clock.now(), **values}
    )


def _choices() -> dict[str, Any]:
    return {"relations": list(Relation), "need_codes": list(Need), "readers": READERS, "parts": PARTS}


def _as_sent() -> dict[str, Any]:
    """The form as it was sent, so that nothing has to be typed again."""
    sent: dict[str, Any] = shown_form(NEW, ())
    sent |= {name: request.form.get(name, "") for name in sent if isinstance(sent[name], str)}
    sent |= {f"{part}_none": f"{part}_none" in request.form for part in PARTS}
    names, numbers, kins = (request.form.getlist(f"contact_{one}") for one in ("name", "number", "relation"))
    rows = [{"name": a, "number": b, "relation": c} for a, b, c in zip(names, numbers, kins, strict=False)]
    return sent | {"needs": request.form.getlist("needs"), "shared": request.form.getlist("shared"), "contacts": rows}


def _seal(value: dict[str, Any]) -> str:
    return sealer_of(system().settings).seal(value)


def _region() -> str:
    return system().settings.city


def _https() -> bool:
    return system().settings.https


def _cookie() -> str:
    return "__Secure-goldentime-registered" if _https() else "goldentime-registered"
