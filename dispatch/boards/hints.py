"""Numbers that callers read from a pole or an elevator, with where each stands as far as the region's table knows."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from dispatch.model import Hint, HintKind
from dispatch.tables.cases import CallRow
from dispatch.tables.hints import find_hint


def hints_view(session: Session, region: str, calls: Iterable[CallRow]) -> list[dict[str, Any]]:
    """Each number once, in the order they were said; `place` is None for one that the table does not hold."""
    said = (one["hint"] for call in calls for one in call.hypotheses if one.get("hint"))
    hints = dict.fromkeys(Hint(HintKind(one["kind"]), one["value"]) for one in said)
    found = ((hint, find_hint(session, region, hint)) for hint in hints)
    return [
        {"kind": hint.kind, "value": hint.value, "place": {"lat": at.lat, "lon": at.lon} if at is not None else None}
        for hint, at in found
    ]
