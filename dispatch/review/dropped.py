"""Drone missions and what was said of them over days: for the supervisors' page, its spreadsheet and the flight log."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from dispatch.record import plain, unpack_plan
from dispatch.review.calibration import ENOUGH
from dispatch.review.disclosure import FEWEST, told, told_group, told_share
from dispatch.review.drops import Asked, Drops, KitUse, Mission, Predicted, Race, Refusal, Spread, judge_drops
from dispatch.review.figures import MEDIAN_FROM, P90_FROM
from dispatch.review.period import HEAD, Line, Span, days_up_to
from dispatch.review.reading import count_days, day_of, received_on
from dispatch.review.unmoved import REACHED
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import IncidentRow, StampRow
from dispatch.tables.records import DecisionRow
from drones.feasibility import Go
from drones.figures import FEWEST as FEWEST_FLIGHTS
from drones.model import Kit
from drones.reasons import Code
from drones.sortie import Sortie
from drones.states import SortieState
from drones.tables.figures import newest_figures
from drones.tables.kits import read_kits
from drones.tables.offers import DroneOfferRow
from drones.tables.sorties import SortieRow, as_sortie

S = SortieState
ASTRAY = frozenset({S.DIVERTED, S.FAILED})
SOON = timedelta(days=30)  # a kit that expires within is to be replaced
SHOWN = 100  # missions on the page; the flight log has all


@dataclass(frozen=True, slots=True)
class Dropped:
    """Days up to `last`, both ends included."""

    first: date
    last: date
    today: date
    found: Drops


def read_dropped(
    session: Session, system: System, region: str, *, span: Span, last: date | None, simulated: bool
) -> Dropped:
    """The calls of the days up to `last` (None is today); raises NotFoundError for no region."""
    first, until, today = days_up_to(session, system, region, span=span, last=last)
    zone = get_region(session, region).timezone
    wanted = received_on(region, first, until, zone).where(IncidentRow.simulated.is_(simulated))
    ids = wanted.with_only_columns(IncidentRow.id)
    arrived = _arrived(session, ids)
    asked = _asked(session, ids, arrived)
    return Dropped(first, until, today, judge_drops(asked, _missions(session, ids, arrived)))


def dropped_view(
    session: Session,
    system: System,
    region: str,
    *,
    span: Span,
    last: date | None,
    simulated: bool,
    incidents: bool,
) -> dict[str, Any]:
    """As the supervisors' page shows it, with the newest missions, the kits there are and the figures in force.

    Unless `incidents`, none is named.
    """
    area, now = get_region(session, region), system.clock.now()
    one = read_dropped(session, system, region, span=span, last=last, simulated=simulated)
    counted = count_days(session, region, one.first, one.last)
    figures = newest_figures(session, (region,))
    shown = plain(one.found)
    missions = shown["missions"][:SHOWN]
    return {
        "now": now.isoformat(),
        "span": span.value,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "today": one.today.isoformat(),
        "region": {"id": area.id, "name": {"ko": area.name_ko, "en": area.name_en}, "timezone": area.timezone},
        "simulated": simulated,
        "counted": {"real": counted[False], "simulated": counted[True]},
        "minimum": {"median": MEDIAN_FROM, "p90": P90_FROM, "score": ENOUGH, "flights": FEWEST_FLIGHTS},
        "drops": shown | {"missions": missions if incidents else [_unnamed(mission) for mission in missions]},
        "stock": stock(read_kits(session, (region,)), today=day_of(now, area.timezone)),
        "figures": plain(figures) if figures is not None else None,
    }


def _unnamed(judged: Mapping[str, Any]) -> dict[str, Any]:
    """A flight without the incident that it flew for."""
    return {**judged, "mission": {**judged["mission"], "incident_id": None, "number": None}}


def stock(kits: Sequence[Kit], *, today: date) -> list[dict[str, Any]]:
    """By kind: sealed kits that can fly, those of them to be replaced within 30 days, and those past their day."""
    kinds = sorted({kit.kind for kit in kits})
    return [
        {
            "kit": kind.value,
            "ready": sum(kit.expires_on >= today for kit in kits if kit.kind is kind),
            "soon": sum(today <= kit.expires_on < today + SOON for kit in kits if kit.kind is kind),
            "expired": sum(kit.expires_on < today for kit in kits if kit.kind is kind),
        }
        for kind in kinds
    ]


def dropped_rows(one: Dropped) -> Iterator[Line]:
    """As lines of a spreadsheet, with nothing that could tell a patient: see `disclosure`."""
    drops = one.found
    yield HEAD
    yield "all", "", "asked", told(drops.asked)
    yield from _parts("asked", {"go": drops.go, "no_go": drops.asked - drops.go})
    yield from _parts("ordered", {"flown": drops.flown, "not_flown": drops.ordered - drops.flown})
    yield from _parts("race", {race.value: drops.races.get(race.value, 0) for race in Race})
    first, both = drops.races.get(Race.KIT, 0), drops.lead.n
    yield "race", "", "share_kit_first", told_share(first, both)
    spreads = {"lead": drops.lead, "kit_late": drops.kit_late, "ambulance_late": drops.ambulance_late}
    for name, found in (spreads | {"to_hand": drops.to_hand}).items():
        yield from ((name, "", measure, value) for measure, value in _spread(found))
    yield "gain", "actual", "mean_s", drops.gained_s if both >= FEWEST else None
    yield "gain", "predicted", "mean_s", drops.promised_s if both >= FEWEST else None
    yield from _refusal_rows(drops.refusals)
    yield from _parts("ended", drops.ended)
    for use in drops.kits:
        yield from _kit_rows(use)
    score = drops.calibration
    yield from (("p_first", "", name, getattr(score, name)) for name in ("predicted", "share", "brier", "reference"))


def _refusal_rows(refusals: Sequence[Refusal]) -> Iterator[Line]:
    calls = told_group({one.code: one.counted for one in refusals}).values()
    for refusal, value in zip(refusals, calls, strict=True):
        yield "no_go", refusal.code, "calls", value
        yield "no_go", refusal.code, "ambulance_median_s", refusal.ambulance.median_s


def _kit_rows(use: KitUse) -> Iterator[Line]:
    neither = use.ordered - use.down - use.home
    yield from _parts(f"kit_{use.kit}", {"down": use.down, "home": use.home, "neither": neither})
    yield from _parts(f"kit_{use.kit}_down", {"in_hand": use.in_hand, "not_told": use.down - use.in_hand})


def _parts(of: str, counts: Mapping[str, int]) -> Iterator[Line]:
    yield from ((of, name, "count", value) for name, value in told_group(counts).items())


def _spread(found: Spread) -> Iterator[tuple[str, object]]:
    yield "n", told(found.n)
    yield "median_s", found.median_s
    yield "p90_s", found.p90_s


def _arrived(session: Session, ids: Select[str]) -> dict[str, datetime]:
    """When the first crew reached the scene, by incident."""
    there = select(StampRow.incident_id, func.min(StampRow.at)).where(
        StampRow.incident_id.in_(ids), StampRow.name.in_([one.value for one in REACHED])
    )
    return dict(session.execute(there.group_by(StampRow.incident_id)).all())


def _asked(session: Session, ids: Select[str], arrived: Mapping[str, datetime]) -> list[Asked]:
    """Decisions are made anew many times over a call: it counts once, and a go whose drone had gone by then as none."""
    offers: dict[str, list[DroneOfferRow]] = {}
    rows = select(DroneOfferRow).where(DroneOfferRow.incident_id.in_(ids))
    for row in session.scalars(rows.order_by(DroneOfferRow.at, DroneOfferRow.id)):
        offers.setdefault(row.incident_id, []).append(row)
    return [_call(mine, arrived.get(incident)) for incident, mine in offers.items()]


def _call(offers: Sequence[DroneOfferRow], ambulance_at: datetime | None) -> Asked:
    last, go = offers[-1], _went(offers)
    codes = {str(reason["code"]) for reason in last.reasons} - {Code.SLOWER}
    codes |= {Code.DRONE_TAKEN for row in offers if _is_lost(row)}
    code = last.code if not go else None
    return Asked(
        last.incident_id, last.kit, offers[0].at, go, code, frozenset() if go else frozenset(codes), ambulance_at
    )


def _went(offers: Sequence[DroneOfferRow]) -> bool:
    """Whether a drone was to be had: one was ordered, or a go after the last that lost its drone stood."""
    since = max((place for place, row in enumerate(offers, 1) if _is_lost(row)), default=0)
    return any(row.sortie_id is not None for row in offers) or any(row.go for row in offers[since:])


def _is_lost(row: DroneOfferRow) -> bool:
    return row.go and row.code == Code.DRONE_TAKEN


def _missions(session: Session, ids: Select[str], arrived: Mapping[str, datetime]) -> list[Mission]:
    rows = session.scalars(select(SortieRow).where(SortieRow.incident_id.in_(ids)).order_by(SortieRow.id))
    sorties = [as_sortie(row) for row in rows]
    predicted = _predicted(session, [sortie.id for sortie in sorties])
    those = {sortie.incident_id for sortie in sorties}
    numbers = dict(session.execute(select(IncidentRow.id, IncidentRow.number).where(IncidentRow.id.in_(those))).all())
    return [_mission(sortie, numbers, arrived, predicted.get(sortie.id)) for sortie in sorties]


def _mission(
    sortie: Sortie, numbers: Mapping[str, str], arrived: Mapping[str, datetime], predicted: Predicted | None
) -> Mission:
    entered = sortie.entered
    return Mission(
        id=sortie.id,
        incident_id=sortie.incident_id,
        number=numbers[sortie.incident_id],
        station_id=sortie.station_id,
        kit=sortie.kit.value,
        state=sortie.state,
        reason=sortie.reason,
        ordered_at=entered[S.REQUESTED],
        airborne_at=entered.get(S.AIRBORNE),
        due_at=sortie.eta,
        down_at=sortie.down_at,
        in_hand_at=sortie.kit_in_hand_at,
        ambulance_at=arrived.get(sortie.incident_id),
        predicted=predicted,
        astray=not ASTRAY.isdisjoint(entered),
    )


def _predicted(session: Session, sortie_ids: Sequence[str]) -> dict[str, Predicted]:
    """What the decision each sortie came of said."""
    joined = select(DroneOfferRow.sortie_id, DecisionRow.answer).join(
        DecisionRow, DecisionRow.id == DroneOfferRow.decision_id
    )
    found: dict[str, Predicted] = {}
    for sortie_id, answer in session.execute(joined.where(DroneOfferRow.sortie_id.in_(sortie_ids))):
        plan = unpack_plan(answer)
        if isinstance(plan.drone, Go) and sortie_id is not None:
            ambulance = min((option.arrival_p50 for option in plan.units.options), default=None)
            found[sortie_id] = Predicted(
                p_first=plan.drone.p_first,
                gain_s=plan.drone.expected_gain.total_seconds() if plan.drone.expected_gain is not None else None,
                kit_s=plan.drone.arrival.mean.total_seconds(),
                ambulance_s=ambulance.total_seconds() if ambulance is not None else None,
            )
    return found
