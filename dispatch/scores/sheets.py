"""What a person taps: each score's items with the answers they may have, and the score of what was tapped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dispatch.model import Vitals
from dispatch.scores import coma, newborn, stroke
from dispatch.scores.fieldtriage import INJURIES, JUDGEMENTS, LOOKED_AT, MECHANISMS, SEEN_SIGNS, field_triage
from dispatch.scores.score import Scale, Score
from dispatch.scores.sieves import JUMPSTART, SALT, START
from dispatch.scores.sorting import Sieve, Verdict

Finding = int | str | bool | None
Findings = Mapping[str, Finding]
RULES = "scores-2026.11"  # of a result on record: which edition of these rules it was made by
YES_NO = (True, False)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at. `options` are the answers, the best first; `group` a heading it stands under."""

    name: str
    options: tuple[int | str | bool, ...]
    group: str | None = None


class WrongFindingError(ValueError):
    """`item` has no such answer, or the sheet has no such item."""

    def __init__(self, item: str) -> None:
        super().__init__(f"{item} is not an item with that answer")
        self.item = item


def _graded(items: Mapping[str, int]) -> tuple[Item, ...]:
    return tuple(Item(name, tuple(range(most + 1))) for name, most in items.items())


def _component(name: str, best: int) -> Item:
    return Item(name, (*range(best, 0, -1), coma.NOT_TESTABLE))


def _asked(sieve: Sieve) -> tuple[Item, ...]:
    return tuple(Item(question, YES_NO) for question in sieve.questions())


_RACE = {"face": 2, "arm": 2, "leg": 2, "gaze": 1, "aphasia": 2, "agnosia": 2}
_FIELD = {"injury": INJURIES, "signs": SEEN_SIGNS, "mechanism": MECHANISMS, "judgement": JUDGEMENTS}
SIEVES = {Scale.START: START, Scale.JUMPSTART: JUMPSTART, Scale.SALT: SALT}
SHEETS: Mapping[Scale, tuple[Item, ...]] = {
    Scale.CPSS: _graded(stroke.CPSS_ITEMS),
    Scale.LAMS: _graded(stroke.LAMS_ITEMS),
    Scale.RACE: _graded(_RACE),
    Scale.FIELD_TRIAGE: tuple(Item(name, YES_NO, group) for group, names in _FIELD.items() for name in names),
    Scale.GCS: (
        _component("eyes", coma.EYES),
        _component("verbal", coma.VERBAL),
        _component("motor", coma.MOTOR),
    ),
    Scale.START: _asked(START),
    Scale.JUMPSTART: _asked(JUMPSTART),
    Scale.SALT: _asked(SALT),
    Scale.APGAR: tuple(Item(name, (2, 1, 0)) for name in newborn.ITEMS),
}


def check(scale: Scale, findings: Findings) -> None:
    """Raises WrongFindingError for a sheet nobody taps, an item it does not have, an answer the item does not have."""
    items = {item.name: item for item in SHEETS.get(scale, ())}
    for name, found in findings.items():
        if name not in items or not (found is None or _offered(items[name], found)):
            raise WrongFindingError(name)
    if not items or all(found is None for found in findings.values()):
        raise WrongFindingError("findings")


def assess(
    scale: Scale, findings: Findings, *, signs: Vitals | None = None, age_years: int | None = None
) -> Score | Verdict:
    """The score of what was tapped; field triage looks at vital signs and age too. Raises WrongFindingError."""
    check(scale, findings)
    if scale is Scale.FIELD_TRIAGE:
        return field_triage({name: _yes(findings.get(name)) for name in LOOKED_AT}, signs, age_years=age_years)
    if scale in SIEVES:
        return SIEVES[scale].sort({name: _yes(found) for name, found in findings.items()})
    return _SCORES[scale](**{item.name: findings.get(item.name) for item in SHEETS[scale]})


_SCORES: Mapping[Scale, Callable[..., Score]] = {
    Scale.CPSS: stroke.cpss,
    Scale.LAMS: stroke.lams,
    Scale.RACE: stroke.race,
    Scale.GCS: coma.gcs,
    Scale.APGAR: newborn.apgar,
}


def _offered(item: Item, found: Finding) -> bool:
    """By type too: to Python True is 1."""
    return any(found == option and type(found) is type(option) for option in item.options)


def _yes(found: Finding) -> bool | None:
    return found if isinstance(found, bool) else None
