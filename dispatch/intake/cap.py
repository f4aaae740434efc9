"""The Common Alerting Protocol 1.2 of OASIS, read (`capwrite` writes it). Pure.

Reading keeps the standard's order and words: what the schema refuses is refused here, an unknown element included.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chassis.geo import LatLon
from chassis.markup import Element
from dispatch.intake.unreadable import UnreadableError, Wrong, read_xml
from dispatch.intake.values import instant_of, number_of, place_of

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", re.ASCII)
MANY = frozenset(
    {"code", "info", "category", "responseType", "eventCode", "parameter", "resource", "area", "polygon", "circle"}
    | {"geocode"}
)


def _shape(names: str) -> dict[str, bool]:
    """The schema's sequence; `!` marks what is required."""
    return {name.rstrip("!"): name.endswith("!") for name in names.split()}


PAIR = _shape("valueName! value!")
SHAPES: Mapping[str, Mapping[str, bool]] = {
    "alert": _shape(
        "identifier! sender! sent! status! msgType! source scope! restriction addresses code note references incidents"
        " info"
    ),
    "info": _shape(
        "language category! event! responseType urgency! severity! certainty! audience eventCode effective onset"
        " expires senderName headline description instruction web contact parameter resource area"
    ),
    "resource": _shape("resourceDesc! mimeType! size uri derefUri digest"),
    "area": _shape("areaDesc! polygon circle geocode altitude ceiling"),
    "eventCode": PAIR,
    "parameter": PAIR,
    "geocode": PAIR,
}
WORDS: Mapping[str, frozenset[str]] = {
    "status": frozenset({"Actual", "Exercise", "System", "Test", "Draft"}),
    "msgType": frozenset({"Alert", "Update", "Cancel", "Ack", "Error"}),
    "scope": frozenset({"Public", "Restricted", "Private"}),
    "category": frozenset(
        {"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"}
    ),
    "responseType": frozenset(
        {"Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"}
    ),
    "urgency": frozenset({"Immediate", "Expected", "Future", "Past", "Unknown"}),
    "severity": frozenset({"Extreme", "Severe", "Moderate", "Minor", "Unknown"}),
    "certainty": frozenset({"Observed", "Likely", "Possible", "Unlikely", "Unknown"}),
}
INSTANTS = frozenset({"sent", "effective", "onset", "expires"})


class Kind(StrEnum):
    """What a message is to the ones before it."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


@dataclass(frozen=True, slots=True)
class Circle:
    """A place and how far round it."""

    place: LatLon
    radius_km: float


@dataclass(frozen=True, slots=True)
class Area:
    """Where it matters, in words and as shapes."""

    text: str
    circles: tuple[Circle, ...] = ()
    polygons: tuple[tuple[LatLon, ...], ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()

    def points(self) -> Iterator[LatLon]:
        """The corners of its polygons and the middles of its circles."""
        for circle in self.circles:
            yield circle.place
        for polygon in self.polygons:
            yield from polygon


@dataclass(frozen=True, slots=True)
class Info:
    """What is said, in one language."""

    event: str
    categories: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str
    language: str | None = None
    responses: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    headline: str | None = None
    description: str | None = None
    instruction: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    areas: tuple[Area, ...] = ()
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """One message. `references` are the keys of the messages it is about."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    kind: Kind
    scope: str
    restriction: str | None = None
    codes: tuple[str, ...] = ()
    note: str | None = None
    references: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    infos: tuple[Info, ...] = field(default=())
    sent_text: str | None = None

    @property
    def key(self) -> str:
        """`identifier` as its sender names it at its time: the same key is the same message."""
        return digest_of(f"{self.sender},{self.identifier},{self.sent_text or written_instant(self.sent)}")


def digest_of(reference: str) -> str:
    """The key of a reference, `sender,identifier,sent`."""
    return hashlib.sha256(reference.encode()).hexdigest()


def written_instant(at: datetime) -> str:
    """An instant as CAP wants it: whole seconds, and UTC as -00:00, never Z (CAP 1.2, 3.3.2)."""
    return at.isoformat(timespec="seconds").replace("+00:00", "-00:00")


