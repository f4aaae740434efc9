"""What became of requests, and of what a hospital had posted when one was made. Frozen; older ones count for less.

Every count halves in `MEMORY`: a ward that was closed in spring says little of autumn. A count carries the instant it
was last brought up to, so that adding to it needs no list of what it is made of.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hospitals.kinds import Capability

MEMORY = timedelta(days=28)  # assumption: half of what is known of a hospital has changed in four weeks
BLOCK_HOURS = 4  # of the UTC day: no clock is put forward in it; in Korea the blocks begin at 1, 5, 9 … o'clock


@dataclass(frozen=True, slots=True)
class Record:
    """How requests through this system ended, per capability; None is for requests that named no capability.

    `block` is the part of the day (0–5) they were made in, None all of them. `as_of` None never fades.
    """

    capability: Capability | None
    accepted: float = 0
    declined: float = 0
    silent: float = 0
    block: int | None = None
    as_of: datetime | None = None

    @property
    def asked(self) -> float:
        """How many requests came to an end."""
        return self.accepted + self.declined + self.silent

    def at(self, now: datetime) -> "Record":
        """The same, faded to `now`."""
        left = _left(self.as_of, now)
        if left == 1.0:
            return replace(self, as_of=now)
        accepted, declined, silent = (round(one * left, 6) for one in (self.accepted, self.declined, self.silent))
        return Record(self.capability, accepted, declined, silent, self.block, now)

    def counts(self, now: datetime) -> tuple[float, float]:
        """How many were accepted and how many ended, faded to `now`."""
        left = _left(self.as_of, now)
        return self.accepted * left, (self.accepted + self.declined + self.silent) * left


NOTHING = Record(None)


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of a posted word when it was believed: `right` when the patient was taken, `wrong` when the answer
    contradicted it. `about` a capability it said yes to, or None for free emergency beds."""

    about: Capability | None
    right: float = 0
    wrong: float = 0
    as_of: datetime | None = None

    def counts(self, now: datetime) -> tuple[float, float]:
        """How often it was right and wrong, faded to `now`."""
        left = _left(self.as_of, now)
        return self.right * left, self.wrong * left


def block_of(at: datetime) -> int:
    """The part of the day an instant lies in."""
    return at.astimezone(UTC).hour // BLOCK_HOURS


def with_outcome(
    records: tuple[Record, ...], capabilities: tuple[Capability, ...], outcome: Record, *, at: datetime
) -> tuple[Record, ...]:
    """`records` with `outcome` added for each of `capabilities`, or for none named; and for its part of the day."""
    found = {(record.capability, record.block): record for record in records}
    for capability in capabilities or (None,):
        for block in (None, block_of(at)):
            old = found.get((capability, block), Record(capability, block=block)).at(at)
            found[capability, block] = _sum(old, outcome)
    return tuple(sorted(found.values(), key=_place))


def with_proof(proofs: tuple[Proof, ...], about: Capability | None, *, right: bool, at: datetime) -> tuple[Proof, ...]:
    """`proofs` with one more of `about`."""
    found = {proof.about: proof for proof in proofs}
    was_right, was_wrong = found.get(about, Proof(about)).counts(at)
    found[about] = Proof(about, round(was_right + right, 6), round(was_wrong + (not right), 6), at)
    return tuple(sorted(found.values(), key=lambda proof: proof.about or ""))


def whole_of(records: Iterable[Record], now: datetime) -> Record:
    """All of a hospital's requests together; one that named two capabilities counts for both."""
    total = Record(None, as_of=now)
    for record in records:
        if record.block is None:
            total = _sum(total, record.at(now))
    return total


def peers_of(hospitals: Iterable[Iterable[Record]], now: datetime) -> tuple[Record, ...]:
    """How the requests to many hospitals ended, per capability."""
    found: dict[Capability | None, Record] = {}
    for records in hospitals:
        for record in (one for one in records if one.block is None):
            old = found.get(record.capability, Record(record.capability, as_of=now))
            found[record.capability] = _sum(old, record.at(now))
    return tuple(sorted(found.values(), key=_place))


def _sum(one: Record, other: Record) -> Record:
    accepted, declined = one.accepted + other.accepted, one.declined + other.declined
    return replace(one, accepted=accepted, declined=declined, silent=one.silent + other.silent)


def _place(record: Record) -> tuple[str, int]:
    return record.capability or "", -1 if record.block is None else record.block


def _left(as_of: datetime | None, now: datetime) -> float:
    """How much of a count is left. A stamp from the future (a clock that is wrong) counts as now."""
    if as_of is None or as_of >= now:
        return 1.0
    return float(0.5 ** ((now - as_of) / MEMORY))
