"""`flask drones obstacles FILE`: what stands in a city, so that ways are planned round it."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from chassis.geo import Box
from chassis.identity import system_actor
from dispatch.tables.areas import get_region
from drones import pad
from drones.obstacles import ObstacleFileError, read_obstacles
from web.current import system


@click.command("obstacles")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--region", help="Where they stand; by default in this system's city.")
@click.option("--source", help="Who says so; what they said before is replaced. By default the file's name.")
@click.option("--unmeasured", type=click.FloatRange(0.0), help="Metres to take where no height is told.")
@with_appcontext
def obstacles(file: Path, region: str | None, source: str | None, unmeasured: float | None) -> None:
    """Take over buildings and masts from GeoJSON, or from Overpass JSON of OpenStreetMap (`out geom`).

    Without --unmeasured a building of unknown height is flown round at every height.
    """
    where = region or system().settings.city
    with system().db.read() as session:
        box = Box(*get_region(session, where).box)
    try:
        found = read_obstacles(file.read_text("utf-8"), box=box, unmeasured_m=unmeasured)
    except (ObstacleFileError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file.name}: {error}") from None
    kept = pad.take_obstacles(system(), system_actor(where, "shell"), source or file.name, found)
    click.echo(f"{kept.count} things stand in {where} after {kept.source}, {kept.unmeasured} of unknown height")
