"""The card a crew sends ahead: ten fields, filled in from what is known, sent by a person. Pure.

Once it is sent it stands: what changes afterwards is told as a change, with what it was, and never put in its place.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from dispatch.care.record import CareRecord
from dispatch.scores.course import Taken, together

ETA_MOVED = timedelta(minutes=3)  # less than that changes nothing for whoever prepares
KEY_SIGNS = ("heart_rate_bpm", "systolic_mmhg", "respiratory_rate_bpm", "spo2_percent", "gcs", "avpu")


class Team(StrEnum):
    """Who is to stand ready."""

    RESUSCITATION = "resuscitation"
    CATH_LAB = "cath_lab"
    STROKE = "stroke"
    TRAUMA = "trauma"
    OBSTETRIC = "obstetric"
    PAEDIATRIC = "paediatric"
    PSYCHIATRIC = "psychiatric"


class Room(StrEnum):
    """Where the patient is to be brought."""

    RESUS = "resus"
    TRAUMA_BAY = "trauma_bay"
    ISOLATION = "isolation"
    MONITORED = "monitored"
    CT_DIRECT = "ct_direct"


class Precaution(StrEnum):
    """What whoever receives the patient has to guard against."""

    AIRBORNE = "airborne"
    CONTACT = "contact"
    CONTAMINATED = "contaminated"
    VIOLENT = "violent"
    HEAVY = "heavy"


SUGGESTED: Mapping[str, tuple[tuple[Team, ...], Room]] = {
    "arrest": ((Team.RESUSCITATION,), Room.RESUS),
    "stemi": ((Team.CATH_LAB,), Room.RESUS),
    "stroke": ((Team.STROKE,), Room.CT_DIRECT),
    "trauma": ((Team.TRAUMA,), Room.TRAUMA_BAY),
    "burns": ((Team.TRAUMA,), Room.TRAUMA_BAY),
    "obstetric": ((Team.OBSTETRIC,), Room.MONITORED),
    "psychiatric": ((Team.PSYCHIATRIC,), Room.MONITORED),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the crew taps: who and what is to be ready, and what to guard against."""

    teams: tuple[Team, ...] = ()
    room: Room | None = None
    precautions: tuple[Precaution, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """The ten fields. What is unknown is None; `vitals` holds only what was measured, and `vitals_at` when."""

    complaint: str | None
    bundle: str | None
    age_years: int | None
    sex: str | None
    acuity: int | None
    vitals: Mapping[str, float | str]
    eta: datetime | None
    teams: tuple[str, ...]
    room: str | None
    precautions: tuple[str, ...]


COMPARED = tuple(one.name for one in fields(Card) if one.name != "vitals")  # signs have a course of their own beside it


@dataclass(frozen=True, slots=True)
class Change:
    """A field that is not any more what was sent."""

    field: str
    was: object
    now: object


def suggested(bundle: str | None, age_years: int | None) -> Wanted:
    """What is usually wanted, for the crew to leave or to change."""
    teams, room = SUGGESTED.get(bundle or "", ((), None))
    child = (Team.PAEDIATRIC,) if age_years is not None and age_years < 15 and Team.PAEDIATRIC not in teams else ()
    return Wanted((*teams, *child), room)


def card_of(record: CareRecord, wanted: Wanted, *, eta: datetime | None) -> Card:
    """The card as it would be sent now."""
    patient = record.patient
    return Card(
        complaint=record.complaint,
        bundle=record.bundle,
        age_years=patient.age_years if patient else None,
        sex=patient.sex if patient else None,
        acuity=patient.acuity if patient else None,
        vitals=_signs(record.taken, record.as_of),
        eta=eta,
        teams=tuple(one.value for one in wanted.teams),
        room=wanted.room.value if wanted.room else None,
        precautions=tuple(one.value for one in wanted.precautions),
    )


def _signs(sets: tuple[Taken, ...], at: datetime) -> dict[str, float | str]:
    newest = together(sets, at=at)
    found = {name: getattr(newest, name) for name in KEY_SIGNS}
    return {name: value for name, value in found.items() if value is not None}


def changes(sent: Card, now: Card) -> tuple[Change, ...]:
    """What is different now, in the order of the card."""
    found = [Change(name, getattr(sent, name), getattr(now, name)) for name in COMPARED]
    return tuple(one for one in found if _differs(one))


def _differs(one: Change) -> bool:
    if one.field == "eta" and isinstance(one.was, datetime) and isinstance(one.now, datetime):
        return abs(one.now - one.was) > ETA_MOVED
    return one.was != one.now


def card_plain(card: Card) -> dict[str, Any]:
    """The card as JSON can hold it."""
    return asdict(card) | {
        "eta": card.eta.isoformat() if card.eta else None,
        "vitals": dict(card.vitals),
        "teams": list(card.teams),
        "precautions": list(card.precautions),
    }


def card_again(plain: Mapping[str, Any]) -> Card:
    """The card as it was sent."""
    eta = plain.get("eta")
    known: dict[str, Any] = {one.name: plain.get(one.name) for one in fields(Card)}
    known |= {name: tuple(plain.get(name) or ()) for name in ("teams", "precautions")}
    known |= {"eta": datetime.fromisoformat(eta) if eta else None, "vitals": plain.get("vitals") or {}}
    return Card(**known)
