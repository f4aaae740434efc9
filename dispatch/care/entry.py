"""One entry of a patient's record: a drug, a procedure, a finding. Frozen; nothing is ever taken out, only amended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CareKind(StrEnum):
    """What an entry says."""

    DRUG = "drug"
    PROCEDURE = "procedure"
    FINDING = "finding"
    ALLERGY = "allergy"
    MEDICATION = "medication"  # taken at home
    HISTORY = "history"
    IMPRESSION = "impression"
    EVENT = "event"  # what befell the patient: an arrest, a seizure, a fall from the stretcher


class CareSource(StrEnum):
    """Where an entry or a set of signs comes from."""

    HUMAN = "human"
    DEVICE = "device"
    IMPORT = "import"
    ORDER = "order"


NONE_KNOWN = "none_known"  # the code of "asked, and there is none", which is not the same as never asked


@dataclass(frozen=True, slots=True)
class CareEntry:
    """`code` is of the quick lists, or None where only `text` says it. `dose` is counted in `unit`, by `route`.

    `at` is when the server learnt of it, `device_at` when it was done by the device's clock. An entry that `amends`
    another takes its place for the `reason` given; a struck one says that the other was wrong and puts nothing there.
    `despite` names the doubts (`allergy:aspirin`, `dose_high`) that were said and overridden, or came too late.
    """

    id: str
    kind: CareKind
    code: str | None
    at: datetime
    by: str
    by_name: str
    text: str | None = None
    dose: float | None = None
    unit: str | None = None
    route: str | None = None
    device_at: datetime | None = None
    source: CareSource = CareSource.HUMAN
    order_id: str | None = None
    amends: str | None = None
    reason: str | None = None
    struck: bool = False
    despite: tuple[str, ...] = ()

    @property
    def done_at(self) -> datetime:
        """When it was done, as far as anybody knows: never later than the server learnt of it."""
        return min(self.device_at or self.at, self.at)


def standing_entries(entries: Sequence[CareEntry]) -> tuple[CareEntry, ...]:
    """What stands after every amendment, by when it was done; the originals stay in `entries`."""
    replaced = {entry.amends for entry in entries if entry.amends is not None}
    standing = [entry for entry in entries if entry.id not in replaced and not entry.struck]
    return tuple(sorted(standing, key=lambda entry: (entry.done_at, entry.id)))
