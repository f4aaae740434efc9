"""What speaks against an entry before it is written: a dose that cannot well be, an allergy that stands. Pure.

A doubt is said to the crew, who may have done it all the same: then it stands on record with the entry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from chassis.errors import GoldentimeError
from dispatch.care.entry import CareEntry, CareKind
from dispatch.care.quicklists import Item, Limit, find_item


class DoubtCode(StrEnum):
    """What is doubtful."""

    DOSE_LOW = "dose_low"
    DOSE_HIGH = "dose_high"
    UNIT = "unit"
    ALLERGY = "allergy"
    MEDICATION = "medication"


@dataclass(frozen=True, slots=True)
class Doubt:
    """`against` is the code or the words of what stands on record; `least` and `most` are in `unit`."""

    code: DoubtCode
    against: str | None = None
    least: float | None = None
    most: float | None = None
    unit: str | None = None


STANDS_AGAINST = {CareKind.ALLERGY: DoubtCode.ALLERGY, CareKind.MEDICATION: DoubtCode.MEDICATION}


def doubts_about(entry: CareEntry, standing: Iterable[CareEntry]) -> tuple[Doubt, ...]:
    """Everything that speaks against `entry`, given what stands on the record; nothing for somebody's own words."""
    item = find_item(entry.kind, entry.code)
    if item is None:
        return ()
    return (*_of_dose(item, entry), *(_of_record(item, entry, standing)))


def _of_dose(item: Item, entry: CareEntry) -> Iterable[Doubt]:
    if entry.dose is None or not item.limits:
        return ()
    fitting = [one for one in item.limits if one.unit == entry.unit and (not one.routes or entry.route in one.routes)]
    if not fitting:
        units = ", ".join(dict.fromkeys(one.unit for one in item.limits))
        return (Doubt(DoubtCode.UNIT, unit=units),)
    return _outside(fitting, entry.dose)


def _outside(limits: list[Limit], dose: float) -> Iterable[Doubt]:
    least, most, unit = min(one.least for one in limits), max(one.most for one in limits), limits[0].unit
    if least <= dose <= most:
        return ()
    code = DoubtCode.DOSE_LOW if dose < least else DoubtCode.DOSE_HIGH
    return (Doubt(code, least=least, most=most, unit=unit),)


def _of_record(item: Item, entry: CareEntry, standing: Iterable[CareEntry]) -> Iterable[Doubt]:
    """Allergies and medicines against a drug, by what the lists say and by the drug's name in somebody's words."""
    if entry.kind is not CareKind.DRUG:
        return
    for one in standing:
        if one.kind in STANDS_AGAINST and _is_against(one, item):
            yield Doubt(STANDS_AGAINST[one.kind], against=one.code or one.text)


def _is_against(one: CareEntry, drug: Item) -> bool:
    known = find_item(one.kind, one.code)
    if known is not None:
        return drug.code in known.against
    said = (one.text or "").casefold()
    names = (drug.code.replace("_", " "), drug.words["ko"], drug.words["en"].split(" (")[0])
    return one.kind is CareKind.ALLERGY and any(name.casefold() in said for name in names)


class DoubtfulError(GoldentimeError):
    """Something speaks against it: a person is told once, and may."""

    code = "doubtful"

    def __init__(self, doubts: Iterable[Doubt]) -> None:
        self.doubts = tuple(doubts)
        super().__init__("; ".join(doubt_code(one) for one in self.doubts))

    def details(self) -> Mapping[str, object]:
        return {"doubts": [asdict(one) for one in self.doubts]}


def doubt_code(doubt: Doubt) -> str:
    """A doubt as it stands with the entry it was overridden for."""
    return f"{doubt.code.value}:{doubt.against}" if doubt.against else doubt.code.value
