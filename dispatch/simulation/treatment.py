"""What a simulated crew does for its patient and writes down, one entry after the other. An example, no protocol.

Codes are of the quick lists of `dispatch.care`; every dose is the list's own first one.
"""

from datetime import timedelta

from dispatch.care.entry import NONE_KNOWN, CareKind
from dispatch.care.quicklists import find_item
from dispatch.crew.treating import Said

ENTRY_EVERY = timedelta(seconds=45)
Deed = tuple[CareKind, str]
FIRST: tuple[Deed, ...] = ((CareKind.ALLERGY, NONE_KNOWN), (CareKind.HISTORY, "hypertension"))
OXYGEN: Deed = (CareKind.DRUG, "oxygen")
LINE: Deed = (CareKind.PROCEDURE, "iv_access")
BY_COMPLAINT: dict[str, tuple[Deed, ...]] = {
    "chest_pain": (
        (CareKind.PROCEDURE, "ecg_12"),
        (CareKind.DRUG, "aspirin"),
        LINE,
        (CareKind.IMPRESSION, "chest_pain"),
    ),
    "stroke": (
        (CareKind.FINDING, "facial_droop"),
        (CareKind.PROCEDURE, "glucose_check"),
        LINE,
        (CareKind.IMPRESSION, "stroke"),
    ),
    "breathing": (OXYGEN, (CareKind.FINDING, "wheeze"), (CareKind.DRUG, "salbutamol"), (CareKind.IMPRESSION, "asthma")),
    "trauma": (
        (CareKind.PROCEDURE, "collar"),
        (CareKind.PROCEDURE, "pressure_dressing"),
        LINE,
        (CareKind.IMPRESSION, "wound"),
    ),
    "fall": ((CareKind.FINDING, "deformity"), (CareKind.PROCEDURE, "splint"), (CareKind.IMPRESSION, "fracture")),
    "bleeding": ((CareKind.PROCEDURE, "pressure_dressing"), (CareKind.IMPRESSION, "wound")),
    "seizure": ((CareKind.FINDING, "seizure_seen"), OXYGEN, (CareKind.IMPRESSION, "seizure")),
    "unconscious": ((CareKind.PROCEDURE, "glucose_check"), OXYGEN, LINE, (CareKind.IMPRESSION, "unconscious")),
    "arrest": (
        (CareKind.PROCEDURE, "cpr_start"),
        (CareKind.PROCEDURE, "shock"),
        (CareKind.PROCEDURE, "supraglottic"),
        LINE,
        (CareKind.DRUG, "adrenaline"),
        (CareKind.IMPRESSION, "arrest"),
    ),
    "abdominal_pain": ((CareKind.IMPRESSION, "abdominal_pain"),),
    "back_pain": ((CareKind.IMPRESSION, "back_pain"),),
    "fever": ((CareKind.IMPRESSION, "fever"),),
    "sick": ((CareKind.FINDING, "vomiting"), (CareKind.IMPRESSION, "weakness")),
}


def course_of(complaint: str | None) -> tuple[Deed, ...]:
    """Everything a crew writes down for a complaint, in order; in an arrest nobody asks about allergies first."""
    own = BY_COMPLAINT.get(complaint or "", ())
    return own + FIRST if complaint == "arrest" else FIRST + own


def due_entries(complaint: str | None, with_patient: timedelta) -> tuple[Deed, ...]:
    """What is written by the time a crew has been with the patient for so long."""
    return course_of(complaint)[: int(with_patient / ENTRY_EVERY)]


def said_of(deed: Deed) -> Said:
    """As the crew writes it: with the dose, unit and route that the list puts first, where it has any."""
    kind, code = deed
    item = find_item(kind, code)
    first = item.doses[0] if item is not None and item.doses else None
    if first is None:
        return Said(kind, code)
    return Said(kind, code, dose=first.dose, unit=first.unit, route=first.route)
