"""`flask drones exercise`: a call near every exercise station in the same minute, as soon as their drones are ready."""

import time

import click

from dispatch.simulation.squadron import call_for_all, count_drones, count_ready
from web.current import system

LOOK_EVERY_S = 1.0


@click.command("exercise")
@click.option("--region", help="The region; the city of the settings unless told.")
@click.option(
    "--wait", type=click.IntRange(0, 3600), default=120, show_default=True, help="Seconds for drones not ready."
)
def exercise(region: str | None, wait: int) -> None:
    """Order a kit from every exercise station at once, for simulated callers; the simulated day's pilots fly them.

    Drones that are not ready after the wait stay where they are.
    """
    where = region or system().settings.city
    known, over = count_drones(system(), where), time.monotonic() + wait
    if not known:
        raise click.ClickException(f"no exercise station in {where}: goldentime demo --sorties 20 puts them up")
    while (ready := count_ready(system(), where)) < known and time.monotonic() < over:
        time.sleep(LOOK_EVERY_S)
    sorties = call_for_all(system(), where)
    click.echo(f"{len(sorties)} kits ordered; {ready} of {known} drones were ready")
