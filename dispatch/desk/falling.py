"""An incident that becomes less urgent by changed answers. Same answers, same result; but nothing falls in silence."""

from chassis.work import Work, record_change
from dispatch.desk.alerting import ACT_SOON, clear_alert, raise_alert
from dispatch.system import System
from dispatch.tables.cases import IncidentRow
from dispatch.triage import Triage

PRIORITY_FELL = "priority_fell"
BY_A_PERSON = "person_lowered"  # with a reason of its own on record


def note_fall(work: Work, system: System, row: IncidentRow, result: Triage) -> None:
    """Put on record, and before a person, that `row` becomes less urgent with `result`; call it before that is written.

    What nobody knew anything of may become known to be mild, and a person may lower: neither is a fall.
    """
    was, now = row.priority, int(result.priority)
    if was is not None and now < was:
        clear_alert(work, PRIORITY_FELL, row.id)
    if was is None or now <= was or row.determinant == system.rules.fallback.id or BY_A_PERSON in result.fired:
        return
    told = {"was": was, "now": now}
    record_change(work, PRIORITY_FELL, row.id, {"priority": was}, {"priority": now, "fired": list(result.fired)})
    clear_alert(work, PRIORITY_FELL, row.id)
    raise_alert(work, system, PRIORITY_FELL, row.id, region=row.region, level=ACT_SOON, incident_id=row.id, data=told)
