"""The description says what runs: who may call, with what, and how it answers."""

from typing import Any

import pytest
from apiflask import APIFlask

from chassis.identity import Role
from tests.web.conftest import PersonMaker
from web.docs import type_of
from web.guard import access_of
from web.openapi import METHODS


@pytest.fixture
def spec(app: APIFlask) -> dict[str, Any]:
    """The description as a client gets it."""
    told: dict[str, Any] = app.test_client().get("/openapi.json").json
    return told


def operations(spec: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(m, path, told[m]) for path, told in spec["paths"].items() for m in METHODS if m in told]


def test_every_operation_names_its_roles_as_the_guard_does(app: APIFlask, spec: dict[str, Any]) -> None:
    declared = {f"{e.removesuffix('_api')}": e for e in app.blueprints}
    for method, path, told in operations(spec):
        endpoint = f"{declared[told['tags'][0]]}.{told['operationId'].removeprefix(told['tags'][0] + '_')}"
        access = access_of(app, endpoint)
        assert access is not None, (method, path)
        assert told["x-roles"] == sorted(access.roles)
        assert bool(told["security"]) == bool(access.roles)


def test_operations_have_names_of_their_own(spec: dict[str, Any]) -> None:
    names = [told["operationId"] for _, _, told in operations(spec)]
    assert len(set(names)) == len(names)
    assert "desk_take_call" in names


def test_whatever_changes_something_takes_a_key_and_tells_problems(spec: dict[str, Any]) -> None:
    key = {"$ref": "#/components/parameters/IdempotencyKey"}
    for method, _, told in operations(spec):
        assert (key in told["parameters"]) == (method != "get")
        assert told["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
    assert not {"HTTPError", "ValidationError"} & set(spec["components"]["schemas"])


def test_a_problem_looks_as_described(person: PersonMaker, spec: dict[str, Any]) -> None:
    shape = spec["components"]["schemas"]["Problem"]
    for path, body in (("/api/v1/calls", {"surprise": 1}), ("/api/v1/incidents/none/send", {})):
        problem = person("kim").post(path, body).json
        assert set(shape["required"]) <= set(problem)
        assert all(set(error) == {"field", "reason"} for error in problem.get("errors", []))


def test_the_stream_is_described_as_one(spec: dict[str, Any]) -> None:
    assert "text/event-stream" in spec["paths"]["/api/v1/stream"]["get"]["responses"]["200"]["content"]
    assert Role.CALLER not in spec["paths"]["/api/v1/stream"]["get"]["x-roles"]


def test_the_page_shows_every_operation_and_every_shape_without_a_network(app: APIFlask, spec: dict[str, Any]) -> None:
    page = app.test_client().get("/docs").text
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    for _, path, _ in operations(spec):
        assert f"<code>{path}</code>" in page
    for name in spec["components"]["schemas"]:
        assert f'id="{name}"' in page


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer", "minimum": 0, "maximum": 130}, "integer 0…130"),
        ({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}, "date-time or nothing"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/LocationIn"}}, "list of LocationIn"),
        ({"enum": ["ko", "en"]}, "ko | en"),
        ({"type": "number", "minimum": 0}, "number 0…"),
    ],
)
def test_a_type_is_told_in_words(schema: dict[str, Any], words: str) -> None:
    assert type_of(schema) == words
