"""Coordinates as people write and read them: decimal or with minutes and seconds, in either order, in two languages."""

import re

from chassis.geo import LatLon

_WORDS = (
    (re.compile(r"북위|위도|latitude|lat\.?(?=[\s:=\d])", re.I), "N"),
    (re.compile(r"동경|경도|longitude|(?:lon|lng|long)\.?(?=[\s:=\d])", re.I), "E"),
    (re.compile("남위"), "S"),
    (re.compile("서경"), "W"),
    (re.compile(r"[도º˚]|deg(?:rees)?", re.I), "°"),
    (re.compile(r"초|″|”|“|''|sec(?:onds)?", re.I), '"'),
    (re.compile(r"분|′|’|‘|min(?:utes)?", re.I), "'"),
    (re.compile(r"[:=]"), " "),
)
_SMALL = r"(\d{1,2}(?:\.\d+)?)"
_FIGURE = rf"([+-]?\d{{1,3}}(?:\.\d+)?)\s*°?(?:\s*(?<=[°\s]){_SMALL}\s*'?(?:\s*(?<=['\s]){_SMALL}\s*\"?)?)?"
_BETWEEN = r"\s*[,;/\s]\s*"
_AHEAD = re.compile(rf"([NSEW])\s*{_FIGURE}(?:{_BETWEEN})?([NSEW])\s*{_FIGURE}")
_BEHIND = re.compile(rf"{_FIGURE}\s*([NSEW])(?:{_BETWEEN})?{_FIGURE}\s*([NSEW])")
_DECIMAL = re.compile(r"([+-]?\d{1,3}\.\d{2,})\s*°?\s*[,;/\s]\s*([+-]?\d{1,3}\.\d{2,})\s*°?")
_MARKED = re.compile(
    rf"([+-]?\d{{1,3}})\s*°\s*(\d{{1,2}}(?:\.\d+)?)\s*'\s*(?:(\d{{1,2}}(?:\.\d+)?)\s*\")?{_BETWEEN}"
    r"([+-]?\d{1,3})\s*°\s*(\d{1,2}(?:\.\d+)?)\s*'\s*(?:(\d{1,2}(?:\.\d+)?)\s*\")?"
)


def parse_degrees(text: str) -> tuple[LatLon, ...]:
    """The places a text may mean: one, two where nothing tells latitude from longitude, none when it is no pair."""
    said = text.strip().strip("()[]")
    for words, sign in _WORDS:
        said = words.sub(sign, said)
    said = said.upper()
    if found := _AHEAD.fullmatch(said):
        (a, *first), (b, *second) = found.groups()[:4], found.groups()[4:]
        return _named(a, _degrees(*first), b, _degrees(*second))
    if found := _BEHIND.fullmatch(said):
        (*first, a), (*second, b) = found.groups()[:4], found.groups()[4:]
        return _named(a, _degrees(*first), b, _degrees(*second))
    if found := _MARKED.fullmatch(said):
        return _either(_degrees(*found.groups()[:3]), _degrees(*found.groups()[3:]))
    if found := _DECIMAL.fullmatch(said):
        return _either(float(found[1]), float(found[2]))
    return ()


def _degrees(whole: str, minutes: str | None = None, seconds: str | None = None) -> float | None:
    small = float(minutes or 0), float(seconds or 0)
    if max(small) >= 60:
        return None
    size = abs(float(whole)) + small[0] / 60 + small[1] / 3600
    return -size if whole.startswith("-") else size


def _named(a: str, first: float | None, b: str, second: float | None) -> tuple[LatLon, ...]:
    if first is None or second is None or (a in "NS") == (b in "NS"):
        return ()
    one, other = (-first if a in "SW" else first), (-second if b in "SW" else second)
    lat, lon = (one, other) if a in "NS" else (other, one)
    return _if_on_earth(lat, lon)


def _either(first: float | None, second: float | None) -> tuple[LatLon, ...]:
    if first is None or second is None:
        return ()
    return _if_on_earth(first, second) + (_if_on_earth(second, first) if first != second else ())


def _if_on_earth(lat: float, lon: float) -> tuple[LatLon, ...]:
    return (LatLon(lat, lon),) if -90 <= lat <= 90 and -180 <= lon <= 180 else ()
