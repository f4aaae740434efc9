"""The whole record of one patient at one instant. Handover texts, exports and checks are pure functions over it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dispatch.care.entry import CareEntry, CareKind, CareSource, standing_entries
from dispatch.model import Gate, Location, Patient, Vitals
from dispatch.scores.course import Taken
from dispatch.scores.score import Scale
from hospitals.request import Request

WITH_PATIENT = ("at_patient", "depart", "at_hospital", "hand_over")  # how far a crew comes with a patient


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name in both languages."""

    id: str
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Stamped:
    """A time stamp as it stands: the server's time, the device's, and where it comes from."""

    name: str
    at: datetime
    source: str
    actor: str
    assignment_id: str | None = None
    device_at: datetime | None = None
    entered_at: datetime | None = None
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VitalSet:
    """A set of signs. `device` names the monitor it was read by."""

    id: int
    at: datetime
    by: str
    signs: Vitals
    device_at: datetime | None = None
    source: CareSource = CareSource.HUMAN
    device: str | None = None

    @property
    def measured_at(self) -> datetime:
        """When it was measured, as far as anybody knows: never later than the server learnt of it."""
        return min(self.device_at or self.at, self.at)


@dataclass(frozen=True, slots=True)
class Assessed:
    """A score or sorting by a person: what was tapped and what came of it."""

    id: str
    scale: Scale
    at: datetime
    by_name: str
    findings: dict[str, Any]
    result: dict[str, Any]
    device_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Carrying:
    """A unit on the case, with its step and what is expected of it."""

    assignment_id: str
    unit: Named
    state: str
    open: bool
    eta: datetime | None = None
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ahead:
    """A card that was sent ahead to a hospital: when, and the teams it asked to stand ready."""

    hospital_id: str
    at: datetime
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CareRecord:
    """One patient as known `as_of`. Unknown is None, and an empty tuple is "nothing on record", never "there is none".

    `outside` names a destination that is not in the system; `requests` are all that were asked, `ahead` all cards that
    were sent, oldest first.
    """

    as_of: datetime
    incident_id: str
    number: str
    region: str
    received_at: datetime
    simulated: bool = False
    patient: Patient | None = None
    name: str | None = None
    spo2_scale: int | None = None
    complaint: str | None = None
    determinant: str | None = None
    bundle: str | None = None
    priority: int | None = None
    gate: Gate = field(default_factory=Gate)
    said: tuple[str, ...] = ()
    location: Location | None = None
    place_detail: dict[str, str] = field(default_factory=dict)
    units: tuple[Carrying, ...] = ()
    hospital: Named | None = None
    outside: dict[str, Any] | None = None
    requests: tuple[Request, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    stamps: tuple[Stamped, ...] = ()
    sets: tuple[VitalSet, ...] = ()
    entries: tuple[CareEntry, ...] = ()
    assessments: tuple[Assessed, ...] = ()
    disposition: str | None = None
    closed_at: datetime | None = None

    @property
    def standing(self) -> tuple[CareEntry, ...]:
        """What stands of the entries after every amendment."""
        return standing_entries(self.entries)

    def of(self, *kinds: CareKind) -> tuple[CareEntry, ...]:
        """What stands of some kinds."""
        return tuple(entry for entry in self.standing if entry.kind in kinds)

    @property
    def taken(self) -> tuple[Taken, ...]:
        """The sets as the scores read them, by when they were measured."""
        ordered = sorted(self.sets, key=lambda one: (one.measured_at, one.id))
        return tuple(Taken(one.measured_at, one.signs) for one in ordered)

    @property
    def carrier(self) -> Carrying | None:
        """The unit whose run this is: whoever came furthest with the patient, of two who drove with them the later, of
        two at their side the earlier; before that whoever still runs. None while none was sent."""
        return max(self.units, key=self._furthest, default=None)

    def stamped(self, name: str) -> datetime | None:
        """The last time of a stamp of the carrier's, or of none's; None while there is none. Times of two crews never
        make one run."""
        carrier = self.carrier
        mine = {None, carrier.assignment_id} if carrier else {None}
        return max((one.at for one in self.stamps if one.name == name and one.assignment_id in mine), default=None)

    def first(self, *names: str) -> datetime | None:
        """The first time of any of these stamps, whichever crew set it."""
        return min((one.at for one in self.stamps if one.name in names), default=None)

    def _furthest(self, one: Carrying) -> tuple[int, bool, float]:
        mine = {stamp.name: stamp.at for stamp in self.stamps if stamp.assignment_id == one.assignment_id}
        reached = max((place for place, name in enumerate(WITH_PATIENT) if name in mine), default=-1)
        at = mine[WITH_PATIENT[reached]].timestamp() if reached >= 0 else 0.0
        return reached, one.open, at if reached > 0 else -at


def as_hospital_reads(record: CareRecord) -> CareRecord:
    """The record without place and callers' words: a hospital treats a patient, not an address.

    What happened stays: the mechanism is of the patient.
    """
    return replace(record, location=None, place_detail={}, said=())
