"""Text messages that commands put into the outbox. Never sent from here; no patient's identity in them."""

from datetime import timedelta
from typing import Any

from chassis.errors import TooManyError
from chassis.outbox import Delivery, enqueue
from chassis.pace import Pace, keep_pace
from chassis.sealing import sealer_of
from chassis.work import Work
from dispatch.intake.numbers import plain_number
from dispatch.model import Channel
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, CallRow, IncidentRow
from dispatch.tables.fleet import UnitRow

A_DAY = timedelta(days=1)


def page_caller(work: Work, system: System, call: CallRow, number: str, token: str) -> None:
    """The link by which the caller can share a position and see help coming.

    Whoever fills in the public form has proven no number and stands on the page already: that number is texted once a
    day, and only at home.
    """
    if call.channel == Channel.WEB and not _may_text_unproven(work, system, call.caller_number):
        return
    params = {"number": number, "link": f"{system.settings.public_url}/c/{token}"}
    _text(work, f"caller_link:{call.id}", call.region, call.caller_number, "caller_link", params, call.language)


def page_caller_for_video(work: Work, call: CallRow, video_id: str) -> None:
    """That we would like to see; the address stands in the first text alone, for only its fingerprint is kept."""
    _text(work, f"caller_video:{video_id}", call.region, call.caller_number, "caller_video", {}, call.language)


def page_caller_about_kit(work: Work, call: CallRow, key: str, template: str, params: dict[str, Any]) -> None:
    """How far the box from the air is. A number that nobody has proven, from the public form, is told on the page."""
    if call.channel != Channel.WEB:
        _text(work, f"{key}:{call.id}", call.region, call.caller_number, template, params, call.language)


def page_crew(
    work: Work, system: System, unit: UnitRow, incident: IncidentRow, job: AssignmentRow, *, again: int = 0
) -> None:
    """The page that wakes the crew; nobody is paged off duty. `again` counts repetitions, so that each is a message."""
    if not unit.on_duty:
        return
    params = {
        "callsign": unit.callsign,
        "number": incident.number,
        "priority": incident.priority,
        "place": incident.place_text or "",
        "link": f"{system.settings.public_url}/crew",
    }
    _text(work, f"crew_page:{job.id}:{again}", unit.region, unit.phone, "crew_page", params, "ko")


def _may_text_unproven(work: Work, system: System, told: str | None) -> bool:
    number = plain_number(told)
    if number is None or not number.startswith(system.settings.country_code):
        return False
    whom = sealer_of(system.settings).fingerprint("form.text", number)
    try:
        keep_pace(work.session, (Pace(whom, 1, A_DAY),), now=work.now)
    except TooManyError:
        return False
    return True


def _text(
    work: Work, key: str, region: str, to: str | None, template: str, params: dict[str, Any], language: str
) -> None:
    if to:
        payload = {"to": to, "template": template, "language": language, "params": params}
        enqueue(work.session, Delivery(key, region, "sms", payload, work.now))
