"""The API's own page: every operation and every shape of /openapi.json, readable without a network."""

from collections.abc import Mapping
from typing import Any

from apiflask import APIBlueprint
from flask import current_app, render_template

from web.guard import for_anyone
from web.openapi import METHODS

api_docs = APIBlueprint("api_docs", __name__, enable_openapi=False)
Schema = Mapping[str, Any]


@api_docs.get("/docs")
@for_anyone
def show() -> str:
    """Operations in the order of their addresses, then the shapes they take."""
    spec = current_app.spec  # type: ignore[attr-defined]
    operations = [
        _operation(method, path, told)
        for path, methods in sorted(spec["paths"].items())
        for method, told in methods.items()
        if method in METHODS
    ]
    shapes = [
        {
            "name": name,
            "about": schema.get("description", ""),
            "fields": fields(schema),
            "values": schema.get("enum", []),
        }
        for name, schema in sorted(spec["components"]["schemas"].items())
    ]
    return render_template("docs.html", operations=operations, shapes=shapes, info=spec["info"])


def fields(schema: Schema) -> list[dict[str, Any]]:
    """The members of an object: name, type in words, whether it must be there."""
    needed = schema.get("required", [])
    return [
        {"name": name, "type": type_of(told), "required": name in needed}
        for name, told in schema.get("properties", {}).items()
    ]


def type_of(schema: Schema) -> str:
    """A schema in a few words: `number 0…130 or nothing`, `list of LocationIn`."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema:
        return " or ".join(type_of(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    name = "nothing" if schema.get("type") == "null" else str(schema.get("format", schema.get("type", "anything")))
    low, high = schema.get("minimum"), schema.get("maximum")
    return name if low is None and high is None else f"{name} {_bound(low)}…{_bound(high)}"


def _bound(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _operation(method: str, path: str, told: Schema) -> dict[str, Any]:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "method": method.upper(),
        "path": path,
        "summary": told.get("summary", ""),
        "about": told.get("description", ""),
        "roles": told["x-roles"],
        "takes": type_of(body) if body else None,
    }
