"""A presentation as numbers, made from clinical knowledge. None is unknown: the model then takes the usual value.

Adding a red flag to a complaint can only move these towards grave: a red flag puts the lesser groups aside, and every
number it can change has a sign that is fixed when the model is fitted (`RAISING`, `LOWERING`).
"""

from collections.abc import Mapping

from dispatch.estimate import bands
from dispatch.estimate.lexicon import Lexicon, Reading, read
from dispatch.estimate.presentation import Arrival, Presentation
from dispatch.model import Vitals
from hospitals.request import Sex

NO_CONCEPT = 3.6  # the urgency of a complaint that the list does not know: between urgent and less urgent
USUAL_INDEX = 0.65  # shock index of a healthy adult
CENTRAL = frozenset({"chest", "belly", "headache", "flank", "back", "neck", "throat"})  # pain that weighs more
BRAIN = frozenset({"headache", "dizziness", "stroke"})
VITALS = frozenset(
    {
        "breaths",
        "oxygen",
        "systolic",
        "pulse",
        "warmth",
        "early_warning",
        "worst_sign",
        "warning_medium",
        "warning_high",
        "shock_index",
        "shocked",
        "oxygen_missing",
        "signs_missing",
        "oxygen_low",
        "inflamed",
        "feverish",
        "pressure_high",
        "pressure_crisis",
        "pressure_low",
        "pulse_fast",
        "pulse_slow",
        "breaths_fast",
        "ill_breathing",
        "ill_bleeding",
        "ill_fever",
        "brain_pressure",
        "body",
    }
)
LOWERING = frozenset({"urgency", "rule", "body", "walking"})
FREE = frozenset({"young", "male", "pain", "injury", "oxygen_missing", "signs_missing"})

Features = Mapping[str, float | None]


def features(case: Presentation, lexicon: Lexicon) -> dict[str, float | None]:
    """Every number the model may use, by name."""
    reading = read(case.complaint, lexicon)
    groups = frozenset(concept.group for concept in reading.concepts)
    weighed = _weighed(reading)
    made = _person(case) | _words(reading) | _signs(case.signs) | _pain(case, groups)
    made |= _together(case, groups)
    for group in lexicon.groups:
        made[f"group.{group}"] = float(group in weighed)
    made["body"] = _body(case.signs)
    made["rule"] = min(_by_pain(case, groups, _urgency(reading)), _body(case.signs))
    return made


def signs_of(names: tuple[str, ...], lexicon: Lexicon) -> tuple[int, ...]:
    """What may be learnt of each number: +1 only that it makes graver, -1 only that it makes less grave, 0 either."""
    return tuple(_sign(name, _red_groups(lexicon)) for name in names)


def _sign(name: str, red: frozenset[str]) -> int:
    if name.startswith("group."):
        return 1 if name.removeprefix("group.") in red else -1
    if name in LOWERING:
        return -1
    return 0 if name in FREE else 1


