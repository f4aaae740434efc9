"""Patients who reached a hospital and were taken to another, and what became of that. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dispatch.review.facts import AskFact


@dataclass(frozen=True, slots=True)
class Moves:
    """Of `arrived` patients `moved` were sent on from the hospital they had reached: `reached` arrived at another,
    `under_way` are promised to one, and for `nowhere` none is on record."""

    arrived: int
    moved: int
    reached: int
    under_way: int
    nowhere: int


def judge_moves(asks: Iterable[AskFact]) -> Moves:
    """Over every patient of `asks`; their order does not matter."""
    patients: dict[str, list[AskFact]] = {}
    for one in asks:
        patients.setdefault(one.patient_id, []).append(one)
    arrived = [mine for mine in patients.values() if any(one.arrived_at for one in mine)]
    outcomes = [outcome for mine in arrived if (outcome := _outcome(mine)) is not None]
    counts = (outcomes.count(kind) for kind in ("reached", "under_way", "nowhere"))
    return Moves(len(arrived), len(outcomes), *counts)


def _outcome(mine: Sequence[AskFact]) -> str | None:
    """What became of a patient who was sent on; None of one who stayed."""
    first = min((one for one in mine if one.arrived_at), key=lambda one: (one.arrived_at, one.hospital_id))
    others = [one for one in mine if one is not first and one.hospital_id != first.hospital_id]
    if any(one.arrived_at for one in others):
        return "reached"
    later = [one for one in others if first.arrived_at and one.asked_at > first.arrived_at]
    if any(one.chosen for one in later):
        return "under_way"
    return "nowhere" if first.redirected or later else None
