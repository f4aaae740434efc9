"""What a library does not check of what we write: codes of their value sets, references that lead somewhere, the rules
of FHIR R4 that a document of ours could break. Pure; an empty answer is a good one.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from dispatch.fhir.codes import ABSENT, ABSENT_REASONS, BINDINGS, CODED
from dispatch.fhir.parts import LONGEST_ID, UNFIT, Json

STATUS = ("status", "gender", "use", "mode", "type", "intent", "priority", "criticality", "docStatus")


def faults(bundle: Json) -> list[str]:
    """Everything that is wrong with a bundle, each with where."""
    resources = [entry["resource"] for entry in bundle.get("entry", [])]
    found = [*_bound("Bundle", {key: value for key, value in bundle.items() if key != "entry"}), *_entries(bundle)]
    for one in resources:
        found += [*_bound(one["resourceType"], one), *_named(one), *_rules(one)]
    return found + list(_dangling(bundle)) + (list(_document(bundle)) if bundle.get("type") == "document" else [])


def _bound(path: str, value: Any) -> Iterator[str]:
    """Codes outside of their value set, and codes of value sets that nobody has written down."""
    if isinstance(value, list):
        for one in value:
            yield from _bound(path, one)
    elif isinstance(value, dict):
        if path in CODED:
            yield from _coded(path, value)
        if value.get("url") == ABSENT and value.get("valueCode") not in ABSENT_REASONS:
            yield f"{path}: {value.get('valueCode')} is no reason"
        for name, inner in value.items():
            yield from _empty(f"{path}.{name}", inner)
            yield from _bound(f"{path}.{name}", inner)
    elif path.rpartition(".")[2] in STATUS and isinstance(value, str):
        if path not in BINDINGS:
            yield f"{path}: nobody has written down what it may be"
        elif value not in BINDINGS[path]:
            yield f"{path}: {value} is not of its value set"


def _coded(path: str, value: Mapping[str, Any]) -> Iterator[str]:
    system, known = CODED[path]
    for coding in value.get("coding", [value]):
        if coding.get("system") == system and coding.get("code") not in known:
            yield f"{path}: {coding.get('code')} is not of {system}"
        if coding.get("system") is None:
            yield f"{path}: a code without its system"


def _empty(path: str, value: object) -> Iterator[str]:
    if value is None or value in ("", [], {}):
        yield f"{path}: empty"


def _named(one: Json) -> Iterator[str]:
    ident = one.get("id", "")
    if not ident or len(ident) > LONGEST_ID or UNFIT.search(ident):
        yield f"{one['resourceType']}: {ident!r} is no id"


def _entries(bundle: Json) -> Iterator[str]:
    addresses = [entry.get("fullUrl") for entry in bundle.get("entry", [])]
    if len(set(addresses)) != len(addresses):
        yield "Bundle.entry: two with the same address"
    for entry in bundle.get("entry", []):
        kept = entry["resource"]
        if not str(entry.get("fullUrl")).endswith(f"/{kept['resourceType']}/{kept.get('id')}"):
            yield f"Bundle.entry: {entry.get('fullUrl')} is not where its resource is"


def references_in(value: Any) -> Iterator[str]:
    """Every reference anywhere inside."""
    if isinstance(value, list):
        for one in value:
            yield from references_in(one)
    elif isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for inner in value.values():
            yield from references_in(inner)


def _dangling(bundle: Json) -> Iterator[str]:
    here = {f"{entry['resource']['resourceType']}/{entry['resource'].get('id')}" for entry in bundle.get("entry", [])}
    for entry in bundle.get("entry", []):
        for reference in references_in(entry["resource"]):
            if reference not in here:
                yield f"{entry['resource']['resourceType']}: {reference} leads nowhere"


def _document(bundle: Json) -> Iterator[str]:
    """bdl-9 … bdl-11, and that nothing lies in a document to which its composition does not lead."""
    first = bundle["entry"][0]["resource"] if bundle.get("entry") else {}
    if first.get("resourceType") != "Composition":
        yield "Bundle: a document begins with its composition"
        return
    for name in ("identifier", "timestamp"):
        if name not in bundle:
            yield f"Bundle.{name}: a document has one"
    kept = {f"{e['resource']['resourceType']}/{e['resource'].get('id')}": e["resource"] for e in bundle["entry"]}
    reached, left = set[str](), [f"Composition/{first.get('id')}"]
    while left:
        here = left.pop()
        if here not in reached and here in kept:
            reached.add(here)
            left += references_in(kept[here])
    for name in sorted(set(kept) - reached):
        yield f"{name}: the composition does not lead to it"


def _rules(one: Json) -> Iterator[str]:
    """obs-6, con-5, ait-2, cmp-1 and cmp-2, mad-1."""
    kind = one["resourceType"]
    sure = [coding["code"] for coding in one.get("verificationStatus", {}).get("coding", [])]
    if kind in ("Condition", "AllergyIntolerance") and ("clinicalStatus" in one) == ("entered-in-error" in sure):
        yield f"{kind}: a clinical status, unless it was entered in error"
    if kind == "Observation" and "dataAbsentReason" in one and any(name.startswith("value") for name in one):
        yield "Observation: a value and a reason why there is none"
    if kind == "Composition":
        for section in one.get("section", []):
            if not {"text", "entry", "section"} & set(section) or {"emptyReason", "entry"} <= set(section):
                yield "Composition.section: empty with a reason, or with entries"
    if kind == "MedicationAdministration" and "dosage" in one and not {"dose", "text"} & set(one["dosage"]):
        yield "MedicationAdministration.dosage: a dose, or words"
