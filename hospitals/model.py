"""What a hospital is, what it can do and what it said of itself. Frozen, without storage, without opinions.

Whatever a hospital says carries its source and the time it was said. What nobody said is absent, never 0.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.geo import LatLon
from hospitals.experience import NOTHING, Proof, Record
from hospitals.kinds import BedType, Capability, Level, Says, Source

__all__ = ["Answer", "BedCount", "BedType", "Capability", "Diversion", "Hospital", "Level", "Proof", "Queue", "Record"]
__all__ += ["Says", "Source", "Surge"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the hospital said of one capability, when, and through whom.

    A yes with `busy_until` is a yes from then on: the specialist is at work on somebody else. `on_call` is how that
    specialist is reached, for the desk and the hospital's own people only.
    """

    capability: Capability
    says: Says
    reported_at: datetime
    source: Source
    reported_by: str | None = None
    busy_until: datetime | None = None
    on_call: str | None = None

    def is_busy(self, now: datetime) -> bool:
        """Whether the specialist is at work on somebody else."""
        return self.says is Says.YES and self.busy_until is not None and self.busy_until > now


@dataclass(frozen=True, slots=True)
class BedCount:
    """Beds of one type. `available` below 0 is over-full and kept as it is; None was not reported.

    `usable` is a yes or no said instead of a count, as feeds say it of equipment.
    """

    bed: BedType
    available: int | None
    baseline: int | None
    reported_at: datetime
    source: Source
    reported_by: str | None = None
    usable: bool | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """The ambulances before the door, as posted. `offload_wait` is from arrival to the patient taken over."""

    ambulances_waiting: int | None
    offload_wait: timedelta | None
    reported_at: datetime
    source: Source
    reported_by: str | None = None


@dataclass(frozen=True, slots=True)
class Surge:
    """How many casualties of each colour the hospital can take now, in a mass-casualty incident.

    One statement: what it leaves out (None) was not reported, and the next one replaces it as a whole.
    """

    red: int | None
    yellow: int | None
    green: int | None
    reported_at: datetime
    source: Source
    reported_by: str | None = None


@dataclass(frozen=True, slots=True)
class Diversion:
    """A notice that patients cannot be taken: of one capability, or of all when that is None. Ends by itself.

    An advisory is for people to read and closes nothing. `text` names no person.
    """

    id: str
    capability: Capability | None
    reason: str
    starts_at: datetime
    ends_at: datetime
    text: str | None = None
    advisory: bool = False
    source: Source = Source.HOSPITAL

    def is_active(self, now: datetime) -> bool:
        """Whether it holds at `now`; the last instant is exclusive."""
        return self.starts_at <= now < self.ends_at


@dataclass(frozen=True, slots=True)
class Hospital:
    """One hospital as it stands now; `id` is its NEMC hpid.

    `promised` counts our patients on their way with a bed held, `at_door` those arrived and not yet taken over,
    `open_asks` the requests it has not answered. All three are counted from the requests, never posted. `records` is
    how requests to it ended, `whole` all of them together, `peers` how those to the hospitals of its region did;
    `proofs` is what became of what it had posted,
    `taken` the patients of ours that it took lately (`hospitals.balance`).
    """

    id: str
    region: str
    name_ko: str
    name_en: str
    place: LatLon
    level: Level
    er_phone: str | None = None
    answers: tuple[Answer, ...] = ()
    beds: tuple[BedCount, ...] = ()
    queue: Queue | None = None
    surge: Surge | None = None
    diversions: tuple[Diversion, ...] = ()
    records: tuple[Record, ...] = ()
    whole: Record = NOTHING
    peers: tuple[Record, ...] = ()
    proofs: tuple[Proof, ...] = ()
    taken: int = 0
    promised: int = 0
    at_door: int = 0
    open_asks: int = 0

    def answer(self, capability: Capability) -> Answer | None:
        """What was said of `capability`; None when nothing was."""
        for answer in self.answers:  # a plain loop: asked hundreds of times in one ranking
            if answer.capability is capability:
                return answer
        return None

    def count(self, bed: BedType) -> BedCount | None:
        """The count of `bed` as posted; None when it was never reported."""
        for count in self.beds:
            if count.bed is bed:
                return count
        return None

    def record(self, capability: Capability | None, block: int | None = None) -> Record:
        """How requests for `capability` ended, all or those of one `block`; all zeros when there were none."""
        return _found(self.records, capability, block)

    def peer_record(self, capability: Capability | None) -> Record:
        """How requests for `capability` ended in the whole region."""
        return _found(self.peers, capability, None)

    def proof(self, about: Capability | None) -> Proof | None:
        """What became of its word on `about`, None for its emergency beds; None when it was never put to the test."""
        return next((proof for proof in self.proofs if proof.about is about), None)

    def free_er_beds(self) -> int | None:
        """Emergency beds left when everybody promised one has come; None when not reported, below 0 when over-full."""
        count = self.count(BedType.ER_GENERAL)
        return None if count is None or count.available is None else count.available - self.promised - self.at_door

    def diverts(self, now: datetime, capability: Capability | None) -> bool:
        """Whether a notice for exactly this scope is in force; None asks for the notice that covers all."""
        return any(
            notice.capability is capability and notice.is_active(now) and not notice.advisory
            for notice in self.diversions
        )

    def advises(self, now: datetime, capabilities: tuple[Capability, ...]) -> bool:
        """Whether an advisory in force speaks of one of `capabilities`, or of the emergency room."""
        scopes = (*capabilities, None)
        return any(n.advisory and n.capability in scopes and n.is_active(now) for n in self.diversions)


def _found(records: tuple[Record, ...], capability: Capability | None, block: int | None) -> Record:
    for record in records:
        if record.capability is capability and record.block == block:
            return record
    return Record(capability)
