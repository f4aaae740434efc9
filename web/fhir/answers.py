"""How FHIR is answered: the media type, an ETag that holds until something changes, and who may read what."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from flask import Response, request

from chassis.accounts import is_machine
from chassis.scopes import covers
from dispatch.fhir.document import entry_of, written
from dispatch.fhir.parts import Json, Telling, instant
from web.current import actor, language, system
from web.problems import Refused

FHIR_JSON = "application/fhir+json"
PERSON = ("user/*.rs",)  # somebody signed in reads in FHIR what the page shows, and sets nothing up


def require(kind: str, deed: str) -> str:
    """The hospital that asks; raises Refused where its token has no scope for `deed` with `kind`."""
    who = actor()
    held = who.scopes if is_machine(who) else PERSON
    if not covers(held, kind, deed):
        lacking = f"{'system' if is_machine(who) else 'user'}/{kind}.{deed}"
        challenge = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{lacking}"'}
        raise Refused(403, "insufficient_scope", f"this needs the scope {lacking}", headers=challenge)
    if who.facility is None:
        raise Refused(403, "insufficient_scope", "this token belongs to no hospital")
    return who.facility


def may(kind: str, deed: str) -> bool:
    """Whether the one who asks has a scope for it."""
    who = actor()
    return covers(who.scopes if is_machine(who) else PERSON, kind, deed)


def base() -> str:
    """Where our resources are."""
    return f"{system().settings.public_url}/fhir"


def telling() -> Telling:
    """In the language of who asks, before anything is known of the record."""
    return Telling(base(), "", language() if language() in ("ko", "en") else "ko")


def answered(resource: Json, *, status: int = 200) -> Response:
    """A resource; 304 where the one who asks has it already, by its ETag: not all that it tells has a time."""
    body = written(resource)
    response = Response(body, status=status, content_type=f"{FHIR_JSON}; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Language"] = language()
    response.set_etag(hashlib.sha256(body).hexdigest()[:32], weak=True)
    if request.method == "GET":
        response.make_conditional(request)
    return response


def searchset(found: Iterable[Json], *, included: Iterable[Json] = ()) -> Response:
    """What a search has found, each with its address."""
    told = telling()
    matches = [entry_of(one, told) | {"search": {"mode": "match"}} for one in found]
    also = [entry_of(one, told) | {"search": {"mode": "include"}} for one in included]
    bundle: Json = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(matches),
        "link": [{"relation": "self", "url": f"{base()}{request.full_path.removeprefix('/fhir').rstrip('?')}"}],
        **({"entry": [*matches, *also]} if matches or also else {}),
    }
    return answered(bundle)


def asked_for(*known: str) -> dict[str, str]:
    """The parameters of a search. One nobody knows is refused: an answer too wide would look like the right one."""
    if strange := sorted(set(request.args) - {*known, "_format"}):
        raise Refused(422, "invalid_input", f"not searched by: {', '.join(strange)}")
    if repeated := sorted(name for name in request.args if len(request.args.getlist(name)) > 1):
        raise Refused(422, "invalid_input", f"once only: {', '.join(repeated)}")
    return dict(request.args)


def stamp(at: datetime) -> str:
    """An instant as resources carry it."""
    return instant(at)
