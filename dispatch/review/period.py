"""How hospitals were asked over a day, a week or four weeks: for the supervisors' page, its spreadsheet, a terminal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from dispatch.record import plain
from dispatch.review.asking import MANY
from dispatch.review.calibration import ENOUGH, Calibration
from dispatch.review.disclosure import FEWEST, told, told_group, told_share
from dispatch.review.figures import MEDIAN_FROM, P90_FROM
from dispatch.review.network import OTHER_AT_MOST, Network, judge_network
from dispatch.review.reading import count_days, day_of, read_days
from dispatch.system import System
from dispatch.tables.areas import get_region
from hospitals.model import BedType, Hospital
from hospitals.tables.board import read_board

HEAD = ("part", "of", "measure", "value")
Line = tuple[object, ...]


class Span(StrEnum):
    """How long back to look."""

    DAY = "day"
    WEEK = "week"
    FOUR_WEEKS = "four_weeks"


DAYS = {Span.DAY: 1, Span.WEEK: 7, Span.FOUR_WEEKS: 28}


def days_up_to(
    session: Session, system: System, region: str, *, span: Span, last: date | None
) -> tuple[date, date, date]:
    """The first and the last of the days up to `last` (None is today), and today; raises NotFoundError."""
    today = day_of(system.clock.now(), get_region(session, region).timezone)
    until = last or today
    return until - timedelta(days=DAYS[span] - 1), until, today


@dataclass(frozen=True, slots=True)
class Period:
    """Days of a region up to `last`, both ends included, and what is on record of them."""

    first: date
    last: date
    today: date
    network: Network
    board: tuple[Hospital, ...]


def read_period(
    session: Session, system: System, region: str, *, span: Span, last: date | None, simulated: bool
) -> Period:
    """The figures of the days up to `last` (None is today); raises NotFoundError for no region."""
    area, now = get_region(session, region), system.clock.now()
    first, until, today = days_up_to(session, system, region, span=span, last=last)
    facts = read_days(session, region, first, until, simulated=simulated)
    zone = ZoneInfo(area.timezone)
    days = {one.id: one.received_at.astimezone(zone).date() for one in facts.incidents}
    asked = {one.hospital_id for one in facts.asks}
    board = read_board(session, hospital_ids=sorted(asked | set(area.catchment)), now=now)
    beds = {one.id: count.baseline or 0 for one in board if (count := one.count(BedType.ER_GENERAL)) is not None}
    return Period(first, until, today, judge_network(facts, days=days, beds=beds), board)


def period_view(
    session: Session, system: System, region: str, *, span: Span, last: date | None, simulated: bool
) -> Any:
    """The period as the supervisors' page shows it."""
    area = get_region(session, region)
    found = read_period(session, system, region, span=span, last=last, simulated=simulated)
    counted = count_days(session, region, found.first, found.last)
    return {
        "now": system.clock.now().isoformat(),
        "span": span.value,
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "today": found.today.isoformat(),
        "region": {"id": area.id, "name": {"ko": area.name_ko, "en": area.name_en}, "timezone": area.timezone},
        "simulated": simulated,
        "counted": {"real": counted[False], "simulated": counted[True]},
        "minimum": {"median": MEDIAN_FROM, "p90": P90_FROM, "many": MANY, "score": ENOUGH, "other": OTHER_AT_MOST},
        "hospitals": {one.id: {"ko": one.name_ko, "en": one.name_en} for one in found.board},
        "network": plain(found.network) | {"other_flagged": found.network.reasons.flagged},
    }


def period_rows(found: Period) -> Iterator[Line]:
    """The period as lines of a spreadsheet, the first one their names, with nothing that could tell a patient: see
    `disclosure`. Unknown and kept back is empty."""
    network = found.network
    yield HEAD
    yield from _totals(network)
    yield from (("per_patient", n, "patients", value) for n, value in told_group(network.asking.per_patient).items())
    yield from (("decline", code, "requests", value) for code, value in told_group(network.asking.codes).items())
    yield from _hospitals(found)
    yield from _calibration("", network.calibration)
    patients = told_group({line.day: line.patients for line in network.days})
    for line in network.days:
        yield "day", line.day.isoformat(), "patients", patients[line.day]
        yield "day", line.day.isoformat(), "reply_rate", told_share(line.replied, line.due)
        yield "day", line.day.isoformat(), "median_s", line.accept.median_s


