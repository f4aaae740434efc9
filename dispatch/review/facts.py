"""What a day is computed from: incidents, stamps and requests as they are on record. Frozen, without storage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.geo import LatLon, distance_m
from dispatch.model import DemandZone, Priority
from hospitals.request import DeclineCode


@dataclass(frozen=True, slots=True)
class IncidentFact:
    """An incident of the day. `zone` is None where no place was known, `hour` the region's own hour of the call."""

    id: str
    number: str
    priority: Priority | None
    complaint: str | None
    state: str
    received_at: datetime
    hour: int
    zone: str | None


@dataclass(frozen=True, slots=True)
class StampFact:
    """A stamp. `unit_job` is the assignment where it is a unit's; `skipped` are those jumped over to get here."""

    incident_id: str
    unit_job: str | None
    name: str
    at: datetime
    device_at: datetime | None
    source: str
    skipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskFact:
    """A request to a hospital: agreed, declined with its code, `silent` when its time ran out, `withdrawn` before
    anybody answered, or none of these while it waits. A designated one was never a question. `p_accept` is the chance
    of a yes that was predicted; `chosen` says that the patient is or was promised to it, `redirected` sent on from it.
    """

    incident_id: str
    patient_id: str
    hospital_id: str
    asked_at: datetime
    answered_at: datetime | None
    agreed: bool
    declined: DeclineCode | None
    silent: bool
    withdrawn: bool
    designated: bool
    p_accept: float | None = None
    arrived_at: datetime | None = None
    chosen: bool = False
    redirected: bool = False


@dataclass(frozen=True, slots=True)
class DayFacts:
    """Everything of one day, stamps of each incident in the order they were written."""

    incidents: Sequence[IncidentFact]
    stamps: Sequence[StampFact]
    asks: Sequence[AskFact]


def nearest_zone(place: LatLon, zones: Iterable[DemandZone]) -> str | None:
    """The zone whose middle is nearest; ties by id; None where the city has none."""
    near = min(zones, key=lambda zone: (distance_m(place, zone.place), zone.id), default=None)
    return near.id if near is not None else None