def _red_groups(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(concept.group for concept in lexicon.concepts if concept.red)


def _weighed(reading: Reading) -> frozenset[str]:
    """The groups that count by themselves: all that were named; once a red flag stands, only those of the red flags."""
    heard = [concept for concept in reading.concepts if concept.red or not reading.red]
    return frozenset(concept.group for concept in heard)


def _urgency(reading: Reading) -> float:
    return min((concept.urgency for concept in reading.concepts), default=NO_CONCEPT)


def _person(case: Presentation) -> dict[str, float | None]:
    age, sex, arrival = case.age_years, case.sex, case.arrival
    mind = case.signs.avpu
    return {
        "age": None if age is None else min(age, 100) / 10,
        "over_65": None if age is None else float(age >= 65),
        "over_75": None if age is None else float(age >= 75),
        "young": None if age is None else float(age < 30),
        "male": None if sex is None else float(sex is Sex.MALE),
        "not_alert": float(mind in ("C", "V", "P", "U")),
        "to_pain_only": float(mind in ("P", "U")),
        "injury": None if case.injury is None else float(case.injury),
        "ambulance": None if arrival is None else float(arrival in (Arrival.AMBULANCE_119, Arrival.OTHER_AMBULANCE)),
        "by_119": None if arrival is None else float(arrival is Arrival.AMBULANCE_119),
        "walking": None if arrival is None else float(arrival is Arrival.WALKING),
    }


def _words(reading: Reading) -> dict[str, float | None]:
    return {
        "urgency": _urgency(reading),
        "red": float(bool(reading.red)),
        "severe": float("severe" in reading.words),
        "sudden": float("sudden" in reading.words),
    }


def _signs(signs: Vitals) -> dict[str, float | None]:
    scored = bands.points(signs)
    total = sum(scored.values())
    index = bands.shock_index(signs)
    made: dict[str, float | None] = {name: float(score) for name, score in scored.items() if name != "mind"}
    return made | {
        "early_warning": float(total),
        "worst_sign": float(max(scored.values())),
        "warning_medium": float(total >= 5),
        "warning_high": float(total >= 7),
        "shock_index": USUAL_INDEX if index is None else index,
        "shocked": float(index is not None and index >= 0.9),
        "oxygen_missing": float(signs.spo2_percent is None),
        "signs_missing": float(signs.systolic_mmhg is None),
        "oxygen_low": _below(signs.spo2_percent, 95, 1),
        "inflamed": float(bands.inflamed(signs)),
        "feverish": _above(signs.temperature_c, 37.2, 1),
        "pressure_high": _above(signs.systolic_mmhg, 160, 20),
        "pressure_crisis": float((signs.systolic_mmhg or 0) >= 200),
        "pressure_low": _below(signs.systolic_mmhg, 105, 10),
        "pulse_fast": _above(signs.heart_rate_bpm, 95, 10),
        "pulse_slow": _below(signs.heart_rate_bpm, 55, 10),
        "breaths_fast": _above(signs.respiratory_rate_bpm, 20, 2),
    }


def _pain(case: Presentation, groups: frozenset[str]) -> dict[str, float | None]:
    score = case.signs.pain or 0
    central = _central(case, groups)
    return {
        "pain": _in_pain(case),
        "pain_score": float(score),
        "pain_strong": float(score >= 6),
        "pain_severe": float(score >= 7),
        "central_pain": float(score * central),
        "central_moderate": float(central and score >= 4),
        "central_severe": float(central and score >= 7),
    }


def _together(case: Presentation, groups: frozenset[str]) -> dict[str, float | None]:
    """What knowledge says belongs together: the same sign means more with some complaints."""
    scored = bands.points(case.signs)
    age = case.age_years or 0
    index = bands.shock_index(case.signs) or 0
    return {
        "old_belly": float("belly" in groups and age >= 65),
        "old_chest": float("chest" in groups and age >= 40),
        "old_fever": float("fever" in groups and age >= 65),
        "ill_fever": float(bands.inflamed(case.signs) * ("fever" in groups)),
        "ill_breathing": float((scored["oxygen"] + scored["breaths"]) * ("breathing" in groups)),
        "ill_bleeding": float((scored["systolic"] + scored["pulse"] + (index >= 0.9)) * ("bleeding_inner" in groups)),
        "brain_pressure": _above(case.signs.systolic_mmhg, 160, 20) * bool(groups & BRAIN),
    }


def _by_pain(case: Presentation, groups: frozenset[str], urgency: float) -> float:
    """Central pain of 7 and above deserves about level 2, of 4 and above level 3, whatever the complaint."""
    score = case.signs.pain or 0
    if not _central(case, groups) or score < 4:
        return urgency
    return min(urgency, 2.3 if score >= 7 else 3.0)


def _body(signs: Vitals) -> float:
    """The level that the signs deserve by themselves; 5 when they say nothing."""
    total = sum(bands.points(signs).values())
    deserved = next((level for least, level in ((9, 1.5), (6, 2.0), (4, 2.7), (3, 3.2)) if total >= least), 5.0)
    if signs.avpu in ("P", "U") or (signs.systolic_mmhg is not None and signs.systolic_mmhg < 80):
        deserved = min(deserved, 1.5)
    if signs.spo2_percent is not None and signs.spo2_percent < 90:
        deserved = min(deserved, 1.7)
    return min(deserved, 2.0) if signs.avpu in ("C", "V") else deserved


def _central(case: Presentation, groups: frozenset[str]) -> bool:
    return bool(groups & CENTRAL) and not case.injury


def _in_pain(case: Presentation) -> float | None:
    if case.in_pain is None:
        return None if case.signs.pain is None else float(case.signs.pain > 0)
    return float(case.in_pain)


def _above(value: float | None, limit: float, unit: float) -> float:
    return 0.0 if value is None else max(0.0, value - limit) / unit


def _below(value: float | None, limit: float, unit: float) -> float:
    return 0.0 if value is None else max(0.0, limit - value) / unit
