"""The town behind its web face, with one person of each role."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask import Response, request

from chassis import accounts
from chassis.clock import StillClock
from chassis.db import Database
from chassis.identity import Role
from chassis.ids import CountedIds
from chassis.secrets import hash_password
from tests.dispatch.town import Town, build_town
from tests.web.browserless import PASSWORD, PEOPLE, Person
from web.app import create_app

HASHED = hash_password(PASSWORD)  # made once: argon2 is slow on purpose


@pytest.fixture
def town(database: Database, clock: StillClock, ids: CountedIds, tmp_path: Path) -> Town:
    """A small town with people who can sign in."""
    town = build_town(database, clock, ids, tmp_path)
    with database.write() as session:
        for login, (role, facility) in PEOPLE.items():
            who = {"login": login, "name": login, "role": role, "facility": facility, "region": "sejong"}
            session.add(accounts.UserRow(id=ids.new("usr"), password=HASHED, created_at=clock.now(), **who))
    return town


@pytest.fixture
def app(town: Town) -> Iterator[APIFlask]:
    """The application; its hubs stop with the story, and what it answered must be what it describes."""
    app = create_app(town.system)
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
    told = app.spec["paths"] if answered else {}
    for path, method, status in answered:
        assert status in told.get(path, {}).get(method, {}).get("responses", {status: None}), (path, method, status)


@pytest.fixture
def person(app: APIFlask) -> "PersonMaker":
    """Sign somebody in: `person("kim")`."""
    return PersonMaker(app)


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
