"""`flask lines`: our own numbers, from the command line."""

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from chassis.errors import GoldentimeError
from chassis.identity import system_actor
from dispatch.lines.numbering import give_number
from dispatch.system import System
from dispatch.tables.lines import DialledRow

lines = AppGroup("lines", help="The numbers people dial, by region.")


@lines.command("list")
def list_numbers() -> None:
    """Every number that was given to a region, and whom its calls are put through to."""
    with _system().db.read() as session:
        for row in session.scalars(select(DialledRow).order_by(DialledRow.number)):
            click.echo(f"{row.number}  {row.region}  {row.group or '(VOICE_GROUP)'}")


@lines.command("give")
@click.argument("number")
@click.argument("region")
@click.option("--group", help="telephones and sip:… rung together, or queue:NAME; default VOICE_GROUP")
def give(number: str, region: str, group: str | None) -> None:
    """Calls and texts to NUMBER belong to REGION."""
    try:
        give_number(_system(), system_actor(region, "shell"), number, region, group)
    except GoldentimeError as error:
        raise click.ClickException(str(error)) from error


def _system() -> System:
    system: System = current_app.extensions["goldentime"]
    return system
