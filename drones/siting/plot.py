"""The city with its drone stations, as SVG text: how soon a kit would be down in each square, and what each further
station is worth. Readable on white and on black."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import inf, isfinite

import numpy as np

from chassis.geo import LatLon
from drones.plane import Plane
from drones.siting.grid import SIDE_M
from drones.siting.report import Aim, Ground, Line

WIDTH, HEIGHT, MAP_WIDTH, MAP_HEIGHT, EDGE, HEAD = 880, 600, 460.0, 540.0, 16.0, 40.0
LEFT, TOP, WIDE, HIGH = 560.0, 90.0, 280.0, 200.0  # of the curve
INK, GRID, MARK = "#57606a", "#8c959f55", "#1f2328"
STEPS = ((300.0, "#0b5d56"), (360.0, "#17877c"), (480.0, "#57b3a8"), (600.0, "#a9d6cf"), (inf, "#e3b87a"))
NONE = "#8c959f44"  # no kit comes


@dataclass(frozen=True, slots=True)
class _Frame:
    """From the globe to the paper, true to scale."""

    plane: Plane
    west: float
    north: float
    scale: float  # paper a metre

    @staticmethod
    def round(places: Sequence[LatLon]) -> "_Frame":
        plane = Plane(places[0].lat)
        x, y = zip(*(plane.xy(place) for place in places), strict=True)
        across, up = max(max(x) - min(x), 1.0), max(max(y) - min(y), 1.0)
        return _Frame(plane, min(x), max(y), min((MAP_WIDTH - 2 * EDGE) / across, (MAP_HEIGHT - 2 * EDGE) / up))

    def at(self, place: LatLon) -> tuple[float, float]:
        x, y = self.plane.xy(place)
        return (x - self.west) * self.scale + EDGE, (self.north - y) * self.scale + EDGE + HEAD


def drawn(ground: Ground, aim: Aim, lines: Sequence[Line], *, title: str, side_m: float = SIDE_M) -> str:
    """The map of the last of `lines`, and the curve of all."""
    shape = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {shape} font-family="sans-serif" font-size="12" fill="{INK}">'
    body = [_text(EDGE, 22, title, weight="bold"), *_map(ground, lines[-1], side_m), *_key(), *_curve(aim, lines)]
    return "\n".join([head, *body, "</svg>"]) + "\n"


def _map(ground: Ground, line: Line, side_m: float) -> Iterator[str]:
    places = [cell.place for cell in ground.cells]
    frame = _Frame.round([*places, *(site.place for site in ground.sites)])
    kit_s = ground.kit_s[list(line.sites)].min(axis=0) if line.sites else np.full(len(places), inf)
    side = max(1.0, side_m * frame.scale - 0.4)
    for place, seconds in zip(places, kit_s.tolist(), strict=True):
        x, y = (one - side / 2 for one in frame.at(place))
        yield f'<rect x="{x:.1f}" y="{y:.1f}" width="{side:.1f}" height="{side:.1f}" fill="{_colour(seconds)}"/>'
    for site in ground.sites:
        x, y = frame.at(site.place)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="none" stroke="{MARK}"/>'
    for order, number in enumerate(line.sites, 1):
        x, y = frame.at(ground.sites[number].place)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{MARK}" stroke="#fff" stroke-width="1.5"/>'
        yield _text(x, y + 4, str(order), anchor="middle", weight="bold", fill="#fff")


def _colour(seconds: float) -> str:
    return next(colour for most, colour in STEPS if seconds <= most) if isfinite(seconds) else NONE


def _key() -> Iterator[str]:
    limits = [most for most, _ in STEPS]
    names = [f"kit down within {limits[0] / 60:.0f} min", *(f"within {most / 60:.0f} min" for most in limits[1:-1])]
    rows = [*zip([*names, "later"], (colour for _, colour in STEPS), strict=True), ("no kit comes", NONE)]
    for number, (name, colour) in enumerate(rows):
        y = TOP + HIGH + 76 + 22 * number
        yield f'<rect x="{LEFT}" y="{y - 11}" width="14" height="14" fill="{colour}"/>{_text(LEFT + 22, y, name)}'
    y = TOP + HIGH + 76 + 22 * len(rows)
    yield f'<circle cx="{LEFT + 7}" cy="{y - 4}" r="2.5" fill="none" stroke="{MARK}"/>{_text(LEFT + 22, y, "a site")}'
    yield f'<circle cx="{LEFT + 7}" cy="{y + 18}" r="7" fill="{MARK}"/>{_text(LEFT + 22, y + 22, "a station")}'


def _curve(aim: Aim, lines: Sequence[Line]) -> Iterator[str]:
    """Worth by number of stations: found, and where a solver looked, what cannot be exceeded."""
    found = [(len(line.sites), line.worth) for line in lines]
    bound = [(len(line.sites), line.bound) for line in lines if line.bound is not None]
    top = max([value for _, value in (*found, *bound)] + [1e-9])
    what = "seconds gained, mean of all calls" if aim is Aim.BENEFIT else "share of calls in time"
    yield _text(LEFT, TOP - 30, what, weight="bold")

    def at(number: int, value: float) -> tuple[float, float]:
        span = max(1, len(lines) - 1)
        return LEFT + WIDE * (number - found[0][0]) / span, TOP + HIGH * (1 - value / top)

    for share in (0.0, 0.5, 1.0):
        y = TOP + HIGH * (1 - share)
        yield f'<line x1="{LEFT}" y1="{y}" x2="{LEFT + WIDE}" y2="{y}" stroke="{GRID}"/>'
        label = f"{share * top:.0f}" if aim is Aim.BENEFIT else f"{share * top:.0%}"
        yield _text(LEFT - 8, y + 4, label, anchor="end")
    for points, dash in ((bound, ' stroke-dasharray="4 3"'), (found, "")):
        for a, b in pairwise(points):
            (x1, y1), (x2, y2) = at(*a), at(*b)
            yield f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{STEPS[0][1]}"{dash}/>'
    for number, value in found:
        x, y = at(number, value)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{STEPS[0][1]}"/>'
        yield _text(x, TOP + HIGH + 16, str(number), anchor="middle")
    yield _text(LEFT + WIDE / 2, TOP + HIGH + 34, "stations", anchor="middle")


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal", fill: str = INK) -> str:
    look = f'text-anchor="{anchor}" font-weight="{weight}" fill="{fill}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(text)}</text>'
