"""What dispatch reasons about: calls, incidents, units, demand. Frozen, without storage, without opinions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from chassis.geo import LatLon
from dispatch.states import AssignmentState, IncidentState


class Priority(IntEnum):
    """Dispatch priority. P1 is the most urgent."""

    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4


class Channel(StrEnum):
    """How a call came in."""

    VOICE = "voice"
    SMS = "sms"
    MMS = "mms"
    APP = "app"
    WEB = "web"
    AML = "aml"
    WEARABLE = "wearable"
    ECALL = "ecall"
    RELAY = "relay"


class Tri(StrEnum):
    """An answer to a gate question. Not asked and not known are both `unknown`."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Gate:
    """The life-threat gate: three questions before anything else."""

    conscious: Tri = Tri.UNKNOWN
    breathing: Tri = Tri.UNKNOWN
    happened: str | None = None

    @property
    def answered(self) -> bool:
        """Whether both yes–no questions have an answer."""
        return Tri.UNKNOWN not in (self.conscious, self.breathing)

    @property
    def known(self) -> bool:
        """Whether anything at all has been answered."""
        return self != Gate()

    def filled_by(self, newer: "Gate") -> "Gate":
        """This gate with what `newer` knows written over it; what `newer` does not know stays."""
        conscious = self.conscious if newer.conscious is Tri.UNKNOWN else newer.conscious
        breathing = self.breathing if newer.breathing is Tri.UNKNOWN else newer.breathing
        return Gate(conscious, breathing, newer.happened or self.happened)


class LocationSource(StrEnum):
    """Where a location hypothesis comes from, and so how far it can be believed."""

    TYPED = "typed"
    PHONE = "phone"
    APP = "app"
    GRID = "grid"
    MAP = "map"
    LINK = "link"
    AML = "aml"
    NETWORK = "network"
    ECALL = "ecall"
    DEVICE = "device"
    RELAY = "relay"


class Verification(StrEnum):
    """How sure the place is: verified by a person, approximate within its radius, or unverified."""

    VERIFIED = "verified"
    APPROXIMATE = "approximate"
    UNVERIFIED = "unverified"


class HintKind(StrEnum):
    """Numbers that stand on things along a road; where each stands, a region's table may know."""

    POLE = "pole"
    ELEVATOR = "elevator"


@dataclass(frozen=True, slots=True)
class Hint:
    """A number somebody read from a thing beside them."""

    kind: HintKind
    value: str


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One idea of where the patient is. `radius_m` is None when the source does not say; `confidence`, 0 to 1, is how
    likely the patient is within it, where the source says so."""

    source: LocationSource
    place: LatLon | None
    text: str | None = None
    radius_m: float | None = None
    at: datetime | None = None
    confidence: float | None = None
    hint: Hint | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """The place dispatch works with: one hypothesis, chosen, and how sure it is."""

    place: LatLon
    source: LocationSource
    verification: Verification
    text: str | None = None
    radius_m: float | None = None


class Skill(StrEnum):
    """What a unit can do, by crew and equipment."""

    BLS = "bls"
    ALS = "als"
    NEONATAL = "neonatal"
    BARIATRIC = "bariatric"
    ISOLATION = "isolation"


class Availability(StrEnum):
    """Whether a unit can be sent; derived from duty, service, assignments and the age of its position."""

    AVAILABLE_AT_POST = "available_at_post"
    AVAILABLE_MOBILE = "available_mobile"
    COMMITTED = "committed"
    RELOCATING = "relocating"
    BREAK = "break"
    OUT_OF_SERVICE = "out_of_service"
    OFF_DUTY = "off_duty"
    UNKNOWN = "unknown"


FREE = frozenset({Availability.AVAILABLE_AT_POST, Availability.AVAILABLE_MOBILE, Availability.RELOCATING})


@dataclass(frozen=True, slots=True)
class Commitment:
    """One open assignment of a unit. `eta` is the expected arrival at the scene while under way, `eta_p90` the one that
    is kept nine times in ten."""

    assignment_id: str
    incident_id: str
    state: AssignmentState
    priority: Priority | None
    eta: datetime | None = None
    diverts: int = 0
    eta_p90: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A crewed vehicle as it stands now. `place` is None when no position was ever heard and no post is known."""

    id: str
    region: str
    callsign: str
    skills: frozenset[Skill]
    post: LatLon | None
    place: LatLon | None
    position_at: datetime | None
    at_post: bool
    on_duty: bool = True
    on_break: bool = False
    relocating: bool = False
    out_of_service: str | None = None
    shift_ends: datetime | None = None
    commitments: tuple[Commitment, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class DemandZone:
    """A part of the area with the share of calls expected there. Weights need not sum to one."""

    id: str
    place: LatLon
    weight: float


@dataclass(frozen=True, slots=True)
class Patient:
    """What is known of one patient. Unknown is None."""

    id: str
    age_years: int | None = None
    sex: str | None = None
    acuity: int | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """The priority a person wants, over the one they had `seen` the rules give, by the rules that had `fired`;
    lowering has its reason."""

    priority: Priority
    seen: Priority
    reason: str | None = None
    fired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """An event that may need units. `location` is None until a place is known; `priority` until triaged."""

    id: str
    region: str
    number: str
    state: IncidentState
    received_at: datetime
    location: Location | None
    priority: Priority | None
    complaint: str | None
    determinant: str | None
    bundle: str | None
    gate: Gate = field(default_factory=Gate)
    patient: Patient | None = None
    simulated: bool = False
    version: int = 0
    sent_on_by: str | None = None  # of an onward transfer: the hospital that stabilised
    answers: Mapping[str, str] = field(default_factory=dict)  # of the interview, by `card.question`
    ruling: Ruling | None = None


@dataclass(frozen=True, slots=True)
class Vitals:
    """One set of vital signs; None where none was taken. `avpu` is one of A, C (new confusion), V, P, U."""

    heart_rate_bpm: int | None = None
    systolic_mmhg: int | None = None
    diastolic_mmhg: int | None = None
    respiratory_rate_bpm: int | None = None
    spo2_percent: int | None = None
    temperature_c: float | None = None
    glucose_mg_dl: int | None = None
    gcs: int | None = None
    pain: int | None = None
    avpu: str | None = None
    oxygen: bool | None = None  # given while these were taken
