"""The question put to the hospital board and the shape of its answer: codes and numbers, never sentences."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.travel import Travel
from hospitals.model import BedCount, Capability


@dataclass(frozen=True, slots=True)
class Needs:
    """What the patient needs: capabilities, acuity 1 (worst) to 5, the bundle's code, and whether a child.

    `sent_on_by` is the hospital that only stabilises: the patient is looked for another one than that.
    """

    capabilities: tuple[Capability, ...]
    acuity: int
    bundle: str | None = None
    paediatric: bool = False
    sent_on_by: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.acuity <= 5:
            raise ValueError(f"acuity is 1 to 5, not {self.acuity}")

    def wanted(self) -> tuple[Capability, ...]:
        """The capabilities to ask for: a child who is not a light case also needs a children's emergency room."""
        child = self.paediatric and self.acuity <= 3 and Capability.PAEDIATRIC not in self.capabilities
        return (*self.capabilities, Capability.PAEDIATRIC) if child else self.capabilities


class Basis(StrEnum):
    """What an estimate stands on."""

    ROADS = "roads"  # routing's travel time
    POSTED = "posted"  # the hospital's own number
    COUNTED = "counted"  # our own ambulances at its door
    RECORD = "record"  # what became of earlier requests
    ASSUMED = "assumed"  # policy: nothing better is known


class TermCode(StrEnum):
    """The parts of the expected time, in the order of the journey."""

    DRIVE = "drive"
    OFFLOAD = "offload"
    TREATMENT = "treatment"
    SPECIALIST = "specialist"
    REFUSAL = "refusal"
    TRANSFER = "transfer"
    BURDEN = "burden"
    BALANCE = "balance"


class NoteCode(StrEnum):
    """What somebody who chooses should know of an option."""

    SAYS_UNKNOWN = "says_unknown"
    NOTHING_SAID = "nothing_said"
    ANSWER_TOO_OLD = "answer_too_old"
    OVER_FULL = "over_full"
    FULL = "full"
    BEDS_NOT_REPORTED = "beds_not_reported"
    BEDS_TOO_OLD = "beds_too_old"
    ON_DIVERSION = "on_diversion"
    SPECIALIST_BUSY = "specialist_busy"
    ADVISED = "advised"
    ASK_BUDGET_SPENT = "ask_budget_spent"
    ABOVE_SHARE = "above_share"


class ExclusionCode(StrEnum):
    """Why a hospital is no option."""

    SAYS_NO = "says_no"
    SPECIALIST_BUSY = "specialist_busy"
    CAPABILITY_DIVERTED = "capability_diverted"
    ON_DIVERSION = "on_diversion"
    UNREACHABLE = "unreachable"
    TOO_FAR = "too_far"
    SENDS_ON = "sends_on"


@dataclass(frozen=True, slots=True)
class Term:
    """One part of the expected time. `share` is the probability it was weighted with, None where it is certain."""

    code: TermCode
    time: timedelta
    basis: Basis
    age: timedelta | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of a yes, and the range four chances in five lie in: wide where few answers are known."""

    accept: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How often what was posted was borne out when it was believed (0–1), older times counting for less. `tested` is
    how many times are known; where that is 0, `share` is the policy's assumption."""

    share: float
    tested: float


@dataclass(frozen=True, slots=True)
class Load:
    """The patients of ours a hospital took lately, and how many its share of the beds would have been."""

    taken: int
    share: float


@dataclass(frozen=True, slots=True)
class Option:
    """A hospital that may be asked. `expected` is the sum of the terms; `chance` is `p_accept` with its range;
    `er_beds` the count as posted and `er_trust` how far such counts of it were borne out; `busy_until` when the
    specialist is free, None where that is now; `load` what it took lately, None where its beds are unknown."""

    hospital_id: str
    expected: timedelta
    terms: tuple[Term, ...]
    p_accept: float
    phone_first: bool
    notes: tuple[NoteCode, ...]
    travel: Travel
    er_beds: BedCount | None
    busy_until: datetime | None = None
    chance: Chance | None = None
    er_trust: Reliability | None = None
    load: Load | None = None


@dataclass(frozen=True, slots=True)
class Excluded:
    """A hospital that is no option, and every reason; `busy_until` is when one of them may end."""

    hospital_id: str
    reasons: tuple[ExclusionCode, ...]
    busy_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Best first. Who must be telephoned first comes after everybody who says yes; the excluded by id."""

    options: tuple[Option, ...]
    excluded: tuple[Excluded, ...]
    policy: str
