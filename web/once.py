"""Idempotency keys on POST: the same request sent twice happens once and is answered twice alike."""

from flask import Flask, Response, g, request

from chassis.idempotency import Claim, Verdict, claim, digest_of, finish, give_up
from web.current import find_actor, system
from web.problems import Refused

HEADER = "Idempotency-Key"
LONGEST = 128
REASONS = {
    Verdict.MISMATCH: (422, "this key was used for another request"),
    Verdict.IN_PROGRESS: (409, "the first request with this key is still running"),
    Verdict.IN_DOUBT: (409, "the first request with this key never finished; look before sending it again"),
}


def install(app: Flask) -> None:
    """Look at the key before the view and keep the answer after it."""
    app.before_request(_before)
    app.after_request(_after)


def _before() -> Response | None:
    key = request.headers.get(HEADER)
    g.once = None
    if key is None or request.method != "POST" or not request.path.startswith("/api/"):
        return None
    if not 1 <= len(key) <= LONGEST:
        raise Refused(400, "idempotency_key", f"a key has 1 to {LONGEST} characters")
    who = find_actor()
    owner = who.id if who is not None else "anyone"
    digest = digest_of(request.method, request.path, request.get_data())
    with system().db.write() as session:
        found = claim(session, owner, key, digest, now=system().clock.now())
    if found.verdict is Verdict.OURS:
        g.once = (owner, key)
        return None
    return _known(found)


def _known(found: Claim) -> Response:
    if found.verdict is not Verdict.FINISHED:
        status, detail = REASONS[found.verdict]
        raise Refused(status, found.verdict, detail)
    response = Response(found.body, status=found.status, content_type=found.content_type)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _after(response: Response) -> Response:
    held = g.get("once")
    if held is None:
        return response
    owner, key = held
    with system().db.write() as session:
        if response.status_code >= 400:
            give_up(session, owner, key)  # nothing happened: the command's transaction was rolled back
        else:
            kind, body = response.content_type or "", response.get_data()
            finish(session, owner, key, status=response.status_code, content_type=kind, body=body)
    return response
