"""An alarm of something worn or fixed: a watch, a pendant, a bed, a room. Our own small JSON, told in docs/intake.md.
Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from chassis.geo import LatLon
from dispatch.intake.unreadable import UnreadableError, Wrong, read_json
from dispatch.intake.values import instant_of, number_of, place_of, text_of, whole_of

KNOWN = frozenset({"id", "at", "alarm", "person", "device", "vitals", "place", "text", "language", "test"})


class AlarmKind(StrEnum):
    """What made the device speak."""

    FALL = "fall"
    HEART_RATE = "heart_rate"
    BUTTON = "button"
    NO_MOVEMENT = "no_movement"
    BREATHING = "breathing"
    TEMPERATURE = "temperature"
    CRASH = "crash"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm. `id` is the device's own for this event: the same id tells the same event again, with newer values.
    `more` keeps what nobody here understands."""

    id: str
    kind: AlarmKind
    device: str
    at: datetime | None = None
    number: str | None = None
    age_years: int | None = None
    sex: str | None = None
    language: str | None = None
    text: str | None = None
    test: bool = False
    model: str | None = None
    battery_percent: int | None = None
    heart_rate_bpm: int | None = None
    respiratory_rate_bpm: int | None = None
    spo2_percent: int | None = None
    temperature_c: float | None = None
    still_s: int | None = None
    place: LatLon | None = None
    radius_m: float | None = None
    placed_at: datetime | None = None
    doubts: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


def read_alarm(body: bytes) -> Alarm:
    """An alarm; raises UnreadableError. A measurement that cannot be true is a doubt and not a reason to be deaf."""
    whole = read_json(body)
    person, device, vitals, place = (_part(whole, name) for name in ("person", "device", "vitals", "place"))
    alarm_id, device_id = text_of(whole.get("id"), 96), text_of(device.get("id"), 96)
    if alarm_id is None or device_id is None or "alarm" not in whole:
        missing = "id" if alarm_id is None else "alarm" if device_id is not None else "device.id"
        raise UnreadableError(Wrong.MISSING, missing)
    where = place_of(place.get("lat"), place.get("lon"))
    measured = {
        "vitals.heart_rate_bpm": whole_of(vitals.get("heart_rate_bpm"), least=0, most=350),
        "vitals.respiratory_rate_bpm": whole_of(vitals.get("respiratory_rate_bpm"), least=0, most=120),
        "vitals.spo2_percent": whole_of(vitals.get("spo2_percent"), least=0, most=100),
        "device.battery_percent": whole_of(device.get("battery_percent"), least=0, most=100),
        "vitals.still_s": whole_of(vitals.get("still_s"), least=0, most=10**6),
    }
    warmth = number_of(vitals.get("temperature_c"), least=15, most=45)
    seen = {**measured, "vitals.temperature_c": warmth, "place": where, "place.lat": where}
    return Alarm(
        id=alarm_id,
        kind=_kind(whole["alarm"]),
        device=device_id,
        at=instant_of(whole.get("at")),
        number=text_of(person.get("number"), 32),
        age_years=whole_of(person.get("age_years"), least=0, most=130),
        sex=person.get("sex") if person.get("sex") in ("male", "female") else None,
        language=text_of(whole.get("language"), 8),
        text=text_of(whole.get("text"), 600),
        test=whole.get("test") is True,
        model=text_of(device.get("model"), 64),
        battery_percent=measured["device.battery_percent"],
        heart_rate_bpm=measured["vitals.heart_rate_bpm"],
        respiratory_rate_bpm=measured["vitals.respiratory_rate_bpm"],
        spo2_percent=measured["vitals.spo2_percent"],
        temperature_c=warmth,
        still_s=measured["vitals.still_s"],
        place=where,
        radius_m=number_of(place.get("radius_m"), least=0, most=1e7),
        placed_at=instant_of(place.get("at")),
        doubts=tuple(_doubts(whole, seen)),
        more={name[:64]: value for name, value in whole.items() if name not in KNOWN},
    )


def _part(whole: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = whole.get(name, {})
    if found is not None and not isinstance(found, dict):
        raise UnreadableError(Wrong.IMPOSSIBLE, name)
    return found or {}


def _kind(raw: object) -> AlarmKind:
    return AlarmKind(raw) if isinstance(raw, str) and raw in set(AlarmKind) else AlarmKind.OTHER


def _doubts(whole: Mapping[str, Any], seen: Mapping[str, object]) -> list[str]:
    """What was said and could not be believed."""
    doubts = []
    for name, believed in seen.items():
        part, _, inner = name.partition(".")
        raw = (whole.get(part) or {}).get(inner) if inner else None
        if raw is not None and believed is None:
            doubts.append(name)
    return doubts
