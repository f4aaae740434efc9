"""The audit as JSON and as a table for a spreadsheet. Read only."""

import csv
import io
import json
from collections.abc import Iterator

from flask import Response

from chassis.identity import Role
from dispatch.admin.records import Entry, read_audit
from dispatch.record import plain
from web.admin import schemas
from web.admin.board import Json, admin_api, board
from web.current import actor, system
from web.guard import for_roles

PAGE = 100
MOST = 20_000
COLUMNS = ("id", "at", "actor", "name", "role", "action", "subject", "old", "new", "reason")


@admin_api.get("/audit")
@admin_api.input(schemas.AuditQuery, location="query", arg_name="query")
@for_roles(Role.ADMIN, Role.SUPERVISOR)
def browse(query: schemas.AuditQuery) -> Json:
    """The newest lines that fit, and whether there are more: go on with `before` the last id."""
    with system().db.read() as session:
        found = read_audit(session, actor().region, query.wanted(), limit=PAGE + 1)
        return board(session, lines=[plain(one) for one in found[:PAGE]], more=len(found) > PAGE)


@admin_api.get("/audit.csv")
@admin_api.input(schemas.AuditQuery, location="query", arg_name="query")
@for_roles(Role.ADMIN, Role.SUPERVISOR)
def export(query: schemas.AuditQuery) -> Response:
    """The lines that fit, at most 20,000, for a spreadsheet."""
    with system().db.read() as session:
        found = read_audit(session, actor().region, query.wanted(), limit=MOST)
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "Cache-Control": "no-store"}
    return Response(_table(found), mimetype="text/csv", headers=headers)


def _table(entries: list[Entry]) -> Iterator[str]:
    yield "\ufeff"  # so that a spreadsheet reads Hangul
    for row in (COLUMNS, *(_row(entry) for entry in entries)):
        line = io.StringIO()
        csv.writer(line).writerow(row)
        yield line.getvalue()


def _row(entry: Entry) -> tuple[str, ...]:
    shown = plain(entry)
    return tuple(_cell(shown[name]) for name in COLUMNS)


def _cell(value: object) -> str:
    """As text; what a spreadsheet would take for a formula gets an apostrophe in front."""
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
