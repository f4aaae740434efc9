"""The Common Alerting Protocol 1.2 of OASIS, written. Pure."""

from collections.abc import Sequence

from chassis.markup import Element, write_markup
from dispatch.intake.cap import NAMESPACE, Alert, Area, Info, written_instant


def write_cap(alert: Alert, references: Sequence[str] = ()) -> bytes:
    """The document of a message; `references` are written as `sender,identifier,sent`."""
    said = [
        *_texts(identifier=alert.identifier, sender=alert.sender, sent=written_instant(alert.sent)),
        *_texts(status=alert.status, msgType=alert.kind.value, scope=alert.scope, restriction=alert.restriction),
        *(Element("code", code) for code in alert.codes),
        *_texts(note=alert.note, references=" ".join(references) or None),
        *_texts(incidents=" ".join(alert.incidents) or None),
        *(_info_element(info) for info in alert.infos),
    ]
    return write_markup(Element("alert", children=tuple(said), attributes={"xmlns": NAMESPACE}))


def _texts(**said: str | None) -> list[Element]:
    return [Element(name, text) for name, text in said.items() if text is not None]


def _pair(name: str, pairs: Sequence[tuple[str, str]]) -> list[Element]:
    return [Element(name, children=tuple(_texts(valueName=one, value=value))) for one, value in pairs]


def _info_element(info: Info) -> Element:
    said = [
        *_texts(language=info.language),
        *(Element("category", one) for one in info.categories),
        *_texts(event=info.event),
        *(Element("responseType", one) for one in info.responses),
        *_texts(urgency=info.urgency, severity=info.severity, certainty=info.certainty),
        *_pair("eventCode", info.codes),
        *_texts(expires=written_instant(info.expires) if info.expires else None),
        *_texts(headline=info.headline, description=info.description, instruction=info.instruction),
        *_pair("parameter", info.parameters),
        *(_area_element(area) for area in info.areas),
    ]
    return Element("info", children=tuple(said))


def _area_element(area: Area) -> Element:
    polygons = (" ".join(f"{p.lat},{p.lon}" for p in polygon) for polygon in area.polygons)
    circles = (f"{one.place.lat},{one.place.lon} {one.radius_km}" for one in area.circles)
    said = [
        *_texts(areaDesc=area.text),
        *(Element("polygon", one) for one in polygons),
        *(Element("circle", one) for one in circles),
        *_pair("geocode", area.geocodes),
    ]
    return Element("area", children=tuple(said))
