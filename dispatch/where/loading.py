"""A region's table of numbered things from a CSV file: kind, value, lat, lon."""

import csv
from collections.abc import Iterable, Iterator

from chassis.errors import InvalidInputsError
from chassis.geo import LatLon
from chassis.identity import Actor
from chassis.work import record_change, working
from dispatch.model import Hint
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.hints import put_hints
from dispatch.where.reading import read_hint

FIELDS = {"kind", "value", "lat", "lon"}


def load_hints(system: System, actor: Actor, region: str, lines: Iterable[str]) -> int:
    """Replace the region's table; how many it holds. Raises InvalidInputsError naming every line that is wrong."""
    known = read_hints(lines)
    with working(system, actor) as work:
        get_region(work.session, region)
        count = put_hints(work.session, region, known)
        record_change(work, "load_hints", region, None, {"count": count}, region=region)
    return count


def read_hints(lines: Iterable[str]) -> list[tuple[Hint, LatLon]]:
    """The rows of the file; raises InvalidInputsError."""
    rows = csv.DictReader(lines)
    if not set(rows.fieldnames or ()) >= FIELDS:
        raise InvalidInputsError([{"field": "file", "reason": f"needs the columns {', '.join(sorted(FIELDS))}"}])
    read = list(_read(rows))
    if wrong := [{"field": f"line {number}", "reason": why} for number, why in read if isinstance(why, str)]:
        raise InvalidInputsError(wrong)
    return [row for _, row in read if not isinstance(row, str)]


def _read(rows: "csv.DictReader[str]") -> Iterator[tuple[int, tuple[Hint, LatLon] | str]]:
    for row in rows:
        hint = read_hint(row["value"] or "")
        if hint is None or hint.kind != row["kind"]:
            yield rows.line_num, f"{row['value']!r} is no number of a {row['kind']}"
            continue
        try:
            lat, lon = float(row["lat"]), float(row["lon"])
        except (TypeError, ValueError):
            yield rows.line_num, "lat and lon are degrees"
            continue
        on_earth = -90 <= lat <= 90 and -180 <= lon <= 180
        yield rows.line_num, (hint, LatLon(lat, lon)) if on_earth else "lat and lon are degrees"
