"""Plus codes (Open Location Code): a small cell named by ten letters, for visitors who know no address.

After the public specification: base 20 without vowels and easily mistaken letters, pairs of latitude and longitude.
"""

import math
import re

from chassis.errors import InvalidInputError
from chassis.geo import LatLon

LETTERS = "23456789CFGHJMPQRVWX"
PAIRS = 5  # full length is ten letters: 1/8000 of a degree
CELL_DEG = 1 / 8000
_FULL = re.compile(rf"[23456789C][23456789CFGHJMPQRV][{LETTERS}]{{6}}\+[{LETTERS}]{{2}}")
_SHORT = re.compile(rf"(?:[{LETTERS}]{{2}}){{1,3}}\+[{LETTERS}]{{2}}")


def pluscode(place: LatLon) -> str:
    """The full code of the cell of ten letters that `place` lies in."""
    lat = min(max(math.floor((place.lat + 90) / CELL_DEG + 1e-9), 0), 180 * 8000 - 1)
    lon = math.floor((place.lon + 180) / CELL_DEG + 1e-9) % (360 * 8000)
    pairs = []
    for _ in range(PAIRS):
        (lat, north), (lon, east) = divmod(lat, 20), divmod(lon, 20)
        pairs.append(LETTERS[north] + LETTERS[east])
    whole = "".join(reversed(pairs))
    return f"{whole[:8]}+{whole[8:]}"


def parse_pluscode(text: str, *, near: LatLon | None = None) -> LatLon:
    """The centre of the cell; a short code means the one nearest to `near`. Raises InvalidInputError."""
    code = text.strip().upper()
    if _FULL.fullmatch(code):
        return _centre(code)
    if near is None or not _SHORT.fullmatch(code):
        raise InvalidInputError("plus_code", "not a plus code such as 8Q89G795+R5")
    left_out = 8 - code.index("+")
    step = 20.0 ** (2 - left_out / 2)  # degrees from one cell of this short name to the next
    found = _centre(pluscode(near)[:left_out] + code)
    lat, lon = found.lat + step * round((near.lat - found.lat) / step), _towards(found.lon, near.lon, step)
    return LatLon(lat if -90 < lat < 90 else found.lat, lon)


def _towards(lon: float, near: float, step: float) -> float:
    moved = lon + step * round((near - lon) / step)
    return (moved + 180) % 360 - 180


def _centre(code: str) -> LatLon:
    lat = lon = 0
    letters = code.replace("+", "")
    for north, east in zip(letters[::2], letters[1::2], strict=True):
        lat, lon = lat * 20 + LETTERS.index(north), lon * 20 + LETTERS.index(east)
    return LatLon((lat + 0.5) * CELL_DEG - 90, (lon + 0.5) * CELL_DEG - 180)
