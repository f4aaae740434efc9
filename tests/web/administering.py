"""An administrator at work in stories: accounts, sign-ins, passwords, and what is on record of it."""

from typing import Any

from chassis.audit import AuditRow
from tests.dispatch.town import Town
from tests.web.browserless import Person

PEOPLE, TOKENS = "/api/v1/admin/people", "/api/v1/admin/tokens"
HTML = {"Accept": "text/html"}


def somebody(admin: Person, **more: Any) -> dict[str, Any]:
    answer = admin.post(PEOPLE, {"login": "new", "name": "새사람", "role": "dispatcher"} | more)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json
    return made


def ident(admin: Person, login: str) -> str:
    return str(next(one["id"] for one in admin.get(PEOPLE).json["people"] if one["login"] == login))


def audited(town: Town, action: str) -> AuditRow:
    with town.system.db.read() as session:
        line = session.query(AuditRow).filter(AuditRow.action == action).order_by(AuditRow.id.desc()).first()
    assert line is not None
    return line
