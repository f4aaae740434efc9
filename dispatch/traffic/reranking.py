"""Open decisions made anew when the roads have changed: units and hospitals put in order again, with the reason.

Each decision is thought about first and written on its own; what would advise the same is not written at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import select

from chassis.errors import GoldentimeError
from dispatch.closures import Closure
from dispatch.desk.deciding import decide, find_plan
from dispatch.plan import Plan
from dispatch.states import OPEN_INCIDENT
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow
from dispatch.traffic.detour import USUAL
from routing.roads import Roads

MOST_ANEW = 4  # decisions made anew in one look for the traffic alone; the next look begins with others
LOOKED_EVERY_S = 20  # as the worker does
SAME_S = 30.0  # an arrival that moved by less is the same advice
log = structlog.get_logger("goldentime.traffic")


@dataclass(frozen=True, slots=True)
class Because:
    """What has changed on the roads: `code` (road_closed, road_slow, road_open, traffic) and where."""

    code: str
    street: str | None = None
    street_en: str | None = None
    closure_id: str | None = None

    def told(self) -> dict[str, Any]:
        """As it is kept and shown."""
        street = {"ko": self.street, "en": self.street_en or self.street} if self.street else None
        return {"code": self.code, "street": street, "closure_id": self.closure_id}


def decide_anew(system: System, because: Because) -> tuple[str, ...]:
    """Make every open decision again; those whose advice has changed are written and told, with the reason."""
    return _decide_each(system, because, _undecided(system))


def decide_what_has_moved(system: System, roads: Roads) -> tuple[str, ...]:
    """Make those open decisions again whose first choice takes another time now; a few at a time."""
    moved = [one for one in _undecided(system) if _has_moved(roads, one[1])]
    first = int(system.clock.now().timestamp() // LOOKED_EVERY_S) % len(moved) if moved else 0
    return _decide_each(system, Because("traffic"), [*moved[first:], *moved[:first]][:MOST_ANEW])


def _has_moved(roads: Roads, plan: Plan) -> bool:
    """Whether the first unit's way takes another time now than when the decision was made, by what counts."""
    route = plan.route
    if route is None or route.travel.driven is None:
        return False
    (now,) = roads.to_one([route.points[0]], route.points[-1])
    if now is None or now.driven is None:
        return True
    before_s, now_s = route.travel.driven.total_seconds(), now.driven.total_seconds()
    return abs(now_s - before_s) > max(USUAL.least_gain.total_seconds(), USUAL.least_share * before_s)


def _decide_each(system: System, because: Because, undecided: Iterable[tuple[str, Plan]]) -> tuple[str, ...]:
    changed = []
    for incident_id, before in undecided:
        told = because.told()

        def same(plan: Plan, before: Plan = before, told: dict[str, Any] = told) -> bool:
            told.update(_moved(before, plan))
            return same_advice(before, plan)

        try:
            if decide(system, incident_id, made_for="traffic", because=told, unless=same).decision_id is not None:
                changed.append(incident_id)
        except GoldentimeError as error:
            log.warning("not_decided_anew", incident=incident_id, code=error.code)
    return tuple(changed)


def same_advice(a: Plan, b: Plan) -> bool:
    """Whether two plans put the same units and hospitals in the same order, at about the same times."""
    ours, theirs = (_advice(plan) for plan in (a, b))
    if [name for name, _ in ours] != [name for name, _ in theirs]:
        return False
    return all(abs(x - y) < SAME_S for (_, x), (_, y) in zip(ours, theirs, strict=True))


def _advice(plan: Plan) -> list[tuple[str, float]]:
    units = [(one.unit_id, one.arrival_p50.total_seconds()) for one in plan.units.options]
    hospitals = plan.hospitals.options if plan.hospitals is not None else ()
    return [*units, *((one.hospital_id, one.expected.total_seconds()) for one in hospitals)]


def _moved(before: Plan, after: Plan) -> dict[str, Any]:
    """Who stood first and who does now, where that has changed."""
    units = [next((o.unit_id for o in plan.units.options), None) for plan in (before, after)]
    rankings = [plan.hospitals.options if plan.hospitals is not None else () for plan in (before, after)]
    hospitals = [next((o.hospital_id for o in options), None) for options in rankings]
    return {
        name: {"from": first, "to": then} if first != then else None
        for name, (first, then) in (("unit", units), ("hospital", hospitals))
    }


def _undecided(system: System) -> list[tuple[str, Plan]]:
    """Open incidents with a decision, where somebody still has to choose a unit or a hospital."""
    with system.db.read() as session:
        states = [state.value for state in OPEN_INCIDENT]
        wanted = select(IncidentRow).where(IncidentRow.state.in_(states), IncidentRow.decision_id.is_not(None))
        sent = set(session.scalars(select(AssignmentRow.incident_id).where(AssignmentRow.open.is_(True))))
        rows = session.scalars(wanted.order_by(IncidentRow.priority, IncidentRow.received_at, IncidentRow.id)).all()
        open_ones = [row for row in rows if row.id not in sent or row.hospital_id is None]
        plans = [(row.id, find_plan(session, row)) for row in open_ones]
        return [(ident, plan) for ident, plan in plans if plan is not None]


def because_of(closure: Closure, code: str) -> Because:
    """The reason a closure gives."""
    return Because(code, closure.street, closure.street_en, closure.id)
