"""`flask drones calibrate`: time and energy from own flights."""

import click
from flask.cli import with_appcontext

from chassis.errors import GoldentimeError
from chassis.identity import system_actor
from dispatch.flights import calibrating
from drones.calibrate import figure_lines
from web.current import system


@click.command("calibrate")
@click.option("--region", help="The region; the city of the settings unless told.")
@click.option("--simulated", is_flag=True, help="The simulated flights instead of the real ones; never put in force.")
@click.option("--dry-run", is_flag=True, help="Print what would come in force, and change nothing.")
@with_appcontext
def calibrate(region: str | None, simulated: bool, dry_run: bool) -> None:
    """Fit time and energy to the flights of the last year, print them, and put them in force: from 20 flights on."""
    where = region or system().settings.city
    number = None
    try:
        with system().db.read() as session:
            fitted = calibrating.fit_flights(session, system(), where, simulated=simulated)
        click.echo(f"{fitted.source}: {fitted.flown} landed")
        for line in figure_lines(fitted.figures):
            click.echo(line)
        if not (dry_run or simulated):
            number = calibrating.put_in_force(system(), system_actor(where, "cli"), fitted)
    except GoldentimeError as error:
        raise click.ClickException(f"{error} (the figures in force stay)") from error
    click.echo("nothing changed" if number is None else f"version {number} is in force in {where}")
