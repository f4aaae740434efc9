"""How hospitals were asked: what Korea's audit of 2025 found that nobody keeps. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dispatch.review.facts import AskFact
from dispatch.review.figures import MEDIAN_FROM, percentile

MANY = 4  # questions for one patient: from here on an incident is counted
LONG_ON_SCENE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class HospitalReplies:
    """How one hospital answered. `silent` ones ran out of time; those withdrawn before an answer count nowhere."""

    hospital_id: str
    asked: int
    agreed: int
    declined: int
    silent: int
    median_s: float | None

    @property
    def rate(self) -> float | None:
        """The share answered of those that were answered or ran out, 0–1; None when there was none."""
        due = self.agreed + self.declined + self.silent
        return (self.agreed + self.declined) / due if due else None


@dataclass(frozen=True, slots=True)
class Asking:
    """The asking of one day. `per_patient` is how many patients needed so many questions; `many` how many incidents
    needed four or more, `many_and_long` those of them with half an hour or more on scene."""

    patients: int
    asked: int
    agreed: int
    silent: int
    waiting: int
    withdrawn: int
    designated: int
    codes: Mapping[str, int]
    per_patient: Mapping[int, int]
    many: int
    many_and_long: int
    hospitals: tuple[HospitalReplies, ...]


def judge_asking(asks: Sequence[AskFact], on_scene: Mapping[str, timedelta]) -> Asking:
    """Figures over all requests; `on_scene` is how long each incident's patient waited there, where it is known."""
    asked = [one for one in asks if not one.designated]
    patients = Counter(one.patient_id for one in asked)
    many = {one.incident_id for one in asked if patients[one.patient_id] >= MANY}
    outcomes = Counter(_outcome(one) for one in asked)
    return Asking(
        patients=len(patients),
        asked=len(asked),
        agreed=outcomes["agreed"],
        silent=outcomes["silent"],
        waiting=outcomes["waiting"],
        withdrawn=outcomes["withdrawn"],
        designated=len(asks) - len(asked),
        codes=dict(sorted(Counter(one.declined.value for one in asked if one.declined).items())),
        per_patient=dict(sorted(Counter(patients.values()).items())),
        many=len(many),
        many_and_long=sum(on_scene.get(incident, timedelta(0)) >= LONG_ON_SCENE for incident in many),
        hospitals=tuple(_replies(asked, hospital) for hospital in sorted({one.hospital_id for one in asked})),
    )


def time_to_accept(asks: Iterable[AskFact]) -> dict[str, list[timedelta]]:
    """From each patient's first question to the first yes, by incident; nothing where nobody has agreed."""
    asked: dict[str, list[AskFact]] = {}
    for one in asks:
        if not one.designated:
            asked.setdefault(one.patient_id, []).append(one)
    found: dict[str, list[timedelta]] = {}
    for mine in asked.values():
        agreed = [one.answered_at for one in mine if one.agreed and one.answered_at is not None]
        if agreed:
            took = min(agreed) - min(one.asked_at for one in mine)
            found.setdefault(mine[0].incident_id, []).append(took)
    return found


def _outcome(ask: AskFact) -> str:
    if ask.agreed:
        return "agreed"
    if ask.declined is not None:
        return "declined"
    if ask.silent:
        return "silent"
    return "withdrawn" if ask.withdrawn else "waiting"


def _replies(asked: Iterable[AskFact], hospital: str) -> HospitalReplies:
    mine = [one for one in asked if one.hospital_id == hospital]
    outcomes = Counter(_outcome(one) for one in mine)
    took = sorted((one.answered_at - one.asked_at).total_seconds() for one in mine if one.answered_at is not None)
    median = percentile(took, 0.5) if len(took) >= MEDIAN_FROM else None
    return HospitalReplies(hospital, len(mine), outcomes["agreed"], outcomes["declined"], outcomes["silent"], median)
