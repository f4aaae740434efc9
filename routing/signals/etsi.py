"""The same messages as ETSI TS 103 301 has them: SREM and SSEM, values as in ISO/TS 19091. Pure.

Instants are the minute of the year in UTC and milliseconds within it, degrees ten-millionths, speeds 0.02 m/s.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from routing.priority.messages import Status
from routing.signals.srm import SRM, SSM, Approach, IntersectionID, SignalRequest, SignalStatus

PROTOCOL, SREM, SSEM = 2, 9, 10
Value = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Station:
    """A vehicle as ETSI knows it: a number, and a name of letters an IA5 string takes (no Hangul)."""

    id: int
    name: str | None = None
    elevation_m: float | None = None

    def __post_init__(self) -> None:
        if self.name is not None and not (self.name.isascii() and 1 <= len(self.name) <= 63):
            raise ValueError(f"a station's name is 1 to 63 ASCII letters, not {self.name!r}")


def srem_of(message: SRM, station: Station) -> Value:
    """An SRM as SREM."""
    minute, second = _minute(message.timeStamp)
    return {
        "header": {"protocolVersion": PROTOCOL, "messageID": SREM, "stationID": station.id},
        "srm": {
            "timeStamp": minute,
            "second": second,
            "sequenceNumber": message.sequenceNumber,
            "requests": [_package(one) for one in message.requests],
            "requestor": _requestor(message, station),
        },
    }


def ssem_of(message: SSM, stations: dict[str, int], *, of: SRM | None = None) -> Value:
    """An SSM as SSEM; `stations` are the vehicles' numbers, `of` what is answered (for the lanes)."""
    minute, second = _minute(message.timeStamp) if message.timeStamp is not None else (None, None)
    lanes = {one.requestID: one for one in of.requests} if of is not None else {}
    packages = [_status(one, message, stations[one.requester], lanes.get(one.requestID)) for one in message.sigStatus]
    status = {"sequenceNumber": message.sequenceNumber, "id": _intersection(message.id), "sigStatus": packages}
    return {
        "header": {"protocolVersion": PROTOCOL, "messageID": SSEM, "stationID": message.id.id},
        "ssm": _said(timeStamp=minute, second=second if second is not None else 65535, status=[status]),
    }


def ssms_from(value: Value, stations: dict[int, str], *, year: int) -> tuple[SSM, ...]:
    """The answers in an SSEM, one a junction; who is not in `stations` is left out. `year` is that of its minutes."""
    body = value["ssm"]
    at = _instant(body.get("timeStamp"), body.get("second"), year)
    return tuple(
        SSM(
            sequenceNumber=one["sequenceNumber"],
            id=IntersectionID(one["id"]["id"], one["id"].get("region")),
            sigStatus=tuple(_answers(one["sigStatus"], stations, year)),
            timeStamp=at,
        )
        for one in body["status"]
    )


def _answers(packages: list[Value], stations: dict[int, str], year: int) -> list[SignalStatus]:
    known = [(one, one["requester"]) for one in packages if one.get("requester", {}).get("id", ("", 0))[1] in stations]
    return [
        SignalStatus(
            requester=stations[who["id"][1]],
            requestID=who["request"],
            status=Status(one["status"]),
            eta=_instant(one.get("minute"), one.get("second"), year),
            duration_ms=one.get("duration"),
        )
        for one, who in known
    ]


def _package(one: SignalRequest) -> Value:
    minute, second = _minute(one.eta)
    request = _said(
        id=_intersection(one.id),
        requestID=one.requestID,
        requestType=one.requestType.value,
        inBoundLane=_lane(one.inBoundLane),
        outBoundLane=_lane(one.outBoundLane),
    )
    return {"request": request, "minute": minute, "second": second, "duration": one.duration_ms}


def _requestor(message: SRM, station: Station) -> Value:
    who, at = message.requestor, message.requestor.position
    kind = {"role": "emergency", "subrole": "requestSubRole1", "iso3883": 0}
    kind["request"] = (
        f"requestImportanceLevel{who.importanceLevel}" if who.importanceLevel else "requestImportanceLevelUnKnown"
    )
    told = _said(id=("stationID", station.id), type=kind, name=station.name)
    if at is not None:
        place = _said(lat=round(at.lat * 1e7), long=round(at.long * 1e7), elevation=_tenths(station.elevation_m))
        heading = round(at.heading_deg / 0.0125) % 28800 if at.heading_deg is not None else None
        speed = round(at.speed_mps / 0.02) if at.speed_mps is not None else None
        told["position"] = _said(
            position=place,
            heading=heading,
            speed={"transmisson": "forwardGears", "speed": speed} if speed is not None else None,
        )
    return told


def _status(one: SignalStatus, message: SSM, station: int, asked: SignalRequest | None) -> Value:
    minute, second = _minute(one.eta) if one.eta is not None else (None, None)
    who = {
        "id": ("stationID", station),
        "request": one.requestID,
        "sequenceNumber": message.sequenceNumber,
        "role": "emergency",
    }
    return _said(
        requester=who,
        inboundOn=_lane(asked.inBoundLane) if asked is not None else ("approach", 0),
        outboundOn=_lane(asked.outBoundLane) if asked is not None else None,
        minute=minute,
        second=second,
        duration=one.duration_ms,
        status=one.status.value,
    )


def _said(**values: Any) -> Value:
    return {name: value for name, value in values.items() if value is not None}


def _intersection(one: IntersectionID) -> Value:
    return _said(region=one.region, id=one.id)


def _lane(one: Approach | None) -> tuple[str, int] | None:
    return ("approach", one.approach) if one is not None else None


def _tenths(metres: float | None) -> int | None:
    return round(metres * 10) if metres is not None else None


def _minute(at: datetime) -> tuple[int, int]:
    """The minute of the year and the milliseconds within it, in UTC."""
    told = at.astimezone(UTC)
    gone = told - datetime(told.year, 1, 1, tzinfo=UTC)
    minute = gone // timedelta(minutes=1)
    return minute, round((gone - timedelta(minutes=minute)) / timedelta(milliseconds=1))


def _instant(minute: int | None, second: int | None, year: int) -> datetime | None:
    if minute is None:
        return None
    return datetime(year, 1, 1, tzinfo=UTC) + timedelta(minutes=minute, milliseconds=second or 0)
