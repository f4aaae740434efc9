"""A handover of another service, as a FHIR R4 bundle, in facts of ours: the patient, signs, entries, where and why.

Nothing is looked up and no address in it is followed. What was entered in error, refuted or not done is nobody's fact;
what nobody here understands is counted by its kind, and a person looks at it. Pure.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chassis.geo import LatLon
from dispatch.care.entry import NONE_KNOWN, CareKind
from dispatch.care.quicklists import UNOBTAINABLE, find_item, read_lists, read_routes, read_units
from dispatch.fhir import codes
from dispatch.intake.fhirvalues import codes_of, first, listed, pairs, said, sign_values, table, when
from dispatch.intake.unreadable import UnreadableError, Wrong, read_json
from dispatch.intake.values import place_of, text_of, whole_of
from dispatch.model import Vitals

LARGEST = 256 * 1024  # bytes; ours have 52 KB at most
MOST = 1000  # resources
LONGEST = 200
OVER = frozenset({"entered-in-error", "refuted", "not-done", "cancelled", "not-taken", "inactive", "stopped"})
ABOUT = frozenset(
    {"Composition", "Organization", "Practitioner", "PractitionerRole", "Device", "Medication", "Task", "RelatedPerson"}
)
KTAS = frozenset({codes.ACUITY, "urn:kr:pre-ktas"})


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """One entry of care as somebody else wrote it; `code` only where it is of our own lists."""

    kind: CareKind
    code: str | None
    text: str | None
    at: datetime | None
    dose: float | None = None
    unit: str | None = None
    route: str | None = None


@dataclass(frozen=True, slots=True)
class ToldSigns:
    """Signs that were measured at one instant."""

    at: datetime | None
    signs: Vitals


@dataclass(frozen=True, slots=True)
class Handover:
    """What a bundle says. `case` names the run at whoever sent it; `unread` are the kinds nobody here understands."""

    key: str | None
    case: str | None
    at: datetime | None
    age_years: int | None = None
    sex: str | None = None
    acuity: int | None = None
    alert: str | None = None
    sets: tuple[ToldSigns, ...] = ()
    entries: tuple[ToldEntry, ...] = ()
    narrative: tuple[str, ...] = ()
    destination: str | None = None
    place: LatLon | None = None
    place_text: str | None = None
    simulated: bool = False
    unread: tuple[str, ...] = ()


def read_handover(body: bytes) -> Handover:
    """What `body` says; raises UnreadableError, and no other error whatever is in it."""
    bundle = read_json(body, largest=LARGEST)
    if bundle.get("resourceType") != "Bundle":
        raise UnreadableError(Wrong.OTHER_FORMAT, "resourceType")
    resources = [one for entry in listed(bundle.get("entry")) if (one := table(entry.get("resource")))]
    if len(resources) > MOST:
        raise UnreadableError(Wrong.TOO_LARGE, "entry")
    patients = [one for one in resources if one.get("resourceType") == "Patient"]
    if len(patients) != 1:
        raise UnreadableError(Wrong.MISSING if not patients else Wrong.IMPOSSIBLE, "Patient")
    return _Reading(bundle, patients[0]).all(resources)


@dataclass(slots=True)
class _Reading:
    """One pass over the resources."""

    bundle: Mapping[str, Any]
    patient: Mapping[str, Any]
    signs: dict[datetime | None, dict[str, Any]] = field(default_factory=dict)
    entries: list[ToldEntry] = field(default_factory=list)
    narrative: list[str] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)
    unread: Counter[str] = field(default_factory=Counter)

    def all(self, resources: Sequence[Mapping[str, Any]]) -> Handover:
        """Every resource, one after the other."""
        at = when(self.bundle.get("timestamp"))
        for one in resources:
            self._one(one)
        self._person(at)
        names = {str(one.get("id")): text_of(one.get("name"), 64) for one in resources}
        names |= {str(e.get("fullUrl")): text_of(table(e.get("resource")).get("name"), 64) for e in self._listed()}
        identifier = table(self.bundle.get("identifier"))
        return Handover(
            key=text_of(identifier.get("value"), 120),
            at=at,
            case=self.found.pop("case", None),
            destination=names.get(self.found.pop("destination", "")) or None,
            sets=tuple(ToldSigns(at, Vitals(**values)) for at, values in self._ordered()),
            entries=tuple(self.entries),
            narrative=tuple(self.narrative),
            unread=tuple(f"{kind} ×{count}" for kind, count in sorted(self.unread.items()) if count),
            **self.found,
        )

    def _listed(self) -> list[Mapping[str, Any]]:
        return listed(self.bundle.get("entry"))

    def _ordered(self) -> list[tuple[datetime | None, dict[str, Any]]]:
        return sorted(self.signs.items(), key=lambda one: (one[0] is None, one[0].timestamp() if one[0] else 0.0))

    def _one(self, one: Mapping[str, Any]) -> None:
        kind = text_of(one.get("resourceType"), 40) or "?"
        stands = {text_of(one.get("status"), 40), *codes_of(one.get("verificationStatus"))}
        if stands & OVER and kind != "Encounter":
            return
        if kind == "Composition":
            self._sections(one)
        elif kind in ABOUT or kind == "Patient":
            return
        elif kind == "Observation":
            self._observation(one)
        elif kind in ENTRIES:
            self.entries += ENTRIES[kind](one)
        elif kind in OTHER:
            OTHER[kind](self, one)
        else:
            self.unread[kind] += 1

    def _sections(self, one: Mapping[str, Any]) -> None:
        """Of what nobody could be asked."""
        for section in listed(one.get("section")):
            kinds = [kind for kind, code in SECTIONS.items() if code in codes_of(section.get("code"))]
            if "unavailable" in codes_of(section.get("emptyReason")):
                self.entries += [ToldEntry(kind, UNOBTAINABLE, None, None) for kind in kinds]

    def _observation(self, one: Mapping[str, Any]) -> None:
        found = codes_of(one.get("code"))
        at = when(one.get("effectiveDateTime")) or when(table(one.get("effectivePeriod")).get("start"))
        if codes.AGE[0] in found:
            years = whole_of(table(one.get("valueQuantity")).get("value"), least=0, most=130)
            self.found["age_years"] = years
        elif "finding" in found or "event" in found:
            self.entries.append(
                _entry(CareKind.FINDING if "finding" in found else CareKind.EVENT, one, "valueCodeableConcept")
            )
        else:
            values, lost = sign_values(one)
            if values:
                self.signs.setdefault(at, {}).update(values)
            self.unread["Observation"] += lost or not (values or "dataAbsentReason" in one)

    def _encounter(self, one: Mapping[str, Any]) -> None:
        identifier = first(one.get("identifier"))
        value = text_of(identifier.get("value"), 80)
        if value:
            self.found["case"] = f"{text_of(identifier.get('system'), 60) or ''}|{value}"
        level = [c for c in listed(table(one.get("priority")).get("coding")) if c.get("system") in KTAS]
        self.found["acuity"] = whole_of(level[0].get("code"), least=1, most=5) if level else None
        going = table(table(one.get("hospitalization")).get("destination")).get("reference")
        if isinstance(going, str):
            self.found["destination"] = going if going.startswith("urn:") else going.rpartition("/")[2]
        self.found["simulated"] = "HTEST" in {t.get("code") for t in listed(table(one.get("meta")).get("tag"))}

    def _location(self, one: Mapping[str, Any]) -> None:
        position = table(one.get("position"))
        place = place_of(position.get("latitude"), position.get("longitude"))
        if place is not None and "place" not in self.found:
            self.found |= {"place": place, "place_text": text_of(one.get("name"), LONGEST)}

    def _flag(self, one: Mapping[str, Any]) -> None:
        words = {*codes_of(one.get("code")), text_of(table(one.get("code")).get("text"), 40)}
        known = [bundle for bundle, (code, _, _) in codes.ALERTS.items() if code in words]
        if known:
            self.found["alert"] = known[0]
        else:
            self.unread["Flag"] += 1

    def _communication(self, one: Mapping[str, Any]) -> None:
        told = [text_of(payload.get("contentString"), 2000) for payload in listed(one.get("payload"))]
        self.narrative += [text for text in told if text]
        self.unread["Communication"] += any("contentString" not in payload for payload in listed(one.get("payload")))

    def _person(self, at: datetime | None) -> None:
        """The sex as it was told; the age as told, or out of the day of birth."""
        sex = self.patient.get("gender")
        self.found["sex"] = sex if sex in ("male", "female") else None
        born = text_of(self.patient.get("birthDate"), 10)
        if self.found.get("age_years") is None and born and at is not None:
            year = whole_of(born[:4], least=1890, most=at.year)
            birthday_ahead = len(born) == 10 and born[5:] > f"{at:%m-%d}"
            self.found["age_years"] = at.year - year - birthday_ahead if year is not None else None


def _entry(kind: CareKind, one: Mapping[str, Any], named: str, at: datetime | None = None) -> ToldEntry:
    """What stands in `one`: our code where it has one, else its words."""
    concept = table(one.get(named))
    code = own_code(kind, concept)
    if kind in codes.NOTHING and {codes.NOTHING[kind][0], *NONE_IN_SNOMED} & codes_of(concept):
        return ToldEntry(kind, NONE_KNOWN, None, at or _at(one))
    note = text_of(first(one.get("note")).get("text"), LONGEST)
    return ToldEntry(kind, code, note if code else said(concept, LONGEST) or note, at or _at(one))


OWN = (NONE_KNOWN, UNOBTAINABLE)


def own_code(kind: CareKind, concept: Mapping[str, Any]) -> str | None:
    """The line of our quick lists that a concept is: by our own code, else by one of a known terminology."""
    for system, code in pairs(concept):
        if system == codes.CARE and (code in OWN or find_item(kind, code) is not None):
            return code
    told = set(pairs(concept))
    same = (
        item.code
        for item in read_lists()[kind].items.values()
        if any((codes.TERMS.get(name), code) in told for name, code in item.codes.items())
    )
    return next(same, None)


NONE_IN_SNOMED = frozenset({"716186003", "160244002", "787481004"})
TIMES = ("effectiveDateTime", "performedDateTime", "recordedDate", "dateAsserted", "onsetDateTime")


def _at(one: Mapping[str, Any]) -> datetime | None:
    """When it was done or written down, the first that is said exactly enough."""
    told = (when(one.get(name)) for name in TIMES)
    begun = (when(table(one.get(name)).get("start")) for name in ("effectivePeriod", "performedPeriod"))
    return next((at for at in (*told, *begun) if at is not None), None)


def _drugs(kind: CareKind, one: Mapping[str, Any]) -> Iterator[ToldEntry]:
    found = _entry(kind, one, "medicationCodeableConcept")
    dosage = table(one.get("dosage")) or first(one.get("dosage"))
    dose = table(dosage.get("dose")) or table(first(dosage.get("doseAndRate")).get("doseQuantity"))
    value = dose.get("value")
    number = (
        float(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9 else None
    )
    unit = _unit(dose) if number is not None else None
    way = table(dosage.get("route"))
    route = _route(way)
    yield ToldEntry(kind, found.code, found.text, found.at, number, unit, route)


def _unit(dose: Mapping[str, Any]) -> str | None:
    said_as, coded = text_of(dose.get("unit"), 16), text_of(dose.get("code"), 16)
    known = [code for code, unit in read_units().items() if coded is not None and unit.codes.get("ucum") == coded]
    return said_as if said_as in read_units() else next(iter(known), said_as or coded)


def _route(way: Mapping[str, Any]) -> str | None:
    told = set(pairs(way))
    own = [code for system, code in told if system == codes.ROUTE and code in read_routes()]
    same = [code for code, route in read_routes().items() if (codes.SNOMED, route.codes.get("snomed")) in told]
    words = text_of(way.get("text"), LONGEST)
    return next(iter([*own, *same]), words if words and len(words) <= 16 else None)


def _condition(one: Mapping[str, Any]) -> Iterator[ToldEntry]:
    """What was so before is history; what a crew thinks it is, an impression."""
    old = "problem-list-item" in {code for kind in listed(one.get("category")) for code in codes_of(kind)}
    yield _entry(CareKind.HISTORY if old else CareKind.IMPRESSION, one, "code")


SECTIONS = {
    CareKind.ALLERGY: codes.SECTIONS["allergies"][0],
    CareKind.MEDICATION: codes.SECTIONS["history"][0],
    CareKind.HISTORY: codes.SECTIONS["past"][0],
}
ENTRIES = {
    "MedicationAdministration": lambda one: _drugs(CareKind.DRUG, one),
    "MedicationStatement": lambda one: _drugs(CareKind.MEDICATION, one),
    "Procedure": lambda one: iter((_entry(CareKind.PROCEDURE, one, "code"),)),
    "AllergyIntolerance": lambda one: iter((_entry(CareKind.ALLERGY, one, "code"),)),
    "Condition": _condition,
}
OTHER = {
    "Encounter": _Reading._encounter,
    "Location": _Reading._location,
    "Flag": _Reading._flag,
    "Communication": _Reading._communication,
}
