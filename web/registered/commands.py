"""`flask registered`: what an operator does for registered people."""

import click
from flask.cli import AppGroup

from dispatch.registering.renewing import seal_anew
from web.current import system

registered = AppGroup("registered", help="Registered people.")


@registered.command("seal")
def registered_seal() -> None:
    """Bring every card under the newest secret of GOLDENTIME_CARD_KEYS."""
    click.echo(f"{seal_anew(system())} cards")
