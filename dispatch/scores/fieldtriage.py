"""National Guideline for the Field Triage of Injured Patients, 2021 (Newgard et al., J Trauma Acute Care Surg
2022;93:e49–e60): red goes to the highest-level trauma centre, yellow preferably to a trauma centre.

What the vital signs say is computed; the rest is looked at by a person.
"""

from collections.abc import Mapping

from dispatch.model import Vitals
from dispatch.scores.score import Scale
from dispatch.scores.sorting import Reason, Verdict

INJURIES = (
    "penetrating",
    "skull",
    "spine",
    "chest_wall",
    "pelvis",
    "long_bones",
    "limb_crushed",
    "amputation",
    "tourniquet",
)
SEEN_SIGNS = ("no_commands", "respiratory_distress")
COMPUTED = ("rate_10_29", "spo2_90", "pressure_low", "pulse_over_pressure")
RED = (*INJURIES, *SEEN_SIGNS, *COMPUTED)
MECHANISMS = (
    "ejection",
    "intrusion",
    "death_beside",
    "child_unrestrained",
    "telemetry",
    "rider_thrown",
    "pedestrian_thrown",
    "fall_3_m",  # over 10 feet, at any age
)
JUDGEMENTS = ("fall_low", "anticoagulant", "abuse", "special_needs", "pregnant_20_weeks", "burn_trauma")
YELLOW = (*MECHANISMS, *JUDGEMENTS)
LOOKED_AT = (*INJURIES, *SEEN_SIGNS, *YELLOW)
BANDS = ("none", "yellow", "red")
AGES = (*range(10), 10, 65)  # one of every age that has limits of its own
NO_COMMANDS_GCS = 7  # a motor 6 alone makes it 8


def field_triage(
    found: Mapping[str, bool | None], signs: Vitals | None = None, *, age_years: int | None = None
) -> Verdict:
    """Red when any red criterion is met, yellow when any yellow one is. Criteria nobody looked at are unknown."""
    answers: dict[str, bool | None] = {name: found.get(name) for name in LOOKED_AT}
    answers |= _computed(signs or Vitals(), age_years)
    if answers["no_commands"] is None and signs is not None:
        answers["no_commands"] = _no_commands(signs.gcs)
    red, yellow = (_any(answers, names) for names in (RED, YELLOW))
    mildest = "red" if red else "yellow" if yellow else "none"
    gravest = "red" if red is not False else "none" if yellow is False else "yellow"
    reasons = tuple(Reason(name, True) for name in (*RED, *YELLOW) if answers[name])
    names = () if mildest == gravest else RED if yellow else (*RED, *YELLOW)
    missing = tuple(name for name in names if answers[name] is None)
    return Verdict(Scale.FIELD_TRIAGE, mildest, gravest, reasons, missing)


def _any(answers: Mapping[str, bool | None], names: tuple[str, ...]) -> bool | None:
    """True when one is met, False when all are known not to be."""
    if any(answers[name] for name in names):
        return True
    return None if any(answers[name] is None for name in names) else False


def _computed(signs: Vitals, age_years: int | None) -> dict[str, bool | None]:
    rate, ages = signs.respiratory_rate_bpm, AGES if age_years is None else (age_years,)
    return {
        "rate_10_29": not 10 <= rate <= 29 if rate is not None else None,
        "spo2_90": _saturation(signs),
        "pressure_low": _agreed([_pressure(signs.systolic_mmhg, age) for age in ages]),
        "pulse_over_pressure": _agreed([_shock(signs, age) for age in ages]),
    }


def _agreed(answers: list[bool | None]) -> bool | None:
    """What holds at every age it may be."""
    return answers[0] if len(set(answers)) == 1 else None


def _pressure(systolic: int | None, age: int) -> bool | None:
    if systolic is None:
        return None
    limit = 70 + 2 * age if age < 10 else 90 if age < 65 else 110
    return systolic < limit


def _shock(signs: Vitals, age: int) -> bool | None:
    """A pulse above the systolic pressure; no criterion below ten years."""
    if age < 10:
        return False
    if signs.heart_rate_bpm is None or signs.systolic_mmhg is None:
        return None
    return signs.heart_rate_bpm > signs.systolic_mmhg


def _saturation(signs: Vitals) -> bool | None:
    """Of room air: a good one under oxygen says nothing, a bad one would be no better without."""
    if signs.spo2_percent is None:
        return None
    if signs.spo2_percent < 90:
        return True
    return False if signs.oxygen is False else None


def _no_commands(gcs: int | None) -> bool | None:
    """What a whole GCS says of its motor part: nothing from 8 to 14."""
    if gcs == 15:
        return False
    return True if gcs is not None and gcs <= NO_COMMANDS_GCS else None
