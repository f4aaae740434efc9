"""How hospitals were asked: what Korea's audit of 2025 found that nobody keeps. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dispatch.review.facts import AskFact
from dispatch.review.figures import MEDIAN_FROM, P90_FROM, percentile

MANY = 4  # questions for one patient: from here on an incident is counted
LONG_ON_SCENE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class HospitalReplies:
    """How one hospital answered, and how many patients it took. `silent` ones ran out of time; those withdrawn before
    an answer count nowhere."""

    hospital_id: str
    asked: int
    agreed: int
    declined: int
    silent: int
    median_s: float | None
    p90_s: float | None
    taken: int

    @property
    def rate(self) -> float | None:
        """The share answered of those that were answered or ran out, 0–1; None when there was none."""
        due = self.agreed + self.declined + self.silent
        return (self.agreed + self.declined) / due if due else None


@dataclass(frozen=True, slots=True)
class Asking:
    """The asking of a time. `per_patient` is how many patients needed so many questions; `many` how many incidents
    needed four or more, `long` how many asked for had half an hour or more on scene, `many_and_long` both (the Japanese
    fire agency's difficult case). `accept_s` are the times from first question to first yes, in order."""

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
    long: int
    many_and_long: int
    accept_s: tuple[float, ...]
    hospitals: tuple[HospitalReplies, ...]


def judge_asking(asks: Sequence[AskFact], on_scene: Mapping[str, timedelta]) -> Asking:
    """Figures over all requests; `on_scene` is how long each incident's patient waited there, where it is known."""
    asked = [one for one in asks if not one.designated]
    patients = Counter(one.patient_id for one in asked)
    many = {one.incident_id for one in asked if patients[one.patient_id] >= MANY}
    outcomes = Counter(_outcome(one) for one in asked)
    long = {incident for incident, took in on_scene.items() if took >= LONG_ON_SCENE}
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
        long=len(long & {one.incident_id for one in asked}),
        many_and_long=len(long & many),
        accept_s=tuple(sorted(took.total_seconds() for mine in time_to_accept(asks).values() for took in mine)),
        hospitals=tuple(_replies(asks, hospital) for hospital in sorted({one.hospital_id for one in asks})),
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


def _replies(asks: Iterable[AskFact], hospital: str) -> HospitalReplies:
    everything = [one for one in asks if one.hospital_id == hospital]
    mine = [one for one in everything if not one.designated]
    outcomes = Counter(_outcome(one) for one in mine)
    took = sorted((one.answered_at - one.asked_at).total_seconds() for one in mine if one.answered_at is not None)
    return HospitalReplies(
        hospital_id=hospital,
        asked=len(mine),
        agreed=outcomes["agreed"],
        declined=outcomes["declined"],
        silent=outcomes["silent"],
        median_s=percentile(took, 0.5) if len(took) >= MEDIAN_FROM else None,
        p90_s=percentile(took, 0.9) if len(took) >= P90_FROM else None,
        taken=sum(one.chosen for one in everything),
    )
