"""Scores as JSON: codes and numbers, for pages and partners."""

from typing import Any

from dispatch.scores.score import NotFor, Part, Score
from dispatch.scores.sheets import SHEETS
from dispatch.scores.sorting import Verdict


def result_view(result: Score | Verdict | NotFor) -> dict[str, Any]:
    """A result with its reasons; what a score has and a verdict has not is left out."""
    if isinstance(result, NotFor):
        return {"scale": result.scale.value, "not_for": result.reason.value}
    shared = {
        "scale": result.scale.value,
        "band": result.band,
        "mildest": result.mildest,
        "gravest": result.gravest,
        "missing": list(result.missing),
    }
    if isinstance(result, Verdict):
        return shared | {"reasons": [{"name": one.name, "value": one.value} for one in result.reasons]}
    parts = [_part(part) for part in result.parts]
    return shared | {"total": result.total, "low": result.low, "high": result.high, "parts": parts}


def sheets_view() -> dict[str, list[dict[str, Any]]]:
    """What there is to tap, by scale."""
    return {
        scale.value: [{"name": item.name, "options": list(item.options), "group": item.group} for item in items]
        for scale, items in SHEETS.items()
    }


def _part(part: Part) -> dict[str, Any]:
    lack = part.lack.value if part.lack else None
    return {"name": part.name, "value": part.value, "points": part.points, "lack": lack, "most": part.most}
