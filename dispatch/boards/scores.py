"""How the patient is in points: for the crew, the receiving hospital and the desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from dispatch.model import Vitals
from dispatch.scores.coma import gcs_about
from dispatch.scores.course import Moment, Taken, course, together, trend
from dispatch.scores.score import NotFor
from dispatch.scores.sepsis import qsofa
from dispatch.scores.trauma import rts, trts
from dispatch.scores.view import result_view
from dispatch.tables.assessments import ACCEPTED, AcuityRow, AssessmentRow, acuities_of, assessments_of
from dispatch.tables.patients import find_patient, read_sets


def scores_view(session: Session, incident_id: str) -> dict[str, Any]:
    """NEWS2 with its course, what else the signs say, what was tapped, and every level somebody set."""
    patient, sets = find_patient(session, incident_id), read_sets(session, incident_id)
    spo2_scale = (patient.spo2_scale if patient else None) or 1
    moments = course(sets, age_years=patient.age_years if patient else None, spo2_scale=spo2_scale)
    return {
        "spo2_scale": spo2_scale,
        "news2": _news2(moments),
        **_by_signs(sets),
        "assessments": [_assessment(row) for row in newest_of_each(assessments_of(session, incident_id))],
        "acuities": [_acuity(row) for row in acuities_of(session, incident_id)],
    }


def newest_of_each(rows: Sequence[AssessmentRow]) -> list[AssessmentRow]:
    """The newest of each scale (of each tag, where casualties wear them), and whatever is accepted and holds; oldest
    first."""
    newest = {(row.scale, row.tag): row.id for row in rows}
    return [row for row in rows if row.id == newest[row.scale, row.tag] or row.settled == ACCEPTED]


def _news2(moments: tuple[Moment, ...] | NotFor) -> dict[str, Any] | None:
    if isinstance(moments, NotFor):
        return result_view(moments)
    if not moments:
        return None
    last, before = moments[-1], moments[-2] if len(moments) > 1 else None
    going = trend(before.score, last.score) if before else None
    return result_view(last.score) | {
        "at": last.at.isoformat(),
        "trend": going.value if going else None,
        "course": [
            {"at": one.at.isoformat(), "low": one.score.low, "high": one.score.high, "mildest": one.score.mildest}
            for one in moments
        ],
    }


def _by_signs(sets: Sequence[Taken]) -> dict[str, Any]:
    """What the signs of the newest set together are worth; None while there are none."""
    if not sets:
        return {"qsofa": None, "rts": None, "trts": None, "gcs_about": None}
    signs: Vitals = together(sets, at=sets[-1].at)
    scores = {one.scale.value: result_view(one) for one in (qsofa(signs), rts(signs), trts(signs))}
    return scores | {"gcs_about": gcs_about(signs.avpu) if signs.gcs is None else None}


def _assessment(row: AssessmentRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "scale": row.scale,
        "at": row.at.isoformat(),
        "by": row.actor_name,
        "tapped": row.findings["tapped"],
        "result": row.result,
        "tag": row.tag,
        "raises": row.raises,
        "settled": row.settled,
        "settled_by": row.settled_name,
        "settled_at": row.settled_at.isoformat() if row.settled_at else None,
    }


def _acuity(row: AcuityRow) -> dict[str, Any]:
    return {
        "side": row.side,
        "stage": row.stage,
        "level": row.level,
        "reason": row.reason,
        "by": row.actor_name,
        "at": row.at.isoformat(),
    }
