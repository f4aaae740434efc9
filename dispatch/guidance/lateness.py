"""What time brings to an order: nobody answers it, and in the end it counts no more."""

from chassis.deadlines import Deadline
from chassis.work import Work
from dispatch.desk.alerting import ACT_SOON, raise_alert
from dispatch.desk.ordered import move_order, tell_order
from dispatch.orders.model import AT_CREW, OPEN, OrderAction
from dispatch.orders.path import OrderStep
from dispatch.system import System
from dispatch.tables.cases import get_incident
from dispatch.tables.orders import hold_order


def order_is_late(work: Work, system: System, deadline: Deadline) -> None:
    """The crew has not answered: the physician sees it, and the desk can reach the crew by radio."""
    row = hold_order(work.session, deadline.subject)
    if row is None or row.state not in AT_CREW:
        return
    row.alarmed_at = work.now
    incident = get_incident(work.session, row.incident_id)
    data = {"state": row.state, "hospital_id": row.hospital_id}
    raise_alert(
        work,
        system,
        "order_unanswered",
        row.id,
        region=row.region,
        level=ACT_SOON,
        incident_id=row.incident_id,
        data=data,
    )
    tell_order(work, incident, row)


def order_expires(work: Work, _: System, deadline: Deadline) -> None:
    """An order nobody carried out in time must not be carried out later by itself."""
    row = hold_order(work.session, deadline.subject)
    if row is not None and row.state in OPEN:
        move_order(work, get_incident(work.session, row.incident_id), row, OrderStep(OrderAction.EXPIRE, work.now))
