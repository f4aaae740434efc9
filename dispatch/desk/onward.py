"""A hospital that will only stabilise: the patient must go on, and everybody concerned knows it from then on."""

from chassis.work import Work, record_change
from dispatch.desk.alerting import ACT_SOON, clear_alert, raise_alert
from dispatch.system import System
from dispatch.tables.cases import IncidentRow
from hospitals.request import Condition, Request

ALERT = "onward_transfer"


def look_onward(work: Work, system: System, incident: IncidentRow, chosen: Request) -> None:
    """The destination has changed: an onward transfer opens when it only stabilises, and closes when it does not.

    One that has begun goes on: a person looks after it.
    """
    if chosen.condition == Condition.STABILISE_ONLY:
        open_onward(work, system, incident, chosen.hospital_id)
    else:
        forget_onward(work, incident)


def open_onward(work: Work, system: System, incident: IncidentRow, hospital_id: str) -> None:
    """The desk is told until somebody begins it; opening twice is once."""
    if incident.onward_opened_at is not None:
        return
    incident.onward_opened_at = work.now
    record_change(work, "open_transfer", incident.id, None, {"hospital": hospital_id}, region=incident.region)
    about = {"hospital_id": hospital_id}
    raise_alert(
        work, system, ALERT, incident.id, region=incident.region, level=ACT_SOON, incident_id=incident.id, data=about
    )


def forget_onward(work: Work, incident: IncidentRow) -> None:
    """Nobody has to go on any more, if nobody has begun."""
    if incident.onward_opened_at is None or incident.onward_id is not None:
        return
    incident.onward_opened_at = None
    record_change(work, "close_transfer", incident.id, None, None, region=incident.region)
    clear_alert(work, ALERT, incident.id)