def _totals(network: Network) -> Iterator[Line]:
    asking, moves = network.asking, network.moves
    counts = [("incidents", network.incidents), ("patients", asking.patients), ("requests", asking.asked)]
    counts += [("designated", asking.designated), ("asked_4_or_more", asking.many), ("arrived", moves.arrived)]
    counts += [("scene_30_min_or_more", asking.long), ("both", asking.many_and_long), ("sent_on", moves.moved)]
    yield from (("all", "", name, told(count)) for name, count in counts)
    ends = {"accepted": asking.agreed, "declined": network.reasons.declined, "silent": asking.silent}
    went = {"reached": moves.reached, "under_way": moves.under_way, "nowhere": moves.nowhere}
    for name, value in told_group(ends | {"withdrawn": asking.withdrawn, "waiting": asking.waiting}).items():
        yield "all", "", name, value
    yield from (("sent_on", name, "patients", value) for name, value in told_group(went).items())
    yield "all", "", "share_other", told_share(network.reasons.other, network.reasons.declined)
    yield "all", "", "accept_median_s", network.accept.median_s
    yield "all", "", "accept_p90_s", network.accept.p90_s


def _hospitals(found: Period) -> Iterator[Line]:
    replies, names = found.network.asking.hospitals, {one.id: one.name_ko for one in found.board}
    asked = told_group({one.hospital_id: one.asked for one in replies})
    taken, all_taken = told_group({one.hospital_id: one.taken for one in replies}), sum(one.taken for one in replies)
    for one, line in zip(replies, found.network.hospitals, strict=True):
        ident = f"{one.hospital_id} {names.get(one.hospital_id, '')}".strip()
        replied = one.agreed + one.declined
        yield "hospital", ident, "requests", asked[one.hospital_id]
        yield "hospital", ident, "patients_taken", taken[one.hospital_id]
        yield "hospital", ident, "share_by_beds", line.share if all_taken >= FEWEST else None
        yield "hospital", ident, "reply_rate", told_share(replied, replied + one.silent)
        yield "hospital", ident, "reply_median_s", one.median_s
        yield from _calibration(ident, line.calibration)


def _calibration(ident: str, one: Calibration) -> Iterator[Line]:
    if one.brier is None:
        return
    yield "calibration", ident, "tested", one.n
    for name in ("predicted", "brier", "reference", "skill"):
        yield "calibration", ident, name, getattr(one, name)
    yield "calibration", ident, "accepted", told_share(one.accepted, one.n)


def calibration_lines(found: Period) -> Iterator[str]:
    """The calibration as a terminal shows it."""
    network, names = found.network, {one.id: one.name_en for one in found.board}
    yield f"{found.first.isoformat()} to {found.last.isoformat()}: {_scores(network.calibration)}"
    for one in network.calibration.bins:
        came = f"{one.share:.2f} ({one.lower:.2f}-{one.upper:.2f})"
        yield f"  predicted {one.low:.1f}-{one.high:.1f}  n {one.n:5}  mean {one.predicted:.2f}  accepted {came}"
    for line in network.hospitals:
        yield f"  {names.get(line.hospital_id, line.hospital_id):<32} {_scores(line.calibration)}"


def _scores(one: Calibration) -> str:
    if one.brier is None:
        return f"n {one.n}: not enough answers (at least {ENOUGH})"
    skill = f"{one.skill:+.3f}" if one.skill is not None else "unknown (all answers the same)"
    scores = f"Brier {one.brier:.3f}, always saying the base rate {one.reference:.3f}, skill {skill}"
    return f"n {one.n}: predicted {one.predicted:.2f}, accepted {one.share:.2f}; {scores}"
