"""The crew's side: it reads back, asks back, gives, or says why it cannot. Twice and late does no harm."""

from datetime import datetime

from chassis.errors import InvalidInputError
from chassis.identity import Actor
from chassis.work import working
from dispatch.desk.ordered import take_step
from dispatch.guidance.recording import record_given
from dispatch.guidance.who import must_be_crew
from dispatch.orders.model import BY_CREW, CARRIED_OUT, OrderAction, OrderReason
from dispatch.orders.path import Dose, OrderStep
from dispatch.system import System
from dispatch.tables.cases import get_incident
from dispatch.tables.orders import lock_order

LONGEST = 200


def answer_order(
    system: System,
    actor: Actor,
    order_id: str,
    action: OrderAction,
    *,
    heard: Dose | None = None,
    reason: OrderReason | None = None,
    text: str | None = None,
    device_at: datetime | None = None,
) -> str:
    """One step of the crew; returns the state it leads to. A read-back that says something else leads to `queried`.

    What is told late is kept: something given after the order was over becomes `given_despite`. Raises
    IllegalMoveError with what is allowed, InvalidInputError, ForbiddenError, NotFoundError.
    """
    if action not in BY_CREW:
        raise InvalidInputError("action", f"one of {', '.join(sorted(BY_CREW))}")
    with working(system, actor) as work:
        row = lock_order(work.session, order_id)
        incident = get_incident(work.session, row.incident_id)
        must_be_crew(work.session, actor, incident)
        step = OrderStep(action, work.now, device_at, heard, reason, _text(text))
        if take_step(work, system, incident, row, step) and row.state in CARRIED_OUT and action is OrderAction.GIVE:
            record_given(work, system, incident, row, step)
        return row.state


def _text(text: str | None) -> str | None:
    said = " ".join((text or "").split())
    if len(said) > LONGEST:
        raise InvalidInputError("text", f"at most {LONGEST} characters")
    return said or None
