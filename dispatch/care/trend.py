"""A sign over time as a chart may draw it: pieces, between which nobody measured. Pure.

A line across a gap would be a guess, and looks like knowledge. Where the interval is longer than `LONGEST` the line
ends, and the next begins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from dispatch.model import Vitals
from dispatch.scores.course import Taken

LONGEST = timedelta(minutes=7)  # a set is due every five minutes of a patient at risk; two more for hands to be free


@dataclass(frozen=True, slots=True)
class Point:
    """A value at an instant."""

    at: datetime
    value: float


Piece = tuple[Point, ...]


def pieces(points: Iterable[Point], *, longest: timedelta = LONGEST) -> tuple[Piece, ...]:
    """The points in order of time, cut wherever two follow each other by more than `longest`."""
    found: list[list[Point]] = []
    for point in sorted(points, key=lambda one: one.at):
        if found and point.at - found[-1][-1].at <= longest:
            found[-1].append(point)
        else:
            found.append([point])
    return tuple(tuple(piece) for piece in found)


def trends(sets: Iterable[Taken], *, longest: timedelta = LONGEST) -> Mapping[str, tuple[Piece, ...]]:
    """The pieces of every sign that was measured as a number. A gap is each sign's own: a pulse every minute says
    nothing of the pressure nobody took."""
    found: dict[str, list[Point]] = {}
    for taken in sets:
        for name in NUMBERS:
            value = getattr(taken.signs, name)
            if value is not None:
                found.setdefault(name, []).append(Point(taken.at, value))
    return {name: pieces(points, longest=longest) for name, points in found.items()}


NUMBERS = tuple(one.name for one in fields(Vitals) if one.name not in ("avpu", "oxygen"))
