"""How a region's hospitals were asked over days, answered, and shared the patients. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dispatch.review.asking import Asking, judge_asking
from dispatch.review.calibration import Calibration, calibrate
from dispatch.review.facts import AskFact, DayFacts
from dispatch.review.figures import MEDIAN_FROM, P90_FROM, percentile
from dispatch.review.moves import Moves, judge_moves
from dispatch.review.summary import measure_day, scene_times, stamps_of
from hospitals.request import DeclineCode

OTHER_AT_MOST = 0.10  # of all declines: beyond it the codes no longer say why (console.md 1; 52.9 % in Korea in 2025)


@dataclass(frozen=True, slots=True)
class Waits:
    """The times from a patient's first question to the first yes; None where too few are known."""

    n: int
    median_s: float | None
    p90_s: float | None


@dataclass(frozen=True, slots=True)
class Reasons:
    """Of all declines `other` gave no reason of their own; `flagged` where that is too many."""

    declined: int
    other: int

    @property
    def flagged(self) -> bool:
        """Whether the codes need another look."""
        return self.declined > 0 and self.other / self.declined > OTHER_AT_MOST


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the time shown, by the day of the call."""

    day: date
    patients: int
    asked: int
    replied: int
    due: int
    accept: Waits


@dataclass(frozen=True, slots=True)
class HospitalLine:
    """What one hospital took, its share of that by emergency beds (None where unknown), and its calibration."""

    hospital_id: str
    share: float | None
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class Network:
    """Everything over the days; hospitals in the order of `asking.hospitals`."""

    incidents: int
    asking: Asking
    accept: Waits
    reasons: Reasons
    moves: Moves
    calibration: Calibration
    hospitals: tuple[HospitalLine, ...]
    days: tuple[DayLine, ...]


def judge_network(facts: DayFacts, *, days: Mapping[str, date], beds: Mapping[str, int]) -> Network:
    """`days` is the day of each incident by its id, `beds` the emergency beds of the hospitals that report them."""
    asking = judge_asking(facts.asks, scene_times(measure_day(facts, stamps_of(facts))))
    taken = {one.hospital_id: one.taken for one in asking.hospitals}
    return Network(
        incidents=len(facts.incidents),
        asking=asking,
        accept=_waits(asking),
        reasons=Reasons(sum(asking.codes.values()), asking.codes.get(DeclineCode.OTHER.value, 0)),
        moves=judge_moves(facts.asks),
        calibration=calibrate(facts.asks),
        hospitals=tuple(
            HospitalLine(ident, _share(ident, taken, beds), calibrate(_of(facts.asks, ident))) for ident in taken
        ),
        days=tuple(_line(day, facts.asks, days) for day in sorted(set(days.values()))),
    )


def _of(asks: Sequence[AskFact], hospital_id: str) -> list[AskFact]:
    return [one for one in asks if one.hospital_id == hospital_id]


def _share(ident: str, taken: Mapping[str, int], beds: Mapping[str, int]) -> float | None:
    """The patients it would have taken, had the beds of all hospitals of the region decided."""
    if not beds.get(ident):
        return None
    return round(sum(taken.get(one, 0) for one in beds) * beds[ident] / sum(beds.values()), 1)


def _waits(asking: Asking) -> Waits:
    took = asking.accept_s
    median = percentile(took, 0.5) if len(took) >= MEDIAN_FROM else None
    return Waits(len(took), median, percentile(took, 0.9) if len(took) >= P90_FROM else None)


def _line(day: date, asks: Sequence[AskFact], days: Mapping[str, date]) -> DayLine:
    asking = judge_asking([one for one in asks if days.get(one.incident_id) == day], {})
    replied = sum(one.agreed + one.declined for one in asking.hospitals)
    due = replied + sum(one.silent for one in asking.hospitals)
    return DayLine(day, asking.patients, asking.asked, replied, due, _waits(asking))
