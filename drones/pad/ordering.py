"""Ordering a drop, and what silence brings."""

import re
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from chassis import audit, events
from chassis.deadlines import Deadline, set_deadline
from chassis.errors import InvalidInputError, TakenError
from chassis.geo import LatLon
from chassis.ground import Ground
from chassis.identity import Actor, system_actor
from drones.airframes import get_airframe
from drones.events import sortie_changed, sortie_unanswered
from drones.feasibility import Go
from drones.missionplan import compose, fingerprint
from drones.moves import SECOND, TIMEOUT, move
from drones.states import SortieAction, SortieReason, SortieState
from drones.tables.fleet import DroneRow, get_station_row, lock_drone, take_drone
from drones.tables.kits import take_kit
from drones.tables.sorties import FLIGHTS, PLANS, SortieRow, as_sortie, get_sortie, lock_sortie
from drones.tables.vendors import tell_vendor

SECOND_OPERATOR_AFTER = timedelta(seconds=20)
TIMEOUT_AFTER = timedelta(seconds=45)
LONGEST_HINT = 80
SOMEBODYS_NUMBER = re.compile(r"(?:\d[\s.-]?){7,}")  # of a telephone or an identity card: no landing hint has one


def order_drop(
    session: Session,
    system: Ground,
    actor: Actor,
    *,
    incident_id: str,
    target: LatLon,
    go: Go,
    now: datetime,
    landing_hint: str | None = None,
    simulated: bool = False,
) -> str:
    """Order what `go` says, inside the dispatching transaction; returns the sortie's id.

    Raises TakenError when drone or kit has gone meanwhile, with who has it. The hint reaches the pad, so it must not
    name anybody: raises InvalidInputError when it is long or holds a number like a telephone's.
    """
    hint = _hint(landing_hint)
    sortie_id = system.ids.new("sor")
    if not take_drone(session, go.drone_id, sortie_id):
        raise taken(session, lock_drone(session, go.drone_id), now)
    if not take_kit(session, go.kit_id, sortie_id):
        raise TakenError("kit", go.kit_id, by="", at=now.isoformat(), why="bound to another sortie, or used")
    row = _requested(session, go, now)
    row.id, row.region, row.incident_id = sortie_id, actor.region, incident_id
    row.target_lat, row.target_lon, row.landing_hint = target.lat, target.lon, hint
    row.ordered_by, row.simulated = actor.name, simulated
    session.add(row)
    session.flush()
    tell_vendor(session, row, now=now)
    for kind, after in ((SECOND, SECOND_OPERATOR_AFTER), (TIMEOUT, TIMEOUT_AFTER)):
        set_deadline(session, Deadline(row.region, kind, row.id, now + after, {"incident_id": incident_id}))
    new = {"state": row.state, "drone": go.drone_id, "kit": go.kit_id, "incident": incident_id}
    audit.record(session, actor, "sortie_order", row.id, at=now, region=row.region, new=new)
    events.append(session, sortie_changed(as_sortie(row), None, at=now))
    return row.id


def overdue(session: Session, system: Ground, deadline: Deadline, *, now: datetime) -> None:  # noqa: ARG001
    """What silence brings, inside the sweeper's transaction: at 20 s the second operator, at 45 s a declined order.

    Does nothing when the order was answered meanwhile.
    """
    row = lock_sortie(session, deadline.subject)
    if row.state != SortieState.REQUESTED:
        return
    actor = system_actor(row.region, "watch")
    if deadline.kind == SECOND:
        audit.record(session, actor, "sortie_second", row.id, at=now, region=row.region)
        events.append(session, sortie_unanswered(as_sortie(row), at=now))
    else:
        events.append(session, move(session, actor, row, SortieAction.TIME_OUT, now=now, reason=SortieReason.NO_ANSWER))


def _requested(session: Session, go: Go, now: datetime) -> SortieRow:
    """What the decision says of the order."""
    drone, station = lock_drone(session, go.drone_id), get_station_row(session, go.station_id)
    cruise_mps = get_airframe(drone.airframe).cruise_mps
    plan = compose(go.flight, cruise_mps=cruise_mps, exclusions=go.keep_out) if go.flight.outbound else None
    return SortieRow(
        station_region=station.region,
        station_id=station.id,
        drone_id=drone.id,
        kit_id=go.kit_id,
        kit=go.kit.value,
        flight=FLIGHTS.dump_python(go.flight, mode="json"),
        battery_wh=go.energy.full_wh,
        reserve_wh=go.energy.reserve_wh,
        battery_share=drone.battery_share,
        state=SortieState.REQUESTED.value,
        open=True,
        entered={SortieState.REQUESTED.value: now.isoformat()},
        eta=now + go.arrival.mean,
        version=0,
        ticks={},
        delay_s=go.delay.total_seconds(),
        plan=PLANS.dump_python(plan, mode="json") if plan is not None else None,
        plan_hash=fingerprint(plan) if plan is not None else None,
    )


def taken(session: Session, drone: DroneRow, now: datetime) -> TakenError:
    """Who has the drone, since when and for which sortie; or that it is out of service."""
    if drone.sortie_id is None:
        return TakenError("drone", drone.id, by="", at=now.isoformat(), why=drone.out_of_service or "out of service")
    other = get_sortie(session, drone.sortie_id)
    at = other.entered[SortieState.REQUESTED].isoformat()
    return TakenError("drone", drone.id, by=other.ordered_by, at=at, why=other.id)


def _hint(hint: str | None) -> str | None:
    if hint is None or not hint.strip():
        return None
    text = " ".join(hint.split())
    if len(text) > LONGEST_HINT:
        raise InvalidInputError("landing_hint", f"at most {LONGEST_HINT} characters")
    if SOMEBODYS_NUMBER.search(text):
        raise InvalidInputError("landing_hint", "no telephone or identity numbers: the pad never learns who it is")
    return text
