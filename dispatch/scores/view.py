"""Scores as JSON: codes and numbers, for pages and partners."""

from typing import Any

from dispatch.scores.score import NotFor, Part, Score
from dispatch.scores.sheets import SHEETS, SIEVES
from dispatch.scores.sorting import Ask, Verdict


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


def sheets_view() -> dict[str, dict[str, Any]]:
    """What there is to tap, by scale; where it is asked one after the other, the tree of questions."""
    return {
        scale.value: {
            "items": [{"name": item.name, "options": list(item.options), "group": item.group} for item in items],
            "tree": _tree(SIEVES[scale].tree) if scale in SIEVES else None,
        }
        for scale, items in SHEETS.items()
    }


def _tree(at: Ask | str) -> dict[str, Any] | str:
    return at if isinstance(at, str) else {"ask": at.question, "yes": _tree(at.yes), "no": _tree(at.no)}


def _part(part: Part) -> dict[str, Any]:
    lack = part.lack.value if part.lack else None
    return {"name": part.name, "value": part.value, "points": part.points, "lack": lack, "most": part.most}
