"""Errors become problem documents (RFC 9457) once, here: the stable code, a title, and what went wrong."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from apiflask import APIFlask
from apiflask.exceptions import _ValidationError
from flask import Response, g, json, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from chassis.errors import GoldentimeError
from chassis.telemetry import PROBLEMS

log = structlog.get_logger("goldentime.web")
STATUS: Mapping[str, int] = {
    "not_found": 404,
    "illegal_move": 409,
    "invalid_input": 422,
    "forbidden": 403,
    "taken": 409,
    "outrun": 409,
    "road_import": 422,
}


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
    app.register_error_handler(Exception, _unexpected)
    app.error_processor(_validation)


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """The problem document, or the error page for somebody who reads HTML."""
    PROBLEMS.labels(code=code).inc()
    if wants_page():
        return make_response(render_template("error.html", status=status, code=code, detail=detail, more=more), status)
    title = HTTPStatus(status).phrase
    body = {"type": f"urn:goldentime:problem:{code}", "title": title, "status": status, "code": code, "detail": detail}
    document = json.dumps(body | {"request_id": g.get("request_id")} | more)
    return Response(document, status=status, content_type="application/problem+json")


def wants_page() -> bool:
    """Whether a person with a browser asks, and not a script or a machine."""
    if request.path.startswith(("/api/", "/fhir/", "/hooks/")):
        return False
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def _domain(error: GoldentimeError) -> Response:
    return problem(STATUS.get(error.code, 400), error.code, str(error), **error.details())


def _refused(error: Refused) -> Response:
    response = problem(error.status, error.code, error.detail)
    response.headers.update(error.headers)
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    response = problem(status, HTTPStatus(status).phrase.lower().replace(" ", "_"), error.description or "")
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    log.exception("request_failed", path=request.path, kind=type(error).__name__)
    return problem(500, "internal_error", "something broke here; it is on record under the request id")


def _validation(error: Any) -> Response:
    """APIFlask's own errors: a body that does not fit its shape, with every field and why."""
    detail = error.detail if isinstance(error.detail, Mapping) else {}
    if not isinstance(error, _ValidationError):
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
        return problem(error.status_code, code, str(error.message))
    listed = [
        {"field": field, "reason": reason}
        for where in detail.values()
        for field, reasons in where.items()
        for reason in (reasons if isinstance(reasons, list) else [reasons])
    ]
    return problem(422, "invalid_input", "the request does not fit its shape", errors=listed)
