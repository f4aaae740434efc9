"""The Korean national point number (국가지점번호): a 10 m cell named by two syllables and eight digits.

EPSG:5179 metres; 100 km squares counted from E 700,000 N 1,300,000, first syllable the column, second the row.
"""

import re
from functools import cache

from pyproj import Transformer

from chassis.errors import InvalidInputError
from chassis.geo import LatLon

SYLLABLES = "가나다라마바사아"
ORIGIN_M = (700_000, 1_300_000)
SQUARE_M, CELL_M = 100_000, 10
_SHAPE = re.compile(r"([가-힣])([가-힣])[\s-]*(\d{4})[\s-]*(\d{4})")


@cache
def _to_metres() -> Transformer:
    return Transformer.from_crs("EPSG:4326", "EPSG:5179", always_xy=True)


@cache
def _to_degrees() -> Transformer:
    return Transformer.from_crs("EPSG:5179", "EPSG:4326", always_xy=True)


def parse_gridref(text: str) -> LatLon:
    """The centre of the cell that `text` names, e.g. `다바 8109 3140`; raises InvalidInputError."""
    match = _SHAPE.fullmatch(text.strip())
    if match is None or not set(match.group(1, 2)) <= set(SYLLABLES) or match.group(1) == "아":
        raise InvalidInputError("grid", "not a national point number such as 다바 8109 3140")
    squares = [SYLLABLES.index(syllable) for syllable in match.group(1, 2)]
    cells = [int(digits) for digits in match.group(3, 4)]
    x, y = (
        origin + square * SQUARE_M + cell * CELL_M + CELL_M / 2
        for origin, square, cell in zip(ORIGIN_M, squares, cells, strict=True)
    )
    lon, lat = _to_degrees().transform(x, y)
    return LatLon(lat, lon)


def gridref(place: LatLon) -> str | None:
    """The national point number of `place`; None outside the grid."""
    metres = _to_metres().transform(place.lon, place.lat)
    parts = [divmod(m - origin, SQUARE_M) for m, origin in zip(metres, ORIGIN_M, strict=True)]
    if not (0 <= parts[0][0] < 7 and 0 <= parts[1][0] < 8):
        return None
    letters = "".join(SYLLABLES[int(square)] for square, _ in parts)
    digits = [f"{int(rest // CELL_M):04d}" for _, rest in parts]
    return f"{letters} {digits[0]} {digits[1]}"
