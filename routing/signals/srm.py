# ruff: noqa: N815  the names are the standard's
"""SRM and SSM in the minimal profile: JSON with the names of SAE J2735 and ISO/TS 19091. Pure.

`to_json` writes a message, `srm_from_json` and `ssm_from_json` read one strictly: what does not fit is a MessageError
that says where, and nothing of it is believed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from routing.priority.messages import SEQUENCES, Kind, Status


class MessageError(ValueError):
    """Not a message of this profile."""


class Role(StrEnum):
    """J2735 BasicVehicleRole, as far as we speak of it."""

    EMERGENCY = "emergency"
    AMBULANCE = "ambulance"


@dataclass(frozen=True, slots=True)
class IntersectionID:
    """J2735 IntersectionReferenceID: both 0 … 65535."""

    id: int
    region: int | None = None


@dataclass(frozen=True, slots=True)
class Approach:
    """IntersectionAccessPoint by approach, 0 … 15."""

    approach: int


@dataclass(frozen=True, slots=True)
class Position:
    """WGS 84, degrees clockwise from north, metres a second."""

    lat: float
    long: float
    heading_deg: float | None = None
    speed_mps: float | None = None


@dataclass(frozen=True, slots=True)
class Requestor:
    """Who asks. `importanceLevel` 0 … 14, 14 gravest. `incident` is a number people can say, never a patient."""

    id: str
    importanceLevel: int
    role: Role = Role.AMBULANCE
    incident: str | None = None
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class SignalRequest:
    """One junction. `requestID` 0 … 255; Green is wanted for `duration_ms` from `eta` at the stop line on."""

    id: IntersectionID
    requestID: int
    requestType: Kind
    inBoundLane: Approach
    eta: datetime
    duration_ms: int
    outBoundLane: Approach | None = None


@dataclass(frozen=True, slots=True)
class SRM:
    """Signal request message. `sequenceNumber` counts what was said about its requests, modulo 128."""

    timeStamp: datetime
    sequenceNumber: int
    requestor: Requestor
    requests: tuple[SignalRequest, ...]


@dataclass(frozen=True, slots=True)
class SignalStatus:
    """The answer to one request."""

    requester: str
    requestID: int
    status: Status
    eta: datetime | None = None
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class SSM:
    """Signal status message of one junction; `timeStamp` None where the centre does not say when it was true."""

    sequenceNumber: int
    id: IntersectionID
    sigStatus: tuple[SignalStatus, ...]
    timeStamp: datetime | None = None


def to_json(message: SRM | SSM) -> dict[str, Any]:
    """The message as JSON values; what is not said is left out."""
    told: dict[str, Any] = {"messageID": type(message).__name__}
    told.update(_plain(message))
    return told


def to_bytes(message: SRM | SSM) -> bytes:
    """The same bytes for the same message."""
    return json.dumps(to_json(message), separators=(",", ":"), ensure_ascii=False).encode()


def srm_from_json(raw: Any) -> SRM:
    """Read a request; raises MessageError."""
    given = _Given(raw, "SRM").message("SRM")
    who = given.part("requestor")
    at = who.maybe("position")
    return SRM(
        timeStamp=given.instant("timeStamp"),
        sequenceNumber=given.whole("sequenceNumber", 0, SEQUENCES - 1),
        requestor=Requestor(
            id=who.text("id"),
            importanceLevel=who.whole("importanceLevel", 0, 14),
            role=Role(who.word("role", [one.value for one in Role])),
            incident=who.text("incident") if who.has("incident") else None,
            position=_position(at) if at is not None else None,
        ),
        requests=tuple(_request(one) for one in given.parts("requests")),
    )


def ssm_from_json(raw: Any) -> SSM:
    """Read an answer; raises MessageError."""
    given = _Given(raw, "SSM").message("SSM")
    return SSM(
        sequenceNumber=given.whole("sequenceNumber", 0, SEQUENCES - 1),
        id=_intersection(given.part("id")),
        sigStatus=tuple(_status(one) for one in given.parts("sigStatus")),
        timeStamp=given.instant("timeStamp") if given.has("timeStamp") else None,
    )


def _request(given: "_Given") -> SignalRequest:
    out = given.maybe("outBoundLane")
    return SignalRequest(
        id=_intersection(given.part("id")),
        requestID=given.whole("requestID", 0, 255),
        requestType=Kind(given.word("requestType", [one.value for one in Kind])),
        inBoundLane=Approach(given.part("inBoundLane").whole("approach", 0, 15)),
        eta=given.instant("eta"),
        duration_ms=given.whole("duration_ms", 0, 65535),
        outBoundLane=Approach(out.whole("approach", 0, 15)) if out is not None else None,
    )


def _status(given: "_Given") -> SignalStatus:
    return SignalStatus(
        requester=given.text("requester"),
        requestID=given.whole("requestID", 0, 255),
        status=Status(given.word("status", [one.value for one in Status])),
        eta=given.instant("eta") if given.has("eta") else None,
        duration_ms=given.whole("duration_ms", 0, 65535) if given.has("duration_ms") else None,
    )


def _intersection(given: "_Given") -> IntersectionID:
    region = given.whole("region", 0, 65535) if given.has("region") else None
    return IntersectionID(given.whole("id", 0, 65535), region)


def _position(given: "_Given") -> Position:
    heading = given.number("heading_deg", 0.0, 360.0) if given.has("heading_deg") else None
    speed = given.number("speed_mps", 0.0, 164.0) if given.has("speed_mps") else None
    return Position(given.number("lat", -90.0, 90.0), given.number("long", -180.0, 180.0), heading, speed)


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        given = ((name, getattr(value, name)) for name in value.__dataclass_fields__)
        return {name: _plain(one) for name, one in given if one is not None}
    if isinstance(value, datetime):
        return value.isoformat()
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class _Given:
    """One JSON object on its way in; `at` is where it stands."""

    raw: Any
    at: str

    def message(self, name: str) -> "_Given":
        """This object, if it is the message it should be."""
        if not isinstance(self.raw, Mapping) or self.raw.get("messageID") != name:
            raise MessageError(f"not a {name}")
        return self

    def has(self, key: str) -> bool:
        """Whether the key is there and not null."""
        return self.raw.get(key) is not None

    def part(self, key: str) -> "_Given":
        """An object within."""
        if not isinstance(self.raw.get(key), Mapping):
            raise MessageError(f"{self.at}.{key} is no object")
        return _Given(self.raw[key], f"{self.at}.{key}")

    def maybe(self, key: str) -> "_Given | None":
        """An object within, where there is one."""
        return self.part(key) if self.has(key) else None

    def parts(self, key: str) -> list["_Given"]:
        """A list of objects within, one to thirty-two as the standard has it."""
        listed = self.raw.get(key)
        if not isinstance(listed, list) or not 1 <= len(listed) <= 32:
            raise MessageError(f"{self.at}.{key} is no list of 1 to 32")
        found = [_Given(one, f"{self.at}.{key}[{place}]") for place, one in enumerate(listed)]
        if any(not isinstance(one.raw, Mapping) for one in found):
            raise MessageError(f"{self.at}.{key} holds what is no object")
        return found

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number between two bounds."""
        value = self.raw.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise MessageError(f"{self.at}.{key} must be a whole number from {low} to {high}")
        return value

    def number(self, key: str, low: float, high: float) -> float:
        """A number between two bounds."""
        value = self.raw.get(key)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise MessageError(f"{self.at}.{key} must be a number from {low} to {high}")
        return float(value)

    def text(self, key: str) -> str:
        """A text of 1 to 64 letters."""
        value = self.raw.get(key)
        if not isinstance(value, str) or not 1 <= len(value) <= 64:
            raise MessageError(f"{self.at}.{key} must be a text of 1 to 64 letters")
        return value

    def word(self, key: str, known: list[str]) -> str:
        """One of some words."""
        value = self.raw.get(key)
        if value not in known:
            raise MessageError(f"{self.at}.{key} must be one of {', '.join(known)}")
        return str(value)

    def instant(self, key: str) -> datetime:
        """An instant with its offset."""
        try:
            value = datetime.fromisoformat(self.raw.get(key))
        except (TypeError, ValueError) as error:
            raise MessageError(f"{self.at}.{key} must be an instant") from error
        if value.tzinfo is None:
            raise MessageError(f"{self.at}.{key} must say its offset from UTC")
        return value
