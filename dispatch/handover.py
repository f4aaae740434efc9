"""The shift handover sheet: what the next shift must know, chosen from how the region stands. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from dispatch.model import FREE, Availability
from dispatch.standing import (
    Name,
    ShiftNote,
    Standing,
    StandingAlert,
    StandingClosure,
    StandingDiversion,
    StandingIncident,
    StandingRequest,
    StandingUnit,
)
from dispatch.states import OPEN_INCIDENT, IncidentState
from hospitals.request import RequestState

RUNNING = OPEN_INCIDENT | {IncidentState.ASSIGNED, IncidentState.ACTIVE}
LATER = frozenset({IncidentState.SCHEDULED, IncidentState.HELD})
WORKING = FREE | {Availability.COMMITTED}


@dataclass(frozen=True, slots=True)
class HandoverPolicy:
    """`soon` is how long before its end a shift is named."""

    soon: timedelta = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class HandoverSheet:
    """What is signed. Everything carries its reason and the instant it began, so that its age needs no retyping."""

    region: str
    name: Name
    timezone: str
    at: datetime
    simulated: bool
    incidents: tuple[StandingIncident, ...]
    holds: tuple[StandingRequest, ...]
    requests: tuple[StandingRequest, ...]
    units_out: tuple[StandingUnit, ...]
    shifts_ending: tuple[StandingUnit, ...]
    diversions: tuple[StandingDiversion, ...]
    alerts: tuple[StandingAlert, ...]
    shelved: tuple[StandingAlert, ...]
    scheduled: tuple[StandingIncident, ...]
    notes: tuple[ShiftNote, ...]
    closures: tuple[StandingClosure, ...] | None


def handover_sheet(standing: Standing, *, policy: HandoverPolicy) -> HandoverSheet:
    """The sheet for `standing`: each running incident and each obstacle once, in the order of the board."""
    now = standing.at
    put_aside = [a for a in standing.alerts if a.shelved_until is not None and now < a.shelved_until]
    return HandoverSheet(
        region=standing.region,
        name=standing.name,
        timezone=standing.timezone,
        at=now,
        simulated=standing.simulated,
        incidents=tuple(_without_cautions(one) for one in standing.incidents if one.state in RUNNING),
        holds=tuple(one for one in standing.requests if one.state is RequestState.HELD),
        requests=tuple(one for one in standing.requests if one.state is not RequestState.HELD),
        units_out=tuple(one for one in standing.units if one.availability not in WORKING),
        shifts_ending=tuple(one for one in standing.units if _ends_soon(one, now, policy)),
        diversions=tuple(notice for hospital in standing.hospitals for notice in hospital.diversions),
        alerts=tuple(one for one in standing.alerts if one.acked_by is None and one not in put_aside),
        shelved=tuple(put_aside),
        scheduled=tuple(_without_cautions(one) for one in standing.incidents if one.state in LATER),
        notes=standing.notes,
        closures=standing.closures,
    )


def _without_cautions(incident: StandingIncident) -> StandingIncident:
    """A sheet is kept for good; a door code or a warning about a household is not. They stand with the incident."""
    return replace(incident, cautions=())


def canonical(told: Mapping[str, Any]) -> str:
    """The one text of a document: sorted keys, no spaces, so that its digest means something."""
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(text: str) -> str:
    """SHA-256 of a document's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _ends_soon(unit: StandingUnit, now: datetime, policy: HandoverPolicy) -> bool:
    if unit.shift_ends is None or unit.availability is Availability.OFF_DUTY:
        return False
    return unit.shift_ends - now <= policy.soon
