"""Errors become problem documents (RFC 9457) once, here: the stable code, a title, and what went wrong."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from apiflask import APIFlask
from apiflask.exceptions import HTTPError, _ValidationError
from flask import Response, g, json, make_response, render_template, request
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from werkzeug.exceptions import HTTPException

from chassis.errors import GoldentimeError, TooManyError
from chassis.telemetry import PROBLEMS

log = structlog.get_logger("goldentime.web")
STATUS: Mapping[str, int] = {
    "not_found": 404,
    "illegal_move": 409,
    "full": 409,
    "invalid_input": 422,
    "forbidden": 403,
    "too_late": 403,
    "taken": 409,
    "too_many": 429,
    "outrun": 409,
    "idempotency_done": 409,
    "no_arrest": 409,
    "not_ready": 409,
    "not_in_command": 409,
    "contradicted": 409,
    "still_in_the_air": 409,
    "stale": 409,
    "unsure": 409,
    "doubtful": 409,
    "misfit": 409,
    "road_import": 422,
    "no_print_font": 503,
    "policy_mistakes": 422,
    "tiles": 503,
    "own_account": 409,
    "last_administrator": 409,
    "unreadable_message": 422,
}
CODES: Mapping[int, str] = {  # ours, because the phrases of HTTP change from one Python to the next
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "request_entity_too_large",
    415: "unsupported_media_type",
}
STORAGE_AWAY = (OperationalError, InterfaceError, NoConnectionError)
OUTCOME = "application/fhir+json"
ISSUES = {"invalid_input": "invalid", "invalid_token": "login", "sign_in": "login", "unreadable_message": "structure"}
ISSUE_OF = {401: "login", 403: "forbidden", 404: "not-found", 405: "not-supported", 409: "conflict", 429: "throttled"}
PLAIN_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{status}</title><h1>{status}</h1><p>{code}</p>
<p><a href="/">Goldentime</a></p></html>
"""


class Refused(Exception):
    """A request refused at the door, with a status and a code of its own."""

    def __init__(self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.headers = status, code, detail, dict(headers or {})


def install(app: APIFlask) -> None:
    """Register the handlers."""
    app.register_error_handler(GoldentimeError, _domain)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DataError, _unfit)
    for lost in STORAGE_AWAY:
        app.register_error_handler(lost, _no_storage)
    app.register_error_handler(Exception, _unexpected)
    app.register_error_handler(
        HTTPError, _validation
    )  # in place of error_processor, which would take HTTPException too


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """The problem document, or the error page for somebody who reads HTML."""
    PROBLEMS.labels(code=code).inc()
    if wants_page():
        return make_response(_page(status, code, detail, more), status)
    if request.path.startswith("/fhir/") and OUTCOME in request.headers.get("Accept", ""):
        return Response(json.dumps(_outcome(status, code, detail)), status=status, content_type=OUTCOME)
    title = HTTPStatus(status).phrase
    body = {"type": f"urn:goldentime:problem:{code}", "title": title, "status": status, "code": code, "detail": detail}
    document = json.dumps(body | {"request_id": g.get("request_id")} | more)
    return Response(document, status=status, content_type="application/problem+json")


def _outcome(status: int, code: str, detail: str) -> dict[str, Any]:
    """The same for who speaks FHIR: the stable code stands in `details`."""
    kind = ISSUES.get(code) or ISSUE_OF.get(status) or ("exception" if status >= 500 else "processing")
    coding = [{"system": "urn:goldentime:problem", "code": code}]
    severity = "fatal" if status >= 500 else "error"
    issue = {"severity": severity, "code": kind, "details": {"coding": coding, "text": detail}, "diagnostics": detail}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def wants_page() -> bool:
    """Whether a person with a browser asks, and not a script or a machine."""
    if request.path.startswith(("/api/", "/fhir/", "/hooks/", "/intake/")):
        return False
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def _page(status: int, code: str, detail: str, more: Mapping[str, Any]) -> str:
    """The error page; a plain one when even that cannot be drawn, because it asks the database who is there."""
    try:
        return render_template("error.html", status=status, code=code, detail=detail, more=more)
    except Exception:
        log.exception("error_page_failed")
        return PLAIN_PAGE.format(status=status, code=code)


def _domain(error: GoldentimeError) -> Response:
    response = problem(STATUS[error.code], error.code, str(error), **error.details())
    if isinstance(error, TooManyError):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def _refused(error: Refused) -> Response:
    g.refused_at_the_door = True
    response = problem(error.status, error.code, error.detail)
    response.headers.update(error.headers)
    return response


def _http(error: HTTPException) -> Response:
    """What Flask itself refuses, before a view begins: no such address, a body that cannot be read."""
    status = error.code or 500
    g.refused_at_the_door = status < 500
    response = problem(status, CODES.get(status, f"http_{status}"), error.description or "")
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _unfit(error: DataError) -> Response:
    log.warning("value_unfit", kind=type(error.orig).__name__)
    return problem(422, "invalid_input", "a value cannot be stored")


def _no_storage(error: Exception) -> Response:
    log.exception("storage_failed", kind=type(error).__name__)
    response = problem(503, "service_unavailable", "the database does not answer; it is not known what was done")
    response.headers["Retry-After"] = "2"
    return response


def _unexpected(error: Exception) -> Response:
    log.exception("request_failed", kind=type(error).__name__)
    return problem(500, "internal_error", "something broke here; it is on record under the request id")


def _validation(error: HTTPError) -> Response:
    """APIFlask's own errors: a body that does not fit its shape, with every field and why."""
    g.refused_at_the_door = True
    if not isinstance(error, _ValidationError):
        return problem(error.status_code, CODES.get(error.status_code, "bad_request"), str(error.message))
    detail = error.detail if isinstance(error.detail, Mapping) else {}
    listed = [
        {"field": field, "reason": reason}
        for where in detail.values()
        for field, reasons in where.items()
        for reason in (reasons if isinstance(reasons, list) else [reasons])
    ]
    return problem(422, "invalid_input", "the request does not fit its shape", errors=listed)
