"""A table of circles (CSV), as one copies them out of an aeronautical publication. Its columns say latitude first."""

import csv
import io
from collections.abc import Mapping

from drones.airspace.reading.drafts import Draft
from drones.airspace.reading.geojson import kind_of, limits_of

NAUTICAL_MILE_M = 1852.0
COLUMNS = ("name", "lat", "lon", "radius_nm", "floor", "ceiling")


def is_circles(body: bytes) -> bool:
    """Whether the first line names the columns that are needed."""
    first = body.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode(errors="replace")
    return set(COLUMNS) <= {name.strip() for name in first.split(",")}


def read_circles(body: bytes) -> list[Draft]:
    """One zone for each line; raises ValueError naming the line that is wrong."""
    rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
    return [_row(row, number) for number, row in enumerate(rows, start=2)]


def _row(row: Mapping[str, str | None], number: int) -> Draft:
    try:
        name, lat, lon, radius_nm = (row[column] or "" for column in COLUMNS[:4])
        pair, radius_m = (float(lon), float(lat)), float(radius_nm) * NAUTICAL_MILE_M
    except ValueError as error:
        raise ValueError(f"line {number}: {error}") from None
    if not name or radius_m <= 0.0:
        raise ValueError(f"line {number}: a name and a radius above 0")
    limits, kind = limits_of(row["floor"], row["ceiling"]), kind_of(row.get("restriction"))
    return Draft(name, name, kind, (pair,), radius_m, limits)
