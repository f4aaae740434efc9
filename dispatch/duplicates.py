"""Is this the incident we already have? Candidates near in place and time, with a score. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.geo import LatLon, distance_m
from dispatch.likeness import Alike, likeness
from dispatch.model import Incident
from dispatch.states import OPEN_INCIDENT


@dataclass(frozen=True, slots=True)
class DuplicatePolicy:
    """Capability row IN-04: within 300 m and 30 min."""

    within_m: float = 300.0
    within: timedelta = timedelta(minutes=30)
    other_complaint: float = 0.4


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open incident that may be the same; `score` 0–1 = nearness × recency × likeness of complaint, each 0–1."""

    incident_id: str
    score: float
    distance_m: float
    age: timedelta
    nearness: float
    recency: float
    likeness: float
    alike: Alike


def find_duplicates(
    place: LatLon,
    complaint: str | None,
    *,
    incidents: Iterable[Incident],
    now: datetime,
    policy: DuplicatePolicy | None = None,
) -> tuple[Candidate, ...]:
    """Open incidents within the policy's distance and age, best score first, ties by id.

    `now` is when the call came in that is compared with them.
    """
    rule = policy or DuplicatePolicy()
    found = []
    for incident in incidents:
        if incident.location is None or incident.state not in OPEN_INCIDENT:
            continue
        far, age = distance_m(place, incident.location.place), now - incident.received_at
        if far > rule.within_m or not timedelta(0) <= age <= rule.within:
            continue
        near, recent = 1 - far / rule.within_m, 1 - age / rule.within
        alike, word = likeness(complaint, incident.complaint, different=rule.other_complaint)
        score = round(near * recent * alike, 4)
        found.append(Candidate(incident.id, score, far, age, round(near, 4), round(recent, 4), alike, word))
    return tuple(sorted(found, key=lambda c: (-c.score, c.incident_id)))