def read_cap(body: bytes) -> Alert:
    """The message; raises UnreadableError."""
    root = read_xml(body)
    name = _name(root)
    if name != "alert" or NAMESPACE not in root.attributes.values():
        older = name == "alert" and any("emergency:cap:" in value for value in root.attributes.values())
        raise UnreadableError(Wrong.OTHER_VERSION if older else Wrong.OTHER_FORMAT, "alert")
    _check(root)
    sent = instant_of(_said(root, "sent"))
    if sent is None:
        raise UnreadableError(Wrong.IMPOSSIBLE, "sent")
    return Alert(
        identifier=_said(root, "identifier") or "",
        sender=_said(root, "sender") or "",
        sent=sent,
        status=_said(root, "status") or "",
        kind=Kind(_said(root, "msgType") or ""),
        scope=_said(root, "scope") or "",
        restriction=_said(root, "restriction"),
        codes=_all(root, "code"),
        note=_said(root, "note"),
        references=tuple(digest_of(one) for one in (_said(root, "references") or "").split()),
        incidents=tuple((_said(root, "incidents") or "").split()),
        infos=tuple(_info(one) for one in root.children if _name(one) == "info"),
        sent_text=_said(root, "sent"),
    )


def _name(element: Element) -> str:
    return element.name.rpartition(":")[2]


def _check(element: Element) -> None:
    """The schema's sequence: known elements in their order, once unless many may come, none of the required missing."""
    shape = SHAPES[_name(element)]
    order, at = list(shape), 0
    for child in element.children:
        name = _name(child)
        if name not in shape:
            if ":" in child.name:  # the standard lets signatures and other people's elements follow
                continue
            raise UnreadableError(Wrong.IMPOSSIBLE, name)
        where = order.index(name)
        if where < at or (where == at and name not in MANY and _count(element, name) > 1):
            raise UnreadableError(Wrong.IMPOSSIBLE, name)
        at = where
        _check_value(child, name)
    for name, required in shape.items():
        if required and not _count(element, name):
            raise UnreadableError(Wrong.MISSING, name)


def _check_value(child: Element, name: str) -> None:
    if name in SHAPES:
        _check(child)
    elif (name in WORDS and child.text not in WORDS[name]) or (
        name in INSTANTS and (INSTANT.fullmatch(child.text) is None or instant_of(child.text) is None)
    ):
        raise UnreadableError(Wrong.IMPOSSIBLE, name)
    elif name in ("identifier", "sender") and not child.text:
        raise UnreadableError(Wrong.MISSING, name)


def _count(element: Element, name: str) -> int:
    return sum(_name(child) == name for child in element.children)


def _all(element: Element, name: str) -> tuple[str, ...]:
    return tuple(child.text for child in element.children if _name(child) == name)


def _said(element: Element, name: str) -> str | None:
    return next(iter(_all(element, name)), None)


def _pairs(element: Element, name: str) -> tuple[tuple[str, str], ...]:
    found = (child for child in element.children if _name(child) == name)
    return tuple((_said(one, "valueName") or "", _said(one, "value") or "") for one in found)


def _info(element: Element) -> Info:
    return Info(
        event=_said(element, "event") or "",
        categories=_all(element, "category"),
        urgency=_said(element, "urgency") or "",
        severity=_said(element, "severity") or "",
        certainty=_said(element, "certainty") or "",
        language=_said(element, "language"),
        responses=_all(element, "responseType"),
        codes=_pairs(element, "eventCode"),
        headline=_said(element, "headline"),
        description=_said(element, "description"),
        instruction=_said(element, "instruction"),
        parameters=_pairs(element, "parameter"),
        areas=tuple(_area(one) for one in element.children if _name(one) == "area"),
        expires=instant_of(_said(element, "expires")),
    )


def _area(element: Element) -> Area:
    return Area(
        text=_said(element, "areaDesc") or "",
        circles=tuple(_circle(text) for text in _all(element, "circle")),
        polygons=tuple(_polygon(text) for text in _all(element, "polygon")),
        geocodes=_pairs(element, "geocode"),
    )


def _point(text: str, name: str) -> LatLon:
    lat, _, lon = text.partition(",")
    place = place_of(lat, lon)
    if place is None:
        raise UnreadableError(Wrong.IMPOSSIBLE, name)
    return place


def _circle(text: str) -> Circle:
    middle, _, radius = text.partition(" ")
    far = number_of(radius, least=0, most=20_040)
    if far is None:
        raise UnreadableError(Wrong.IMPOSSIBLE, "circle")
    return Circle(_point(middle, "circle"), far)


def _polygon(text: str) -> tuple[LatLon, ...]:
    """At least three corners, and the first one again at the end."""
    points = tuple(_point(one, "polygon") for one in text.split())
    if len(points) < 4 or points[0] != points[-1]:
        raise UnreadableError(Wrong.IMPOSSIBLE, "polygon")
    return points
