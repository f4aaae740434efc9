"""A request that begins or ends to wait for an answer is told to the hospital's lamp, if it has one.

What is kept is only that the lamp has to be told: what it shows is read when it is told, so that a message that was
late never lights a lamp for somebody who has long been answered for.
"""

from chassis.outbox import Delivery, enqueue
from chassis.work import Work
from hospitals.tables.contacts import LampRow
from hospitals.tables.requests import RequestRow

LAMP = "lamp"


def light_lamp(work: Work, row: RequestRow) -> None:
    """Have the lamp of the request's hospital told, inside the caller's transaction."""
    if work.session.get(LampRow, row.hospital_id) is not None:
        payload = {"hospital_id": row.hospital_id, "request_id": row.id}
        enqueue(
            work.session, Delivery(f"lamp:{row.id}:{row.version}:{row.alerts}", row.region, LAMP, payload, work.now)
        )
