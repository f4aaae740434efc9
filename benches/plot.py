"""Small plots as SVG text: lines and marks over one pair of axes, readable on white and on black."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 440, 320, 52, 56, 12, 44
INK, GRID = "#57606a", "#8c959f55"
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Series:
    """Points joined by a line. `bars`: low and high of each point, drawn as a whisker."""

    name: str
    colour: str
    points: Sequence[Point]
    bars: Sequence[Point] = ()
    dashed: bool = False
    joined: bool = True


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot. `ticks` are (value, label) pairs of either axis; the first and last bound it."""

    title: str
    across: str
    x_ticks: Sequence[tuple[float, str]]
    y_ticks: Sequence[tuple[float, str]]
    series: Sequence[Series]


def drawn(panels: Sequence[Panel]) -> str:
    """The panels side by side."""
    wide = WIDTH * len(panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {HEIGHT}" width="{wide}" height="{HEIGHT}" '
        f'font-family="sans-serif" font-size="12" fill="{INK}">'
    ]
    for number, panel in enumerate(panels):
        parts += [f'<g transform="translate({number * WIDTH} 0)">', *_panel(panel), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(panel: Panel) -> list[str]:
    def x(value: float) -> float:
        return _scaled(value, panel.x_ticks, LEFT, WIDTH - RIGHT)

    def y(value: float) -> float:
        return _scaled(value, panel.y_ticks, HEIGHT - BOTTOM, TOP)

    parts = [_text(LEFT, 16, panel.title, weight="bold"), _text(LEFT, HEIGHT - 8, panel.across)]
    for value, label in panel.y_ticks:
        parts.append(_line(LEFT, y(value), WIDTH - RIGHT, y(value), GRID))
        parts.append(_text(LEFT - 6, y(value) + 4, label, anchor="end"))
    for value, label in panel.x_ticks:
        parts.append(_text(x(value), HEIGHT - BOTTOM + 16, label, anchor="middle"))
    named = [series for series in panel.series if series.name]
    for number, series in enumerate(named):
        parts.append(_text(LEFT + number * 120, 34, series.name, colour=series.colour, weight="bold"))
    for series in panel.series:
        spots = [(x(a), y(b)) for a, b in series.points]
        if series.joined:
            path = " ".join(f"{a:.1f},{b:.1f}" for a, b in spots)
            dash = ' stroke-dasharray="5 4"' if series.dashed else ""
            parts.append(f'<polyline points="{path}" fill="none" stroke="{series.colour}" stroke-width="2"{dash}/>')
        if not series.dashed:
            parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{series.colour}"/>' for a, b in spots]
        for (a, _), (low, high) in zip(series.points, series.bars, strict=False):
            parts.append(_line(x(a), y(low), x(a), y(high), series.colour))
    return parts


def _scaled(value: float, ticks: Sequence[tuple[float, str]], low: float, high: float) -> float:
    first, last = ticks[0][0], ticks[-1][0]
    return low + (value - first) / (last - first) * (high - low)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def _text(x: float, y: float, text: str, *, anchor: str = "start", colour: str = INK, weight: str = "normal") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}" font-weight="{weight}">{escape(text)}</text>'
