"""FHIR R4 Observations of a monitor, alone or in a Bundle, as sets of signs. Pure; only what docs/interop.md names.

Codes are LOINC, units UCUM. A unit is converted by a published factor or not at all.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from chassis.errors import InvalidInputError
from dispatch.care.monitor import Heard, KeptOut, Measured, OutReason, Unknown
from dispatch.fhir import codes
from dispatch.model import Vitals

Json = Mapping[str, Any]
READ = frozenset({"final", "amended", "corrected", "preliminary"})
CAPILLARY_GLUCOSE, OXYGEN_FLOW = "41653-7", "3151-8"
MG_DL_PER_MMOL_L = 18.0156  # glucose, 180.156 g/mol
MMHG_PER_KPA = 7.500617  # 101325 Pa / 760

_SIGNS = (*codes.SIMPLE, codes.SYSTOLIC, codes.DIASTOLIC, codes.GCS)
SIGN_OF = {loinc: sign.field for sign in _SIGNS for loinc, _ in sign.loinc} | {CAPILLARY_GLUCOSE: "glucose_mg_dl"}
_SAME: Callable[[float], float] = float
_RATE = dict.fromkeys(("/min", "{beats}/min", "{breaths}/min", "1/min"), _SAME)
_PRESSURE = {"mm[Hg]": _SAME, "mmHg": _SAME, "kPa": lambda value: value * MMHG_PER_KPA}
_SCORE = dict.fromkeys(("{score}", "1"), _SAME)
UNITS: Mapping[str, Mapping[str, Callable[[float], float]]] = {
    "heart_rate_bpm": _RATE,
    "respiratory_rate_bpm": _RATE,
    "spo2_percent": {"%": _SAME},
    "systolic_mmhg": _PRESSURE,
    "diastolic_mmhg": _PRESSURE,
    "temperature_c": {"Cel": _SAME, "[degF]": lambda value: (value - 32) / 1.8},
    "glucose_mg_dl": {"mg/dL": _SAME, "mmol/L": lambda value: value * MG_DL_PER_MMOL_L},
    "gcs": _SCORE,
    "pain": _SCORE,
}
LEVELS = {code: level for level, (code, _, _) in codes.AVPU_ANSWERS.items()} | {codes.NEW_CONFUSION[0]: "C"}


def read_observations(told: object) -> Heard:
    """All that was said. Raises InvalidInputError where it is neither an Observation nor a Bundle of them."""
    found = [one for observation in _observations(told) for one in _read(observation)]
    return Heard(
        tuple(one for one in found if isinstance(one, Measured)),
        tuple(one for one in found if isinstance(one, KeptOut)),
        tuple(one for one in found if isinstance(one, Unknown)),
    )


def device_of(told: object) -> str | None:
    """The monitor as the first Observation names it; None where it does not."""
    for observation in _observations(told):
        named = observation.get("device")
        if isinstance(named, dict):
            identifier = named.get("identifier")
            value = identifier.get("value") if isinstance(identifier, dict) else None
            found = value or named.get("display") or named.get("reference")
            return str(found) if found else None
    return None


def _observations(told: object) -> Iterator[Json]:
    kind = told.get("resourceType") if isinstance(told, dict) else None
    if not isinstance(told, dict) or kind not in ("Observation", "Bundle"):
        raise InvalidInputError("resourceType", "is Observation or Bundle")
    if kind == "Observation":
        yield told
        return
    entries = told.get("entry")
    for entry in entries if isinstance(entries, list) else []:
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and resource.get("resourceType") == "Observation":
            yield resource


def _read(observation: Json) -> Iterator[Measured | KeptOut | Unknown]:
    """What stands in one Observation: its own value, and those of its components."""
    code, at = _code(observation) or "?", _time(observation)
    if observation.get("modifierExtension"):
        yield KeptOut(code, OutReason.MODIFIED, at=at)
    elif observation.get("status") not in READ:
        yield KeptOut(code, OutReason.STATUS, str(observation.get("status")), at)
    elif at is None:
        yield KeptOut(code, OutReason.NO_TIME)
    else:
        components = [one for one in observation.get("component") or () if isinstance(one, dict)]
        own = [observation] if _value(observation) is not None or not components else []
        for part in (*own, *components):
            yield _one(part, at)


def _one(part: Json, at: datetime) -> Measured | KeptOut | Unknown:
    code, value = _code(part), _value(part)
    if code is None or value is None:
        return KeptOut(code or "?", OutReason.NO_VALUE, at=at)
    if code == codes.AVPU[0]:
        level = LEVELS.get(_answer(part) or "")
        return Measured(at, Vitals(avpu=level)) if level else KeptOut("avpu", OutReason.UNIT, str(_answer(part)), at)
    if code == codes.GIVEN_OXYGEN[0] and isinstance(value, bool):
        return Measured(at, Vitals(oxygen=value))
    return _number(code, part, at)


def _number(code: str, part: Json, at: datetime) -> Measured | KeptOut | Unknown:
    quantity = part.get("valueQuantity")
    number = quantity.get("value") if isinstance(quantity, dict) else None
    unit = str(quantity.get("code") or quantity.get("unit") or "") if isinstance(quantity, dict) else ""
    if code == OXYGEN_FLOW and isinstance(number, int | float) and unit == "L/min":
        return Measured(at, Vitals(oxygen=number > 0))
    sign = SIGN_OF.get(code)
    if sign is None:
        return Unknown(code, _words(part, code), at)
    convert = UNITS[sign].get(unit)
    if not isinstance(number, int | float) or isinstance(number, bool):
        return KeptOut(sign, OutReason.NO_VALUE, at=at)
    if convert is None:
        return KeptOut(sign, OutReason.UNIT, f"{number} {unit}".strip(), at)
    found = convert(number)
    shown = round(found, 1) if sign == "temperature_c" else round(found)
    return Measured(at, Vitals(**{sign: shown}))  # type: ignore[arg-type]


def _code(part: Json) -> str | None:
    """The first LOINC code, or else whichever there is."""
    concept = part.get("code")
    coded = concept.get("coding") if isinstance(concept, dict) else None
    found = [one for one in coded or () if isinstance(one, dict) and isinstance(one.get("code"), str)]
    known = [one for one in found if one.get("system") in (codes.LOINC, codes.SIGN)]
    return next((str(one["code"]) for one in (*known, *found)), None)


def _time(observation: Json) -> datetime | None:
    """When it was measured; None without a zone, for then it is no instant."""
    for name in ("effectiveDateTime", "effectiveInstant", "issued"):
        try:
            at = datetime.fromisoformat(str(observation.get(name)))
        except ValueError:
            continue
        return at if at.tzinfo is not None else None
    return None


def _value(part: Json) -> object:
    return next((part[name] for name in part if name.startswith("value")), None)


def _answer(part: Json) -> str | None:
    concept = part.get("valueCodeableConcept")
    coded = concept.get("coding") if isinstance(concept, dict) else None
    return next((str(one["code"]) for one in coded or () if isinstance(one, dict) and "code" in one), None)


def _words(part: Json, code: str) -> str:
    """Name and value as the monitor has them."""
    concept, quantity, value = part.get("code"), part.get("valueQuantity"), _value(part)
    coded = (concept.get("coding") or [{}])[0] if isinstance(concept, dict) else {}
    name = (concept.get("text") if isinstance(concept, dict) else None) or coded.get("display") or code
    if isinstance(quantity, dict):
        value = f"{quantity.get('value')} {quantity.get('unit') or quantity.get('code') or ''}"
    return f"{name}: {value}".strip()[:200]
