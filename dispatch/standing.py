"""How a region stands at one moment, as paper needs it: names instead of ids, nothing left to look up. Frozen."""

from dataclasses import dataclass
from datetime import datetime

from dispatch.closures import ClosureKind, ClosureReason
from dispatch.model import Availability, Verification
from dispatch.premises import PremiseKind
from dispatch.states import AssignmentState, IncidentState
from hospitals.model import Capability, Level, Source
from hospitals.request import RequestState


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages."""

    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class StandingJob:
    """A unit on an incident: its leg, since when, and when it is expected."""

    unit: Name
    state: AssignmentState
    since: datetime | None
    eta: datetime | None


@dataclass(frozen=True, slots=True)
class StandingRequest:
    """A hospital that was asked. `held_until` while it keeps a bed."""

    number: str
    hospital: Name
    state: RequestState
    asked_at: datetime
    expires_at: datetime | None
    held_until: datetime | None


@dataclass(frozen=True, slots=True)
class StandingIncident:
    """An incident without anything about a person. `coordinates` stand beside the words, for a map on paper."""

    number: str
    state: IncidentState
    priority: int | None
    complaint: str | None
    determinant: str | None
    received_at: datetime
    place: str | None
    coordinates: str | None
    verification: Verification
    hospital: Name | None
    jobs: tuple[StandingJob, ...]
    requests: tuple[StandingRequest, ...]
    cautions: tuple[tuple[PremiseKind, str], ...]
    simulated: bool


@dataclass(frozen=True, slots=True)
class StandingUnit:
    """A unit. `reason` says why it is out of service."""

    name: Name
    skills: tuple[str, ...]
    availability: Availability
    reason: str | None
    shift_ends: datetime | None
    position_at: datetime | None
    at_post: bool
    number: str | None
    state: AssignmentState | None
    eta: datetime | None


@dataclass(frozen=True, slots=True)
class StandingDiversion:
    """A notice that a hospital cannot take patients; of everything when `capability` is None."""

    hospital: Name
    capability: Capability | None
    reason: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class StandingHospital:
    """A hospital's emergency beds as posted, with their age and source."""

    name: Name
    level: Level
    phone: str | None
    available: int | None
    baseline: int | None
    reported_at: datetime | None
    source: Source | None
    waiting: int | None
    diversions: tuple[StandingDiversion, ...]


@dataclass(frozen=True, slots=True)
class StandingAlert:
    """An alert that stands. `shelved_until` while somebody has put it aside."""

    kind: str
    level: int
    raised_at: datetime
    number: str | None
    unit: Name | None
    relieves: Name | None
    hospital: Name | None
    gain_s: float | None
    acked_by: str | None
    shelved_until: datetime | None
    capability: Capability | None = None


@dataclass(frozen=True, slots=True)
class StandingClosure:
    """A road that is closed, or slowed to `share` of its speed. `street` None where it has no name."""

    kind: ClosureKind
    share: float | None
    street: Name | None
    reason: ClosureReason
    note: str | None
    begins_at: datetime
    ends_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ShiftNote:
    """A line that somebody left for the next shift."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything. `closures` is None where this system is told of no road closures: unknown is not none."""

    region: str
    name: Name
    timezone: str
    at: datetime
    simulated: bool
    incidents: tuple[StandingIncident, ...]
    units: tuple[StandingUnit, ...]
    hospitals: tuple[StandingHospital, ...]
    requests: tuple[StandingRequest, ...]
    alerts: tuple[StandingAlert, ...]
    notes: tuple[ShiftNote, ...]
    closures: tuple[StandingClosure, ...] | None = None
