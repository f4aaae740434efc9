"""Whether the city's signal centre answers at all: the last requests tell, so a worker that starts anew knows as much.

Raised once, owned and shelved like any alert, and taken off by the next answer, whatever it says.
"""

from sqlalchemy import select

from chassis.work import Work
from dispatch.desk.alerting import ACT_SOON, clear_alert, raise_alert
from dispatch.system import System
from dispatch.tables.signals import SignalRequestRow, SignalStepRow
from routing.priority import PriorityPolicy, RequestAction, RequestState

KIND = "signals_silent"
IN_A_ROW = 3  # requests without an answer: one may be lost, three are not chance
LOOKED_AT = 12  # some were too short to be answered, or nothing the centre could have known
WAITED = PriorityPolicy().silent_after
NO_CENTRE, NO_JUNCTION, OTHER_ROADS = (
    "no signal centre",
    "the centre does not have this junction",
    "the roads have changed",
)
OURS = frozenset({NO_CENTRE, NO_JUNCTION, OTHER_ROADS})  # refused here: the centre was never asked


def look_for_silence(work: Work, system: System, region: str) -> None:
    """Raise the alert where the newest requests to the city's centre have all been left without an answer."""
    newest = (
        select(SignalRequestRow)
        .where(SignalRequestRow.region == region, SignalRequestRow.simulated.is_(False))
        .order_by(SignalRequestRow.made_at.desc(), SignalRequestRow.id.desc())
        .limit(LOOKED_AT)
    )
    heard = [one for one in (_heard(work, row) for row in work.session.scalars(newest)) if one is not None][:IN_A_ROW]
    if len(heard) == IN_A_ROW and not any(heard):
        data = {"n": IN_A_ROW}
        raise_alert(work, system, KIND, region, region=region, level=ACT_SOON, data=data)


def heard_from(work: Work, row: SignalRequestRow) -> None:
    """The centre has answered this one."""
    if not row.simulated:
        clear_alert(work, KIND, row.region)


def _heard(work: Work, row: SignalRequestRow) -> bool | None:
    """Whether a request was answered; None where that says nothing about the centre."""
    if row.answered_at is not None:
        return True
    if row.state == RequestState.REJECTED:
        return None if _reason(work, row) in OURS else False
    return False if (row.closed_at or work.now) - row.made_at >= WAITED else None


def _reason(work: Work, row: SignalRequestRow) -> str | None:
    wanted = select(SignalStepRow.why).where(SignalStepRow.request_id == row.id)
    return work.session.scalar(wanted.where(SignalStepRow.said == RequestAction.REJECT).limit(1))
