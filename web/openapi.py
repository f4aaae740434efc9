"""The API's description: what APIFlask finds in the views, with what guard, problems, keys and streams really do."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, get_args, get_origin

from apiflask import APIFlask
from flask import Response
from werkzeug.routing import Rule

from web.guard import SAFE, Access, access_of

Spec = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
CONVERTED = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
ABOUT = """JSON in and out: positions in WGS 84 degrees, instants in ISO 8601 with an offset, units in their names.
Whatever is refused is refused with a problem document (RFC 9457) whose `code` never changes its meaning."""
COMPONENTS: Mapping[str, Mapping[str, Any]] = {
    "securitySchemes": {
        "token": {"type": "http", "scheme": "bearer", "description": "A machine's token: `flask users token`."},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "goldentime",
            "description": "A signed-in person. Whatever changes something also needs the header X-CSRF-Token, "
            "whose value /api/v1/me tells.",
        },
    },
    "parameters": {
        "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "schema": {"type": "string", "minLength": 1, "maxLength": 128},
            "description": "The same request sent again with its key happens once and gets the first answer, marked "
            "Idempotency-Replayed. 422 idempotency_mismatch, 409 idempotency_in_progress, 409 idempotency_done.",
        }
    },
    "responses": {
        "Problem": {
            "description": "Refused, and why",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    },
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457. Further members depend on the code.",
    "required": ["type", "title", "status", "code", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "reason"],
                "properties": {
                    "field": {"type": "string"},
                    "reason": {"type": "string"},
                    "line": {"type": "integer", "description": "of a sheet; the header is line 1"},
                    "column": {"type": ["string", "null"]},
                },
            },
        },
    },
}
JSON_BODY = {"application/json": {"schema": {"type": "object"}}}
STREAM_BODY = {"text/event-stream": {"schema": {"type": "string"}}}


def install(app: APIFlask) -> None:
    """Let the application describe itself."""
    app.tags = [
        "desk",
        "alerts",
        "chief",
        "working",
        "crew",
        "receiving",
        "pad",
        "caller",
        "admin",
        "streams",
        "interop",
        "fhir",
        "subscription",
        "intake",
    ]
    app.spec_processor(partial(describe, app))


def describe(app: APIFlask, spec: Spec) -> Spec:
    """Correct what APIFlask found in `app`."""
    rules = {(_path(rule), method.lower()): rule for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    for path, operations in spec["paths"].items():
        for method in METHODS:
            if method in operations:
                _operation(app, rules[path, method], method, operations[method])
    schemas = spec["components"].setdefault("schemas", {})
    for replaced in ("ValidationError", "HTTPError"):
        schemas.pop(replaced, None)
    spec["components"].update(COMPONENTS, schemas=schemas | {"Problem": PROBLEM})
    spec["info"]["description"] = ABOUT
    return spec


def _path(rule: Rule) -> str:
    return CONVERTED.sub(r"{\1}", rule.rule)


def _operation(app: APIFlask, rule: Rule, method: str, operation: Spec) -> None:
    access = access_of(app, rule.endpoint) or Access()
    blueprint, name = rule.endpoint.split(".")
    audience = blueprint.removesuffix("_api")
    operation |= {"operationId": f"{audience}_{name}", "tags": [audience]}
    operation["x-roles"] = sorted(access.roles)
    operation["security"] = [{"token": []}, {"session": []}] if access.roles else []
    if method.upper() not in SAFE:
        operation["parameters"].append({"$ref": "#/components/parameters/IdempotencyKey"})
    view = app.view_functions[rule.endpoint]
    for mimetype in view.__dict__.get("goldentime_takes", ()):
        body = operation.setdefault("requestBody", {"content": {}, "required": True})
        body["content"][mimetype] = {"schema": {"type": "string"}}
    operation["responses"] = _responses(view)


def _responses(view: Callable[..., Any]) -> Spec:
    """A view says by its type how it answers: a body, a body of something made, nothing, or a stream."""
    returned = view.__annotations__.get("return")
    made = get_origin(returned) is tuple
    problem = {"default": {"$ref": "#/components/responses/Problem"}}
    if made and get_args(returned)[0] is str:
        return {"204": {"description": "Done"}} | problem
    other = view.__dict__.get("goldentime_gives")
    body = {other: {"schema": {"type": "string"}}} if other else STREAM_BODY if returned is Response else JSON_BODY
    return {"201" if made else "200": {"description": "Made" if made else "Done", "content": body}} | problem
