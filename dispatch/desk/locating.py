"""Where it is: set by a person for good, offered by devices and messages as long as nobody has."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError, TooManyError
from chassis.geo import Box
from chassis.identity import Actor, Role
from chassis.work import record_change, working
from dispatch.calls import Placed, place_by_hand, place_call, read_grid
from dispatch.desk.deciding import decide
from dispatch.desk.editing import check_fresh, note_edit
from dispatch.desk.relocating import lead_on
from dispatch.desk.stamping import stamp
from dispatch.desk.stopping import aim
from dispatch.desk.telling import tell_incident
from dispatch.model import Hypothesis, LocationSource, Verification
from dispatch.states import OPEN_INCIDENT, IncidentState
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import CallRow, IncidentRow, get_incident
from dispatch.tables.family import followed

SHARED_MOST, SHARED_WITHIN = 6, timedelta(minutes=1)


def apply_location(
    system: System, actor: Actor, incident_id: str, hypothesis: Hypothesis, *, seen: int | None = None
) -> str | None:
    """Let a person set the place: the Apply key, a typed address, a click on the map. Returns the new decision's id.

    From then on no device changes it: what comes later is an offer.

    `seen` is the incident's version the person looked at; raises StaleError when somebody was faster.
    """
    known = read_grid(hypothesis)
    with working(system, actor) as work:
        row = get_incident(work.session, incident_id, region=actor.region)
        check_fresh(work, row, "location", seen)
        note_edit(work, row, "location")
        placed = place_by_hand(known, area=area_of(work.session, row.region))
        if placed.location is None:
            raise InvalidInputError("location", placed.warnings[0])
        old = {"verification": row.verification, "source": row.place_source}
        put_place(row, placed)
        aim(work, system, row)
        if row.verification == Verification.VERIFIED:
            stamp(work, row, "location_verified")
        new = {"verification": row.verification, "source": row.place_source}
        record_change(work, "location", row.id, old, new)
        tell_incident(work, row)
    lead_on(system, actor, incident_id)
    return decide(system, incident_id, made_for=actor.id).decision_id


def share_location(system: System, call: CallRow, hypothesis: Hypothesis) -> None:
    """The caller's own device says where it is. Raises TooManyError: every one is kept, so one that repeats itself is
    stopped."""
    offer_location(system, Actor(f"caller:{call.id}", "caller", Role.CALLER, call.region), call.id, hypothesis)


def offer_location(system: System, actor: Actor, call_id: str, hypothesis: Hypothesis, *, proven: bool = True) -> bool:
    """One more idea of where, from a device or a message: always kept with its call, and used, True, only while the
    place is unverified and no person has set it. Otherwise it stands on the panel as an offer, and so does what is not
    `proven` to come from the caller."""
    with working(system, actor) as work:
        kept = work.session.get_one(CallRow, call_id, with_for_update=True, populate_existing=True)
        _not_too_often(kept.hypotheses, hypothesis.source, work.now)
        heard = replace(hypothesis, at=min(hypothesis.at or work.now, work.now))
        kept.hypotheses = [*kept.hypotheses, hypothesis_row(heard)]
        row = followed(work.session, kept.incident_id)
        placed = place_call((heard,), area=area_of(work.session, row.region), now=work.now)
        used = proven and placed.location is not None and may_be_placed(row)
        if used:
            put_place(row, placed)
            aim(work, system, row)
        record_change(work, "share_location", row.id, None, {"source": heard.source, "used": used}, region=row.region)
        tell_incident(work, row, kind="location_shared")
    if used:
        lead_on(system, actor, row.id)
        decide(system, row.id, made_for=actor.id)
    return used


def may_be_placed(row: IncidentRow) -> bool:
    """Whether a device may still set the place: it is open and unverified, and no person has typed or applied one."""
    return (
        IncidentState(row.state) in OPEN_INCIDENT
        and row.verification == Verification.UNVERIFIED
        and "location" not in row.edits
    )


def _not_too_often(hypotheses: list[dict[str, Any]], source: LocationSource, now: datetime) -> None:
    shared = (h["at"] for h in hypotheses if h["source"] == source and h["at"])
    if sum(now - datetime.fromisoformat(at) < SHARED_WITHIN for at in shared) >= SHARED_MOST:
        raise TooManyError("positions", retry_after_s=round(SHARED_WITHIN.total_seconds()))


def put_place(row: IncidentRow, placed: Placed) -> None:
    """The chosen place onto the incident; nothing happens where none was."""
    if placed.location is None:
        return
    row.place_lat, row.place_lon = placed.location.place.lat, placed.location.place.lon
    row.place_source, row.place_text = placed.location.source, placed.location.text
    row.place_radius_m, row.verification = placed.location.radius_m, placed.location.verification
    row.pin_lat = row.pin_lon = None  # the pin was that of another place


def hypothesis_row(hypothesis: Hypothesis) -> dict[str, Any]:
    """A hypothesis as it is kept with its call."""
    kept = asdict(hypothesis) | {"at": hypothesis.at.isoformat() if hypothesis.at else None}
    return kept | {"source": LocationSource(hypothesis.source).value}


def area_of(session: Session, region: str) -> Box:
    """The box of the region."""
    return Box(*get_region(session, region).box)
