"""Idempotency keys on whatever changes something: the same request sent twice happens once and is answered alike.

A request that is refused at the door (its shape, its size, who sends it) leaves its key free. From where the command
begins, the key keeps the answer, a refusal included. The command's transaction marks its key: a request that broke or
whose process died is run again when nothing of it was done, and otherwise is `idempotency_done`.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, request

from chassis.idempotency import (
    MARKED_IN_DOUBT_AFTER,
    RUNNING,
    Claim,
    Mark,
    Verdict,
    claim,
    digest_of,
    finish,
    give_up,
    was_done,
)
from chassis.sealing import SealError, sealer_of
from web.current import find_actor, system
from web.guard import SAFE, anew_of, is_kept_nowhere, largest_of
from web.problems import Refused, problem

HEADER = "Idempotency-Key"
LONGEST = 128
KEYED = ("/api/", "/fhir/")
REFUSED = 400
REASONS = {
    Verdict.MISMATCH: (422, "this key was used for another request"),
    Verdict.IN_PROGRESS: (409, "the first request with this key is still running"),
    Verdict.DONE: (409, "the first request with this key has been carried out; its answer is lost"),
    Verdict.IN_DOUBT: (409, "how the first request with this key ended is not known; look before sending it again"),
}


def install(app: Flask) -> None:
    """Look at the key before the view, after the guard, and keep the answer after it."""
    app.before_request(_before)
    app.after_request(_after)
    app.teardown_request(_forget)


def _before() -> Response | None:
    key = request.headers.get(HEADER)
    if key is None or request.method in SAFE or request.endpoint is None or not request.path.startswith(KEYED):
        return None
    if is_kept_nowhere(current_app, request.endpoint):
        return None
    if largest_of(current_app, request.endpoint) is not None:
        raise Refused(400, "idempotency_key", "a file is sent without a key: sending it twice does no harm")
    if not (1 <= len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise Refused(400, "idempotency_key", f"a key has 1 to {LONGEST} printable ASCII characters")
    owner = _owner()
    digest = digest_of(request.method, request.full_path.rstrip("?"), request.get_data())
    now = system().clock.now()
    with system().db.write() as session:
        found = claim(session, owner, key, digest, now=now, patience=MARKED_IN_DOUBT_AFTER)
    if found.verdict is not Verdict.OURS:
        return _known(found)
    g.once = Mark(owner, key, now)
    RUNNING.set(g.once)
    return None


def _owner() -> str:
    """Whose key it is: the actor's; without a sign-in that of the link in the address."""
    who = find_actor()
    return who.id if who is not None else f"link:{hashlib.sha256(request.path.encode()).hexdigest()}"


def _known(found: Claim) -> Response:
    if found.verdict is not Verdict.FINISHED:
        status, detail = REASONS[found.verdict]
        raise Refused(status, found.verdict, detail)
    if (anew := _read_anew(found)) is not None:
        return anew
    try:
        body = opened(found.body)
    except SealError as error:  # the secret has been changed meanwhile
        status, detail = REASONS[Verdict.IN_DOUBT]
        raise Refused(status, Verdict.IN_DOUBT, detail) from error
    response = Response(body, status=found.status, content_type=found.content_type)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _read_anew(found: Claim) -> Response | None:
    """The answer as it is now, of an endpoint whose answers are not kept."""
    read = _anew()
    if read is None or found.status >= REFUSED:
        return None
    response = current_app.make_response((read(**(request.view_args or {})), found.status))
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _anew() -> Callable[..., Any] | None:
    return anew_of(current_app, request.endpoint) if request.endpoint is not None else None


def _after(response: Response) -> Response:
    mark = g.pop("once", None)
    if mark is None or mark.lost:  # whoever was faster keeps its answer
        return response
    owner, key = mark.actor, mark.key
    with system().db.write() as session:
        if response.status_code >= REFUSED and not mark.left and was_done(session, owner, key):
            status, detail = REASONS[Verdict.DONE]  # thought dead the first was only slow: this refuses its deed
            return problem(status, Verdict.DONE, detail)
        if g.get("refused_at_the_door", False):
            give_up(session, mark)
        else:
            kept = _anew() is None or response.status_code >= REFUSED
            kind, body = response.content_type or "", response.get_data() if kept else b""
            finish(session, mark, status=response.status_code, content_type=kind, body=sealed(body))
    return response


def _forget(_: BaseException | None) -> None:
    """The next request of this thread is another one."""
    RUNNING.set(None)


def sealed(body: bytes) -> bytes:
    """An answer as it is kept: it may hold a caller's link, or a patient, and nobody reads it where it lies."""
    return sealer_of(system().settings).seal({"body": b64encode(body).decode()}).encode()


def opened(kept: bytes) -> bytes:
    """The answer that was kept. Raises SealError."""
    return b64decode(sealer_of(system().settings).opened(kept.decode())["body"])
