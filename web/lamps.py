"""`flask lamps`: the lamps on hospitals' desks, from the command line."""

import click
from flask import current_app
from flask.cli import AppGroup

from chassis.identity import Actor, system_actor
from dispatch.admin import reaching
from dispatch.system import System

lamps = AppGroup("lamps", help="The lamps on hospitals' desks.")


@lamps.command("list")
def list_lamps() -> None:
    """Every hospital with a lamp, and how it answers."""
    system = _system()
    with system.db.read() as session:
        found = reaching.read_reached(session, system.settings.city)
    for one in found:
        if one.lamp is not None:
            heard = one.lamp.trouble or (one.lamp.answered_at and one.lamp.answered_at.isoformat()) or "never asked"
            click.echo(f"{one.hospital_id}  {one.lamp.url}  {heard}")


@lamps.command("set")
@click.argument("hospital_id")
@click.argument("url")
def set_lamp(hospital_id: str, url: str) -> None:
    """Name the lamp of a hospital by its https address, and print its secret, this once."""
    click.echo(reaching.set_lamp(_system(), _shell(), hospital_id, url))


@lamps.command("remove")
@click.argument("hospital_id")
def remove_lamp(hospital_id: str) -> None:
    """Take a hospital's lamp off."""
    reaching.remove_lamp(_system(), _shell(), hospital_id)


@lamps.command("try")
@click.argument("hospital_id")
def try_lamp(hospital_id: str) -> None:
    """Have the worker ask a lamp whether it answers; `flask lamps list` tells a moment later."""
    reaching.try_lamp(_system(), _shell(), hospital_id)


def _system() -> System:
    system: System = current_app.extensions["goldentime"]
    return system


def _shell() -> Actor:
    return system_actor(_system().settings.city, "shell")
