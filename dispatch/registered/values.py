"""Words and codes of a health summary as values of ours; whatever does not fit is empty, never an error."""

from collections.abc import Mapping
from typing import Any

from dispatch.registered.card import LONGEST_LINE, Entry

Json = Mapping[str, Any]
SYSTEMS = frozenset(
    {
        "http://snomed.info/sct",
        "http://hl7.org/fhir/sid/icd-10",
        "http://hl7.org/fhir/sid/icd-10-cm",
        "http://www.whocc.no/atc",
        "http://www.nlm.nih.gov/research/umls/rxnorm",
        "http://loinc.org",
        "urn:oid:1.2.410.100110.40.2.2.1",  # KCD, as KR Core names it
    }
)


def coded(concept: Json) -> Entry | None:
    """The words of a concept and its first code of a system we know; None when it has no words."""
    codings = listed(concept.get("coding"))
    words = [one_line(concept.get("text")), *(one_line(coding.get("display")) for coding in codings)]
    text = next((word for word in words if word), "")[:LONGEST_LINE].strip()
    if not text:
        return None
    for coding in codings:
        system, code = one_line(coding.get("system")), one_line(coding.get("code"))
        if system in SYSTEMS and 0 < len(code) <= 40:
            return Entry(text, system, code)
    return Entry(text)


def codes(concept: Any) -> set[str]:
    """Every code of a concept."""
    return {one_line(coding.get("code")) for coding in listed(table(concept).get("coding"))}


def listed(value: Any) -> list[Json]:
    """The objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def strings(value: Any) -> list[str]:
    """The texts of a list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def table(value: Any) -> Json:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def one_line(value: Any) -> str:
    """One line without what cannot be shown or stored."""
    if not isinstance(value, str):
        return ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())
