"""`flask drones vendor`: whose system flies the drones of a station."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from chassis.errors import GoldentimeError
from chassis.identity import Actor, system_actor
from dispatch.vendors import secret_of
from drones import pad
from drones.tables.vendors import VendorRow
from web.current import system

vendor = AppGroup("vendor", help="Whose system flies the drones of a station.")


@vendor.command("list")
def list_vendors() -> None:
    """Every station with a vendor, and how it answers."""
    with system().db.read() as session:
        for row in session.scalars(select(VendorRow).order_by(VendorRow.station_id)):
            heard = row.trouble or (row.answered_at and row.answered_at.isoformat()) or "never told anything"
            click.echo(f"{row.station_id}  {row.url}  {heard}")


@vendor.command("set")
@click.argument("station_id")
@click.argument("url")
def set_vendor(station_id: str, url: str) -> None:
    """Tell every order of a station to an https address, and print its secret, this once."""
    try:
        row = pad.put_vendor(system(), _shell(), station_id, url)
    except GoldentimeError as error:
        raise click.ClickException(str(error)) from error
    click.echo(secret_of(system().settings.secret_key, station_id, row.issue))


@vendor.command("remove")
@click.argument("station_id")
def remove_vendor(station_id: str) -> None:
    """The station's drones are flown from here again."""
    try:
        pad.remove_vendor(system(), _shell(), station_id)
    except GoldentimeError as error:
        raise click.ClickException(str(error)) from error


def _shell() -> Actor:
    return system_actor(system().settings.city, "shell")
