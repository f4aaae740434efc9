"""The town behind its web face, with one person of each role."""

import re
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask import Response, request
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from chassis import accounts
from chassis.clock import StillClock
from chassis.db import Database
from chassis.identity import Role
from chassis.ids import CountedIds
from chassis.secrets import hash_password
from dispatch.isochrones import AreaDrawer
from dispatch.system import System
from tests.dispatch.town import Town, build_town
from tests.web.browserless import PASSWORD, PEOPLE, Person
from web.app import create_app
from web.hub import Hubs


@pytest.fixture(scope="session", autouse=True)
def quick_addresses() -> Iterator[None]:
    """What writes the address of a view is compiled once for all applications: it follows from the rule alone."""
    compiled, compile_one = dict[object, Any](), Rule._compile_builder

    def remember(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, *rule._trace, *sorted((rule.defaults or {}).items()), append_unknown)
        if key not in compiled:
            compiled[key] = compile_one(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", remember)
        yield


@pytest.fixture(scope="session")
def hashed(quick_passwords: None) -> str:
    """The password of everybody, as it is kept."""
    return hash_password(PASSWORD)


@pytest.fixture
def town(database: Database, clock: StillClock, ids: CountedIds, tmp_path: Path, hashed: str) -> Town:
    """A small town with people who can sign in."""
    town = build_town(database, clock, ids, tmp_path)
    with database.write() as session:
        for login, (role, facility) in PEOPLE.items():
            who = {"login": login, "name": login, "role": role, "facility": facility, "region": "sejong"}
            session.add(accounts.UserRow(id=ids.new("usr"), password=hashed, created_at=clock.now(), **who))
    return town


@pytest.fixture(scope="session")
def described() -> dict[str, Any]:
    """The paths as the application describes them: the same for every story, filled by the first that asks."""
    return {}


@pytest.fixture(scope="session")
def built() -> list[APIFlask]:
    """The application as `create_app` built it for the first story that asked; it answers nothing itself."""
    return []


@pytest.fixture
def app(town: Town, described: dict[str, Any], built: list[APIFlask]) -> Iterator[APIFlask]:
    """The application; its hubs stop with the story, and what it answered must be what it describes."""
    if not built:
        built.append(create_app(town.system))
    app = over(built[0], town.system)
    app.testing = False  # errors become problem documents, as in production
    answered = set[tuple[str, str, str]]()

    @app.after_request
    def remember(response: Response) -> Response:
        if request.url_rule is not None and response.status_code < 300:
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", request.url_rule.rule)
            answered.add((path, request.method.lower(), str(response.status_code)))
        return response

    yield app
    app.extensions["goldentime_hubs"].close()
    if answered and not described:
        described.update(app.spec["paths"])
    for path, method, status in answered:
        assert status in described.get(path, {}).get(method, {}).get("responses", {status: None}), (
            path,
            method,
            status,
        )


@pytest.fixture
def person(app: APIFlask) -> "PersonMaker":
    """Sign somebody in: `person("kim")`."""
    return PersonMaker(app)


@pytest.fixture
def kim(person: "PersonMaker") -> Person:
    """A dispatcher."""
    return person("kim")


@pytest.fixture
def caller(app: APIFlask) -> FlaskClient:
    """A telephone that nobody has signed in at."""
    return app.test_client()


def over(built: APIFlask, system: System) -> APIFlask:
    """The same application over another system. Whatever a story may put into it is its own; only the map of
    addresses and the templates are shared: a story that adds an address makes an application for itself."""
    app = copy(built)
    for name in ("config", "view_functions", "extensions", "before_request_funcs", "after_request_funcs"):
        setattr(app, name, copy(getattr(built, name)))
    for hooks in (app.before_request_funcs, app.after_request_funcs):
        hooks.update({where: [*functions] for where, functions in hooks.items()})
    app.config["SECRET_KEY"] = system.settings.secret_key
    app.extensions |= {
        "goldentime": system,
        "goldentime_hubs": Hubs(system),
        "goldentime_areas": AreaDrawer(),
    }
    return app


class PersonMaker:
    """Makes signed-in people and machines with a token."""

    def __init__(self, app: APIFlask) -> None:
        self._app = app

    def __call__(self, login: str) -> Person:
        return Person(self._app, login)

    def machine(self, role: Role, facility: str | None = None) -> str:
        """A token of a machine."""
        system = self._app.extensions["goldentime"]
        with system.db.write() as session:
            token: str = accounts.issue_token(
                session, name="machine", role=role, region="sejong", facility=facility, now=system.clock.now()
            )
        return token
