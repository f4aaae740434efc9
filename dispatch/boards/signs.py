"""The vital signs as pages show them: every set, and the course of each sign with its gaps, its limits and what was
done meanwhile."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.care.entry import CareEntry, CareKind, CareSource, standing_entries
from dispatch.care.limits import Limits, LimitSource, limits_for
from dispatch.care.quicklists import read_routes, read_units
from dispatch.care.trend import LONGEST, Piece, Point, pieces, trends
from dispatch.care.view import entry_view
from dispatch.scores.course import course
from dispatch.scores.score import NotFor
from dispatch.stamps import DRIFT
from dispatch.tables.care import read_entries
from dispatch.tables.patients import SIGNS, VitalsRow, find_patient, measured_at, read_sets

DONE = (CareKind.DRUG, CareKind.PROCEDURE, CareKind.EVENT)  # what may show in the signs afterwards
NEWS2 = Limits(None, 4, None, 6, LimitSource.NEWS2)  # from 5 urgent, from 7 emergency response: chart 2


def vitals_view(session: Session, incident_id: str) -> list[dict[str, Any]]:
    """All sets of vital signs, by when they were measured."""
    rows = session.scalars(select(VitalsRow).where(VitalsRow.incident_id == incident_id))
    return [_set(row) for row in sorted(rows, key=lambda row: (measured_at(row), row.id))]


def _set(row: VitalsRow) -> dict[str, Any]:
    """`at` is when it was measured; `device_at` stands where the device's clock says something else than ours. What a
    monitor hands in may be old, but not of a time to come."""
    ahead = row.device_at - row.at if row.device_at is not None else timedelta(0)
    from_monitor = row.source == CareSource.DEVICE
    apart = ahead > DRIFT if from_monitor else abs(ahead) > DRIFT
    return {
        "at": measured_at(row).isoformat(),
        "heard_at": row.at.isoformat(),
        "device_at": row.device_at.isoformat() if row.device_at is not None and apart else None,
        "device": row.device if from_monitor else None,
        **{sign: getattr(row, sign) for sign in SIGNS},
    }


def trends_view(session: Session, incident_id: str) -> dict[str, Any]:
    """The course of every sign that was measured, in pieces; the score; what was done on the same axis."""
    patient, sets = find_patient(session, incident_id), read_sets(session, incident_id)
    age = patient.age_years if patient else None
    limits = limits_for(age)
    return {
        "longest_s": LONGEST.total_seconds(),
        "age_known": age is not None,
        "signs": {
            name: {"pieces": _pieces(found), "limits": asdict(limits[name]) if name in limits else None}
            for name, found in trends(sets).items()
        },
        "news2": _news2(course(sets, age_years=age, spo2_scale=(patient.spo2_scale if patient else None) or 1)),
        "events": [_event(one) for one in _done(read_entries(session, incident_id))],
    }


def _news2(moments: Any) -> dict[str, Any] | None:
    """Only a score of which nothing is missing is a number, and only numbers are joined by a line."""
    if isinstance(moments, NotFor):
        return {"not_for": moments.reason.value}
    if not moments:
        return None
    whole = [Point(one.at, one.score.low) for one in moments if not one.score.missing]
    spans = [{"at": one.at.isoformat(), "low": one.score.low, "high": one.score.high} for one in moments]
    return {
        "pieces": _pieces(pieces(whole)),
        "open": [one for one, moment in zip(spans, moments, strict=True) if moment.score.missing],
        "last": spans[-1],
        "limits": asdict(NEWS2),
    }


def _pieces(found: Sequence[Piece]) -> list[list[tuple[str, float]]]:
    return [[(point.at.isoformat(), point.value) for point in piece] for piece in found]


def _done(entries: Sequence[CareEntry]) -> list[CareEntry]:
    return [one for one in standing_entries(entries) if one.kind in DONE]


def _event(entry: CareEntry) -> dict[str, Any]:
    return entry_view(entry) | {"amount": {language: _amount(entry, language) for language in ("ko", "en")}}


def _amount(entry: CareEntry, language: str) -> str:
    """1 mg IV; empty where no dose was written down."""
    if entry.dose is None:
        return ""
    unit, route = read_units().get(entry.unit or ""), read_routes().get(entry.route or "")
    said = (f"{entry.dose:g}", *(way.words[language] for way in (unit, route) if way is not None))
    return " ".join(said)
