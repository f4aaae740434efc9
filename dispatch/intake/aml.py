"""Advanced Mobile Location: where a telephone is, said by itself (ETSI TS 103 625; EENA). Pure.

Text messages of version 1 and 2, the same packed as a data message, and the HTTPS form. The subscriber's and the
device's own numbers (IMSI, IMEI, ICCID) identify a person and help nobody here: they are dropped while reading, and
`without_identities` takes them out of the words that are kept.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qsl

from chassis.geo import LatLon
from dispatch.intake import gsm
from dispatch.intake.unreadable import UnreadableError, Wrong, check_size, read_text
from dispatch.intake.values import epoch_of, number_of, place_of, text_of

HEADER = re.compile(r'^A"ML=')
IDENTITIES = re.compile(r"(\b(?:si|ei|device_imsi|device_imei|device_iccid)=)[^;&\s]*")
HIDDEN = frozenset({"si", "ei", "device_imsi", "device_imei", "device_iccid", "hmac"})
MOST_FIELDS = 64
MOST_OCTETS = 140  # of a data message
FARTHEST_M = 1e7


class Method(StrEnum):
    """How the telephone found out."""

    GNSS = "gnss"
    WIFI = "wifi"
    CELL = "cell"
    FUSED = "fused"
    NONE = "none"
    UNKNOWN = "unknown"


METHODS = {
    "G": Method.GNSS,
    "W": Method.WIFI,
    "C": Method.CELL,
    "F": Method.FUSED,
    "N": Method.NONE,
    "U": Method.UNKNOWN,
    "GPS": Method.GNSS,
    "WIFI": Method.WIFI,
    "CELL": Method.CELL,
    "FUSED": Method.FUSED,
    "UNKNOWN": Method.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Aml:
    """One fix. `place` is None when the telephone has none; `confidence` 0–1. `doubts` names fields that cannot be
    true and were passed over; `more` keeps what nobody here understands."""

    version: int
    place: LatLon | None
    radius_m: float | None = None
    at: datetime | None = None
    confidence: float | None = None
    method: Method = Method.UNKNOWN
    altitude_m: float | None = None
    floor: str | None = None
    number: str | None = None
    dialled: str | None = None
    network: str | None = None
    language: str | None = None
    crash_at: datetime | None = None
    doubts: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)


def is_aml(text: str) -> bool:
    """Whether a text message is one of a telephone about itself, and not of a person."""
    return HEADER.match(text.lstrip()) is not None


def without_identities(text: str) -> str:
    """The words without what identifies the subscriber and the device."""
    return IDENTITIES.sub(r"\1*", text)


def read_aml_text(text: str) -> Aml:
    """A text message of either version; raises UnreadableError."""
    check_size(text)
    text = text.strip()
    if not is_aml(text):
        raise UnreadableError(Wrong.OTHER_FORMAT, 'A"ML')
    said = _Said(_pairs(text))
    version = said.take('A"ML')
    if version == "1":
        return _version_1(said, len(text))
    if version == "2":
        return _version_2(said)
    raise UnreadableError(Wrong.OTHER_VERSION, 'A"ML')


def unpack_aml(octets: bytes) -> str:
    """The text in a data message; raises UnreadableError for what is none."""
    if len(octets) > MOST_OCTETS:
        raise UnreadableError(Wrong.TOO_LARGE)
    text = gsm.unpack(octets).rstrip("@\r")
    if not is_aml(text):
        raise UnreadableError(Wrong.OTHER_FORMAT, 'A"ML')
    return text


def read_aml_form(body: bytes) -> Aml:
    """The HTTPS form; raises UnreadableError."""
    said = _Said(_form(body))
    said.require("v", "location_latitude", "location_longitude")
    if said.take("v") not in {"1", "2", "3"}:
        raise UnreadableError(Wrong.OTHER_VERSION, "v")
    network = [said.take("cell_network_mcc"), said.take("cell_network_mnc")]
    return Aml(
        version=1,
        place=said.place("location_latitude", "location_longitude"),
        radius_m=said.number("location_accuracy", least=0, most=FARTHEST_M),
        at=said.millis("location_time"),
        confidence=said.percent("location_confidence", "location_certainty"),
        method=said.method("location_source"),
        altitude_m=said.number("location_altitude", least=-500, most=10_000),
        floor=text_of(said.take("location_floor"), 16),
        number=text_of(said.take("device_number"), 32),
        dialled=text_of(said.take("emergency_number"), 16),
        network="".join(one for one in network if one) or None,
        language=text_of(said.take("device_languages"), 32),
        crash_at=said.millis("adr_carcrash_time"),
        doubts=tuple(said.doubts),
        more=said.rest(),
    )


def is_signed(body: bytes, key: str) -> bool:
    """Whether the form ends with the HMAC-SHA1 of what stands before it, by this key."""
    told, mark, given = body.rpartition(b"&hmac=")
    expected = hmac.new(key.encode(), told, hashlib.sha1).hexdigest()  # the algorithm is the standard's
    return bool(mark and key) and hmac.compare_digest(expected.encode(), given.strip().lower())


def _version_1(said: "_Said", length: int) -> Aml:
    said.require("lt", "lg")
    if said.take("ml") not in (str(length), None):
        said.doubts.append("ml")  # wrong in published samples: on record, never a reason to refuse
    network = [said.take("mcc"), said.take("mnc")]
    return Aml(
        version=1,
        place=said.place("lt", "lg"),
        radius_m=said.number("rd", least=0, most=FARTHEST_M, none="N"),
        at=said.compact("top"),
        confidence=said.percent("lc"),
        method=said.method("pm"),
        network="".join(one for one in network if one) or None,
        doubts=tuple(said.doubts),
        more=said.rest(),
    )


def _version_2(said: "_Said") -> Aml:
    """`lt` is here the age of the fix against the start of the call `et`, and `lg` a language."""
    said.require("lo")
    lat, lon, radius = [*(said.take("lo") or "").split(",", 3), "", "", ""][:3]
    place = place_of(lat, lon)
    if place is None and (lat, lon) != ("", ""):
        _require_no_fix("lo", lat, lon)
    began, later = said.number("et", least=0, most=1e11), said.number("lt", least=-1e9, most=1e9)
    return Aml(
        version=2,
        place=place,
        radius_m=number_of(radius, least=0, most=FARTHEST_M),
        at=epoch_of(began + later) if began is not None and later is not None else None,
        confidence=said.percent("lc"),
        method=said.method("ls"),
        altitude_m=number_of((said.take("lz") or "").split(",")[0], least=-500, most=10_000),
        dialled=text_of(said.take("en"), 16),
        network=text_of(said.take("nc"), 8),
        language=text_of(said.take("lg"), 32),
        doubts=tuple(said.doubts),
        more=said.rest(),
    )


def _require_no_fix(name: str, lat: str, lon: str) -> None:
    """No fix is 0, 0; anything else that is no coordinate makes the message worthless."""
    if number_of(lat) != 0 or number_of(lon) != 0:
        raise UnreadableError(Wrong.IMPOSSIBLE, name)


def _pairs(text: str) -> dict[str, str]:
    parts = text.split(";")
    if len(parts) > MOST_FIELDS:
        raise UnreadableError(Wrong.TOO_LARGE)
    split = (part.partition("=") for part in parts if "=" in part)
    return {name.strip(): value.strip() for name, _, value in split}


def _form(body: bytes) -> dict[str, str]:
    text = read_text(body)
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"))
    except UnicodeDecodeError:
        raise UnreadableError(Wrong.NOT_TEXT) from None
    except ValueError:
        raise UnreadableError(Wrong.TOO_LARGE) from None


class _Said:
    """The pairs of a message, each taken once; what is left over is kept, what cannot be is a doubt."""

    def __init__(self, pairs: dict[str, str]) -> None:
        self._pairs, self.doubts = pairs, list[str]()

    def require(self, *names: str) -> None:
        for name in names:
            if name not in self._pairs:
                raise UnreadableError(Wrong.MISSING, name)

    def take(self, *names: str) -> str | None:
        """The first of `names` that is there and not empty."""
        found = [self._pairs.pop(name, "") for name in names]
        return next((one for one in found if one), None)

    def number(self, *names: str, least: float, most: float, none: str = "") -> float | None:
        raw = self.take(*names)
        found = number_of(raw, least=least, most=most) if raw is not None else None
        if found is None and raw not in (None, none):
            self.doubts.append(names[0])
        return found

    def percent(self, *names: str) -> float | None:
        found = self.number(*names, least=0, most=100)
        return found / 100 if found is not None else None

    def method(self, name: str) -> Method:
        return METHODS.get((self.take(name) or "").upper(), Method.UNKNOWN)

    def millis(self, name: str) -> datetime | None:
        found = self.number(name, least=0, most=1e14)
        return epoch_of(found / 1000) if found is not None else None

    def compact(self, name: str) -> datetime | None:
        """YYYYMMDDhhmmss in UTC."""
        raw = self.take(name)
        if raw is None:
            return None
        if re.fullmatch(r"[0-9]{14}", raw):
            try:
                return datetime.strptime(raw, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            except ValueError:
                pass
        self.doubts.append(name)
        return None

    def place(self, lat_name: str, lon_name: str) -> LatLon | None:
        lat, lon = self.take(lat_name) or "", self.take(lon_name) or ""
        found = place_of(lat, lon)
        if found is None:
            _require_no_fix(lat_name, lat, lon)
        return found

    def rest(self) -> dict[str, str]:
        """What nobody took, without what identifies."""
        return {k[:32]: v[:200] for k, v in self._pairs.items() if k not in HIDDEN}


MATCH_BEFORE, MATCH_AFTER = timedelta(seconds=60), timedelta(seconds=300)


def belongs(heard_at: datetime, call_at: datetime) -> bool:
    """Whether a fix heard then is one of a call that came in then, of the same number."""
    return -MATCH_BEFORE <= heard_at - call_at <= MATCH_AFTER
