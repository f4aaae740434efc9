"""An incident as a CAP message for neighbours, hospitals and others who stand ready: its first alert, then updates,
and a cancel. Pure.

The same incident in the same state gives the same message, so that sending it twice is harmless. Nothing of a
patient or a caller is in it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from dispatch.intake.cap import Alert, Area, Circle, Info, Kind, written_instant
from dispatch.intake.capwrite import write_cap
from dispatch.mass.facts import CapFacts, Notice
from dispatch.model import Incident, Priority, Verification
from dispatch.states import IncidentState

URGENT = frozenset({Priority.P1, Priority.P2})
SEVERITY = {Priority.P1: "Extreme", Priority.P2: "Severe", Priority.P3: "Moderate", Priority.P4: "Minor"}
OFF = frozenset({IncidentState.CANCELLED, IncidentState.MERGED})
VAGUE_M = 300.0  # round a place whose radius nobody has said


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of an incident: how often its state was stamped, when last, and the words for what it is."""

    steps: int
    last_at: datetime
    event: str
    language: str = "ko-KR"
    mass: CapFacts | None = None  # of one with many casualties: it speaks for the incident


def incident_alert(incident: Incident, told: Told, *, sender: str) -> tuple[Alert, tuple[str, ...]]:
    """The message about an incident as it stands, and the references it makes (the first alert)."""
    kind = Kind.CANCEL if _is_off(incident, told) else Kind.ALERT if told.steps <= 1 else Kind.UPDATE
    first = _identifier(incident)
    name, sent = (
        (first, incident.received_at)
        if kind is Kind.ALERT
        else (f"{first}-{told.steps}.{incident.version}", told.last_at)
    )
    references = (f"{sender},{first},{written_instant(incident.received_at)}",) if kind is not Kind.ALERT else ()
    alert = Alert(
        identifier=name,
        sender=sender,
        sent=sent,
        status="Exercise" if incident.simulated else "Actual",
        kind=kind,
        scope="Restricted",
        restriction="emergency services",
        incidents=(first,),
        infos=(_info(incident, told),),
    )
    return alert, references


def write_incident(incident: Incident, told: Told, *, sender: str) -> bytes:
    """The document of `incident_alert`."""
    alert, references = incident_alert(incident, told, sender=sender)
    return write_cap(alert, references)


def _identifier(incident: Incident) -> str:
    return f"{incident.region}.{incident.number}"


def _info(incident: Incident, told: Told) -> Info:
    priority, verified = incident.priority, incident.location is not None
    sure = incident.location is not None and incident.location.verification is Verification.VERIFIED
    info = Info(
        event=told.event,
        categories=("Health", "Rescue"),
        urgency="Immediate" if priority in URGENT or priority is None else "Expected",
        severity=SEVERITY[priority] if priority is not None else "Unknown",
        certainty="Observed" if sure else "Likely",
        language=told.language,
        responses=("AllClear",) if _is_off(incident, told) or incident.state is IncidentState.CLOSED else ("Prepare",),
        codes=tuple(("complaint", one) for one in (incident.complaint,) if one),
        parameters=(("state", incident.state.value),),
        areas=(_area(incident),) if verified else (),
    )
    return _of_many(info, told.mass) if told.mass is not None else info


def _is_off(incident: Incident, told: Told) -> bool:
    """Called off, or the end of its many casualties."""
    return incident.state in OFF or (told.mass is not None and told.mass.notice is Notice.CANCEL)


def _of_many(info: Info, mass: CapFacts) -> Info:
    """With the report and the counts by colour."""
    return replace(
        info,
        categories=tuple(dict.fromkeys((*info.categories, mass.category))),
        urgency=mass.urgency,
        severity=mass.severity,
        headline=mass.headline_ko if info.language == "ko-KR" else mass.headline,
        description=mass.description,
        parameters=(*info.parameters, *mass.parameters),
    )


def _area(incident: Incident) -> Area:
    where = incident.location
    if where is None:
        raise ValueError("an area has a place")
    radius = where.radius_m if where.radius_m is not None else VAGUE_M
    text = where.text or f"{where.place.lat:.5f}, {where.place.lon:.5f}"
    return Area(text, circles=(Circle(where.place, round(radius / 1000, 3)),))
