"""`flask hints`: where numbered things along the road stand."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from chassis.errors import GoldentimeError
from chassis.identity import system_actor
from dispatch.system import System
from dispatch.where.loading import load_hints

hints = AppGroup("hints", help="Numbers on utility poles and elevators, and where they stand.")


@hints.command("load")
@click.argument("region")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(region: str, file: Path) -> None:
    """Replace a region's table by a CSV file with the columns kind (pole, elevator), value, lat, lon."""
    system: System = current_app.extensions["goldentime"]
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            count = load_hints(system, system_actor(region), region, lines)
    except GoldentimeError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count} numbers known in {region}")
