"""Pieces of others' resources as values of ours; whatever does not fit is None, never an error."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dispatch.care.plausible import RANGES
from dispatch.fhir import codes
from dispatch.intake.values import instant_of, text_of

LEVELS = {code: letter for letter, (code, _, _) in codes.AVPU_ANSWERS.items()} | {codes.NEW_CONFUSION[0]: "C"}
SIGNS = {code: one for one in (*codes.SIMPLE, codes.GCS, codes.SYSTOLIC, codes.DIASTOLIC) for code, _ in one.loinc}
SAME_UNIT = {"/min": {"{beats}/min", "{breaths}/min", "1/min"}, "{score}": {"1", ""}, "Cel": set(), "mg/dL": set()}
MMOL_GLUCOSE = 18.016  # mg/dL for one mmol/L
ALSO = {"41653-7": SIGNS["2339-0"], "9272-6": codes.GCS}


def table(value: object) -> Mapping[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def first(value: object) -> Mapping[str, Any]:
    """The first object of a list, or an empty one."""
    found = listed(value)
    return found[0] if found else {}


def codes_of(concept: object) -> set[str]:
    """Every code of a concept."""
    return {code for one in listed(table(concept).get("coding")) if (code := text_of(one.get("code"), 80))}


def pairs(concept: object) -> list[tuple[str, str]]:
    """(system, code) of every code of a concept."""
    found = (
        (text_of(one.get("system"), 120), text_of(one.get("code"), 80)) for one in listed(table(concept).get("coding"))
    )
    return [(system, code) for system, code in found if system and code]


def said(concept: object, longest: int) -> str | None:
    """The words of a concept: its text, else what one of its codes is called, else a code."""
    told = table(concept)
    named = [text_of(one.get(name), longest) for name in ("display", "code") for one in listed(told.get("coding"))]
    return next((words for words in (text_of(told.get("text"), longest), *named) if words), None)


def when(raw: object) -> datetime | None:
    """An instant with its zone; a day or a year alone is none."""
    return instant_of(raw) if isinstance(raw, str) and "T" in raw else None


def sign_values(one: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """The vital signs in an Observation, its components included, by our names; and whether a number of one of them
    could not be taken: in a unit nobody here counts in, or outside of what a crew may enter."""
    found: dict[str, Any] = {}
    lost = False
    for part in (one, *listed(one.get("component"))):
        coded = codes_of(part.get("code"))
        for code in coded:
            sign = SIGNS.get(code) or ALSO.get(code)
            value = _measured(sign.field, sign.ucum, table(part.get("valueQuantity"))) if sign else None
            if sign is not None and value is not None:
                found[sign.field] = value
            lost = lost or (sign is not None and value is None and "valueQuantity" in part)
        level = LEVELS.keys() & codes_of(part.get("valueCodeableConcept"))
        if codes.AVPU[0] in coded and level:
            found["avpu"] = LEVELS[level.pop()]
        given = part.get("valueBoolean")
        if codes.GIVEN_OXYGEN[0] in coded and isinstance(given, bool):
            found["oxygen"] = given
    return found, lost


def _measured(name: str, ucum: str, quantity: Mapping[str, Any]) -> float | int | None:
    """The number in our unit; None for another unit, and for what no patient has."""
    value, unit = quantity.get("value"), quantity.get("code") or quantity.get("unit")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    if name == "temperature_c" and unit == "[degF]":
        value, unit = (value - 32) / 1.8, ucum
    if name == "glucose_mg_dl" and unit == "mmol/L":
        value, unit = value * MMOL_GLUCOSE, ucum
    if unit is not None and unit != ucum and unit not in SAME_UNIT.get(ucum, set()):
        return None
    least, most = RANGES[name]
    if not least <= value <= most:
        return None
    return round(float(value), 1) if name == "temperature_c" else round(value)
