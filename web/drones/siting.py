"""`flask drones site`: where drone stations would be worth most."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path

import click
from flask.cli import with_appcontext

from chassis.errors import GoldentimeError
from dispatch.siting import Wish, read_ground
from drones.airframes import AIRFRAMES, get_airframe
from drones.flight import air
from drones.siting.grid import REACH_M, SIDE_M, Floats
from drones.siting.plot import drawn
from drones.siting.reach import Carrier
from drones.siting.report import Aim, Ground, Solve, report_lines, weigh
from web.current import system


@click.command("site")
@click.option("--region", help="The region; the city of the settings unless told.")
@click.option("--stations", type=click.IntRange(1, 20), default=6, show_default=True, help="Up to how many stations.")
@click.option("--aim", type=click.Choice([aim.value for aim in Aim]), default=Aim.BENEFIT.value, show_default=True)
@click.option("--within", type=click.IntRange(60, 3600), default=480, show_default=True, help="Seconds, for coverage.")
@click.option("--airframe", type=click.Choice(sorted(AIRFRAMES)), default="m350", show_default=True)
@click.option(
    "--wind", type=(float, float), default=(0.0, 0.0), help="At flight height: m/s, and degrees it blows from."
)
@click.option(
    "--launch", type=click.IntRange(0, 600), default=120, show_default=True, help="Seconds from order to air."
)
@click.option("--side", type=click.FloatRange(100, 5000), default=SIDE_M, show_default=True, help="Metres of a square.")
@click.option(
    "--reach", type=click.FloatRange(100, 10_000), default=REACH_M, show_default=True, help="Metres round a part."
)
@click.option("--candidates", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="GeoJSON points.")
@click.option("--keep/--anew", default=False, help="Keep the stations there are.")
@click.option("--open-air", is_flag=True, help="As if every zone were authorised.")
@click.option(
    "--seconds", type=click.IntRange(0, 3600), default=60, show_default=True, help="Of solver a line; 0: none."
)
@click.option("--plot", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="An SVG file to write.")
@with_appcontext
def site(
    region: str | None,
    stations: int,
    aim: str,
    within: int,
    airframe: str,
    wind: tuple[float, float],
    launch: int,
    side: float,
    reach: float,
    candidates: Path | None,
    keep: bool,
    open_air: bool,
    seconds: int,
    plot: Path | None,
) -> None:
    """Print the best places for drone stations by their number: greedy, exact, and what they are worth."""
    carrier = Carrier(
        airframe=get_airframe(airframe),
        wind=air(wind_mps=wind[0], wind_from_deg=wind[1]),
        launch=timedelta(seconds=launch),
    )
    wish = Wish(side, reach, float(within), keep, open_air, candidates, carrier)
    where = region or system().settings.city
    try:
        with system().db.read() as session:
            ground = read_ground(session, system(), where, wish)
    except (GoldentimeError, KeyError, TypeError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    lines = weigh(ground, Aim(aim), stations, solve=_solver(ground, seconds) if seconds else None)
    for line in report_lines(ground, Aim(aim), lines):
        click.echo(line)
    if plot is not None:
        title = f"Drone stations in {where}: {len(lines[-1].sites)} for {aim}"
        plot.write_text(drawn(ground, Aim(aim), lines, title=title, side_m=side), encoding="utf-8")


def _solver(ground: Ground, seconds: float) -> Solve:
    best_sites = import_module("drones.siting.exact").best_sites  # a native library nobody else needs

    def solve(gains: Floats, weights: Floats, count: int) -> tuple[tuple[int, ...], float, float] | None:
        best = best_sites(gains, weights, count, keep=ground.kept, seconds=seconds)
        return None if best is None else (best.sites, best.worth, best.bound)

    return solve
