"""`flask drones airspace`: zones of the air out of files."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from chassis.errors import GoldentimeError
from chassis.identity import system_actor
from dispatch.admin.airspace import read_file
from drones import zoning
from drones.airspace.reading import Form, Reading
from web.current import system

airspace = AppGroup("airspace", help="Zones of the air.")


@airspace.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--region", help="The region; the city of the settings unless told.")
@click.option("--form", type=click.Choice(list(Form)), help="How the file is written; seen from the file unless told.")
@click.option(
    "--ground-max", type=float, help="Metres above the sea of the highest ground; without it floors count low."
)
@click.option("--dry-run", is_flag=True, help="Say what is in the file, and put nothing on record.")
@with_appcontext
def import_file(file: Path, region: str | None, form: str | None, ground_max: float | None, dry_run: bool) -> None:
    """Put the zones of FILE on record in place of those that a file of this name brought before."""
    where = region or system().settings.city
    try:
        with system().db.read() as session:
            chosen = Form(form) if form else None
            reading = read_file(session, where, file.read_bytes(), name=file.name, form=chosen, ground_max_m=ground_max)
        _say(reading)
        if dry_run:
            click.echo("nothing changed")
            return
        done = zoning.import_zones(system(), system_actor(where, "cli"), reading, series=file.name)
    except GoldentimeError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{done.put} zones on record in {where}, {done.gone} gone")


def _say(reading: Reading) -> None:
    click.echo(f"{reading.form}: {len(reading.zones)} zones")
    for remark in reading.remarks:
        click.echo(f"  {remark.zone_id}: {remark.code}")
