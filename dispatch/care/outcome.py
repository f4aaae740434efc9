"""What became of the patient, as the hospital says it days later. Pure; a correction keeps what was said before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EdDisposition(StrEnum):
    """How the stay at the emergency department ended."""

    DISCHARGED = "discharged"
    ADMITTED = "admitted"
    INTENSIVE_CARE = "intensive_care"
    INTERVENTION = "intervention"  # straight to an operating theatre or a catheter laboratory
    TRANSFERRED = "transferred"
    LEFT = "left"  # before the treatment was over
    DIED = "died"
    DEAD_ON_ARRIVAL = "dead_on_arrival"


class Fate(StrEnum):
    """Whether the patient lives, as far as the hospital knows."""

    ALIVE = "alive"
    DEAD = "dead"
    UNKNOWN = "unknown"


DIED_THERE = frozenset({EdDisposition.DIED, EdDisposition.DEAD_ON_ARRIVAL})
GRAVE = DIED_THERE | {EdDisposition.INTENSIVE_CARE, EdDisposition.INTERVENTION}
ICD10 = re.compile(r"[A-Z][0-9]{2}(\.[0-9A-Z]{1,4})?")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`confirmed` is whether the time-critical diagnosis it was brought with held; None where there was none."""

    ed_disposition: EdDisposition
    fate: Fate
    diagnosis: str | None = None
    icd10: str | None = None
    confirmed: bool | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """An outcome as it was said; it `corrects` an earlier one for the `reason` given."""

    id: str
    incident_id: str
    request_id: str
    hospital_id: str
    at: datetime
    by_name: str
    said: Outcome
    corrects: str | None = None
    reason: str | None = None


def newest(returned: Sequence[Returned]) -> Returned | None:
    """What holds: the one that nothing corrects; None where nobody has said anything."""
    corrected = {one.corrects for one in returned}
    return next((one for one in reversed(returned) if one.id not in corrected), None)


def was_grave(said: Outcome) -> bool:
    """Whether the patient needed an emergency answer, judged from the end: died, intensive care, theatre or catheter
    laboratory, or a time-critical diagnosis that was confirmed."""
    return said.ed_disposition in GRAVE or said.fate is Fate.DEAD or said.confirmed is True


def contradictions(said: Outcome) -> tuple[str, ...]:
    """Fields that cannot be true together, or are not written as they are."""
    found = []
    if said.ed_disposition in DIED_THERE and said.fate is not Fate.DEAD:
        found.append("fate")
    if said.icd10 is not None and not ICD10.fullmatch(said.icd10):
        found.append("icd10")
    return tuple(found)
