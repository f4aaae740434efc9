"""A health summary in FHIR R4 becomes parts of a card: a Bundle with a Patient, Conditions, AllergyIntolerances and
MedicationStatements or MedicationRequests.

What comes in is not over, not refuted, about this patient, and in words one can read. Everything else is left out and
counted by its reason. Nothing is looked up, no address in the file is followed.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dispatch.registered.card import LONGEST_LINE, MOST_LINES, Contact, Entries, Entry, merged
from dispatch.registered.person import read_person
from dispatch.registered.values import Json, coded, codes, listed, one_line, table

LARGEST = 200_000  # bytes
MOST_RESOURCES = 500
ACTIVE = {
    "Condition": frozenset({"active", "recurrence", "relapse"}),
    "AllergyIntolerance": frozenset({"active"}),
    "MedicationStatement": frozenset({"active"}),
    "MedicationRequest": frozenset({"active"}),
}
OPEN_ENDED = frozenset({"Condition", "AllergyIntolerance"})  # clinicalStatus may be missing
WRONG = frozenset({"refuted", "entered-in-error"})
ORDERED = frozenset({"order", "original-order", "reflex-order", "filler-order", "instance-order"})
NOTHING_KNOWN = frozenset({"716186003", "160244002", "no-allergy-info", "no-known-allergies"})


class Unread(StrEnum):
    """Why a file cannot be used at all."""

    NOT_JSON = "not_json"
    NOT_A_BUNDLE = "not_a_bundle"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    SEVERAL_PATIENTS = "several_patients"
    DECEASED = "deceased"
    NOTHING_FOUND = "nothing_found"


class LeftOut(StrEnum):
    """Why a resource of a file is not taken."""

    OTHER_KIND = "other_kind"
    NOT_ACTIVE = "not_active"
    WRONG = "wrong"
    NO_WORDS = "no_words"
    OTHER_PATIENT = "other_patient"
    TOO_MANY = "too_many"


class SummaryError(ValueError):
    """A file that cannot be used; says why."""

    def __init__(self, why: Unread) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Summary:
    """What a file says that a card can hold; `left_out` counts the rest by its reason."""

    name: str | None = None
    birth_year: int | None = None
    sex: str | None = None
    languages: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    conditions: Entries | None = None
    drugs: Entries | None = None
    allergies: Entries | None = None
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)


def read_summary(body: bytes, *, year: int) -> Summary:
    """What a file says. Raises SummaryError, and no other error whatever is in the file."""
    resources = list(_resources(_document(body)))
    if len(resources) > MOST_RESOURCES:
        raise SummaryError(Unread.TOO_MANY)
    patients = [one for _, one in resources if one.get("resourceType") == "Patient"]
    if len({str(one.get("id")) for one in patients}) > 1 or len(patients) > 1:
        raise SummaryError(Unread.SEVERAL_PATIENTS)
    patient = patients[0] if patients else {}
    if patient.get("deceasedBoolean") is True or "deceasedDateTime" in patient:
        raise SummaryError(Unread.DECEASED)
    reading = _Reading(dict(resources), _names_of(patient, resources))
    found = reading.all(resources)
    if not found and not patient:
        raise SummaryError(Unread.NOTHING_FOUND)
    parts: dict[str, Any] = {part: merged((), entries[:MOST_LINES]) for part, entries in found.items()}
    return Summary(**read_person(patient, year), **parts, left_out=dict(reading.left))


def _document(body: bytes) -> Json:
    if len(body) > LARGEST:
        raise SummaryError(Unread.TOO_LARGE)
    try:
        read = json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise SummaryError(Unread.NOT_JSON) from error
    if not isinstance(read, dict) or read.get("resourceType") != "Bundle":
        raise SummaryError(Unread.NOT_A_BUNDLE)
    return read


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _resources(bundle: Json) -> Iterator[tuple[str, Json]]:
    """(address, resource) of every entry that has one."""
    for number, entry in enumerate(listed(bundle.get("entry"))):
        resource = table(entry.get("resource"))
        if resource:
            address = one_line(entry.get("fullUrl")) or f"{resource.get('resourceType')}/{resource.get('id')}"
            yield address or str(number), resource


def _names_of(patient: Json, resources: list[tuple[str, Json]]) -> frozenset[str]:
    """By what others may refer to the patient; empty when the file has none."""
    if not patient:
        return frozenset()
    addresses = {address for address, one in resources if one is patient}
    return frozenset({*addresses, f"Patient/{patient.get('id')}"})


@dataclass(slots=True)
class _Reading:
    """One pass over the resources; `patient` are the addresses of the patient."""

    resources: Mapping[str, Json]
    patient: frozenset[str]
    left: Counter[LeftOut] = field(default_factory=Counter)

    def all(self, resources: list[tuple[str, Json]]) -> dict[str, Entries]:
        """The entries of each part that the file speaks of."""
        found: dict[str, Entries] = {}
        for _, one in resources:
            part = PARTS.get(str(one.get("resourceType")))
            if part is None:
                if one.get("resourceType") not in ("Patient", "Composition", "Medication"):
                    self.left[LeftOut.OTHER_KIND] += 1
                continue
            why = self._why_not(one)
            entry = None if why else self._entry(one)
            if part == "allergies" and why is None and _says_none(one):
                found.setdefault(part, ())
            elif entry is None:
                self.left[why or LeftOut.NO_WORDS] += 1
            elif len(found.get(part, ())) >= MOST_LINES:
                self.left[LeftOut.TOO_MANY] += 1
            else:
                found[part] = (*found.get(part, ()), entry)
        return found

    def _why_not(self, one: Json) -> LeftOut | None:
        kind = str(one["resourceType"])
        about = one_line(table(one.get("subject") or one.get("patient")).get("reference"))
        if self.patient and about and about not in self.patient:
            return LeftOut.OTHER_PATIENT
        if codes(one.get("verificationStatus")) & WRONG:
            return LeftOut.WRONG
        if one.get("doNotPerform") is True or (
            kind == "MedicationRequest" and one_line(one.get("intent")) not in ORDERED
        ):
            return LeftOut.NOT_ACTIVE
        return None if _lasts(one, kind) else LeftOut.NOT_ACTIVE

    def _entry(self, one: Json) -> Entry | None:
        concept = table(one.get("code"))
        if str(one["resourceType"]).startswith("Medication"):
            concept = table(one.get("medicationCodeableConcept")) or self._medication(one)
        entry = coded(concept)
        if entry is None or one["resourceType"] != "AllergyIntolerance":
            return entry
        return Entry(_with_reaction(entry.text, one), entry.system, entry.code)

    def _medication(self, one: Json) -> Json:
        """What a reference to a Medication means: one inside the resource, or one of the file."""
        address = one_line(table(one.get("medicationReference")).get("reference"))
        inside = {f"#{one_line(kept.get('id'))}": kept for kept in listed(one.get("contained"))}
        return table(table(inside.get(address) or self.resources.get(address)).get("code"))


PARTS: Mapping[str, str] = {
    "Condition": "conditions",
    "AllergyIntolerance": "allergies",
    "MedicationStatement": "drugs",
    "MedicationRequest": "drugs",
}


def _lasts(one: Json, kind: str) -> bool:
    """Whether it is so today. Of conditions and allergies a file may leave that open: unless it says that one is over,
    it is taken, for an allergy that is missing does more harm than an old one."""
    if kind in OPEN_ENDED:
        ended = any(name.startswith("abatement") for name in one)
        return bool(codes(one["clinicalStatus"]) & ACTIVE[kind]) if "clinicalStatus" in one else not ended
    return one_line(one.get("status")) in ACTIVE[kind]


def _says_none(one: Json) -> bool:
    return bool(codes(one.get("code")) & NOTHING_KNOWN)


def _with_reaction(text: str, one: Json) -> str:
    """The allergy with how it showed, and that it is dangerous where the file says so."""
    shown = [
        found.text
        for reaction in listed(one.get("reaction"))
        for sign in listed(reaction.get("manifestation"))
        if (found := coded(sign)) is not None
    ]
    grave = ["!"] if one.get("criticality") == "high" else []
    more = ", ".join([*dict.fromkeys(shown), *grave])
    return f"{text} ({more})"[:LONGEST_LINE] if more else text
