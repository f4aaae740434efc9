"""The physician's side: an order goes out, is upheld, taken back, replaced, and seen to be carried out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from chassis.errors import IllegalMoveError, InvalidInputError, NotFoundError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.desk.ordered import await_crew, move_order, take_step, tell_order
from dispatch.guidance.recording import check_listed, weigh
from dispatch.guidance.who import Physician, hospital_of, must_be_on_the_way, physician_of
from dispatch.orders.model import BY_PHYSICIAN, OPEN, ORDER, OrderAction, OrderKind
from dispatch.orders.path import Dose, OrderStep
from dispatch.orders.plausible import Warned
from dispatch.policies.force import in_force
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.orders import OrderRow, lock_order
from dispatch.tables.reading import get_reading

LONGEST = 200
MOST_DOSE = 100_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a physician wants done. `code` is of the quick lists; `text` says what no list has, or more of it."""

    kind: OrderKind
    code: str | None = None
    text: str | None = None
    dose: Dose | None = None


def order(
    system: System,
    actor: Actor,
    incident_id: str,
    wanted: Wanted,
    *,
    name_id: str | None = None,
    supersedes: str | None = None,
    device_at: datetime | None = None,
) -> str:
    """Send an order to the crew; returns its id. What speaks against it stands on it and stops nothing.

    `name_id` is the physician's name tapped on a shared screen. One that `supersedes` another ends that one in the same
    instant. Raises InvalidInputError, ForbiddenError, IllegalMoveError, and NotFoundError where the case is not
    addressed to the actor.
    """
    _check(wanted)
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id)
        hospital_id = hospital_of(actor, incident)
        physician = physician_of(work, hospital_id, name_id)
        must_be_on_the_way(work.session, incident)
        if supersedes is not None:
            _end(work, incident, hospital_id, supersedes)
        warned = weigh(work.session, incident, wanted.kind, wanted.code, wanted.dose, now=work.now)
        row = _row(system.ids.new("ord"), work, incident, wanted, physician, warned)
        row.hospital_id, row.supersedes, row.device_at = hospital_id, supersedes, device_at
        work.session.add(row)
        await_crew(work, row, in_force(work.session, system, row.region).orders)
        told = {"kind": row.kind, "known": row.known, "warnings": [one.code.value for one in warned]}
        record_change(work, "order", row.id, None, told, region=row.region)
        tell_order(work, incident, row)
        return row.id


def settle_order(
    system: System,
    actor: Actor,
    order_id: str,
    action: OrderAction,
    *,
    name_id: str | None = None,
    text: str | None = None,
    device_at: datetime | None = None,
) -> str:
    """Uphold what the crew asked back about, take it back, or see that it was carried out; returns the state.

    Told again it changes nothing. Raises IllegalMoveError with what is allowed, ForbiddenError, NotFoundError.
    """
    if action not in BY_PHYSICIAN:
        raise InvalidInputError("action", f"one of {', '.join(sorted(BY_PHYSICIAN))}")
    with working(system, actor) as work:
        row = lock_order(work.session, order_id)
        incident = get_incident(work.session, row.incident_id)
        _must_be_ours(actor, incident, row)
        physician_of(work, row.hospital_id, name_id)
        take_step(work, system, incident, row, OrderStep(action, work.now, device_at, text=_text(text)))
        return row.state


def weigh_order(
    session: Session, actor: Actor, incident_id: str, wanted: Wanted, *, now: datetime
) -> tuple[Warned, ...]:
    """What speaks against an order before it is sent: it tells of the patient, so whoever asks must read of them now.
    Raises as `order` does."""
    _check(wanted)
    incident = get_incident(session, incident_id)
    if hospital_of(actor, incident) is not None:
        get_reading(session, actor, incident.id, now=now)
    must_be_on_the_way(session, incident)
    return weigh(session, incident, wanted.kind, wanted.code, wanted.dose, now=now)


def _must_be_ours(actor: Actor, incident: IncidentRow, row: OrderRow) -> None:
    """The hospital that ordered keeps its orders, also once the patient is handed over or goes elsewhere."""
    if row.hospital_id is None:
        if hospital_of(actor, incident) is not None:
            raise NotFoundError("order", row.id)
    elif actor.facility != row.hospital_id:
        raise NotFoundError("order", row.id)


def _end(work: Work, incident: IncidentRow, hospital_id: str | None, order_id: str) -> None:
    old = lock_order(work.session, order_id)
    if old.incident_id != incident.id or old.hospital_id != hospital_id:
        raise NotFoundError("order", order_id)
    if old.state not in OPEN:
        raise IllegalMoveError(ORDER.name, old.state, OrderAction.SUPERSEDE, ())
    move_order(work, incident, old, OrderStep(OrderAction.SUPERSEDE, work.now))


def _row(
    ident: str, work: Work, incident: IncidentRow, wanted: Wanted, physician: Physician, warned: Sequence[Warned]
) -> OrderRow:
    dose = asdict(wanted.dose) if wanted.dose is not None else {"amount": None, "unit": None, "route": None}
    return OrderRow(
        id=ident,
        region=incident.region,
        incident_id=incident.id,
        kind=wanted.kind,
        code=wanted.code,
        text=_text(wanted.text),
        dose=dose["amount"],
        unit=dose["unit"],
        route=dose["route"],
        state=ORDER.start,
        physician_id=physician.id,
        physician_name=physician.name,
        physician_duty=physician.duty,
        known=physician.known,
        actor=work.actor.id,
        actor_name=work.actor.name,
        warnings=[asdict(one) for one in warned],
        ordered_at=work.now,
    )


def _check(wanted: Wanted) -> None:
    if not wanted.code and not _text(wanted.text):
        raise InvalidInputError("code", "what is ordered has a code or words")
    routed = wanted.dose is not None and wanted.dose.route is not None
    if (wanted.kind is OrderKind.DRUG) != routed:
        raise InvalidInputError("dose", "a drug has dose, unit and route; nothing else has a route")
    if wanted.dose is not None and (wanted.kind is OrderKind.ADVICE or not 0 < wanted.dose.amount <= MOST_DOSE):
        raise InvalidInputError("dose", "is more than nothing; advice has none")
    check_listed(wanted.kind, wanted.code, wanted.dose)


def _text(text: str | None) -> str | None:
    said = " ".join((text or "").split())
    if len(said) > LONGEST:
        raise InvalidInputError("text", f"at most {LONGEST} characters")
    return said or None
