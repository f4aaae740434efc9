"""`flask drones connect` and `flask drones link`: which lines lead to vehicles, and the process that holds them."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext

from chassis import stopping
from chassis.alone import Alone
from chassis.errors import GoldentimeError
from chassis.identity import system_actor
from drones.mavlink.connecting import connect_drone
from drones.mavlink.line import FORMS
from drones.mavlink.process import run
from web.current import system

TAKEN = "another `flask drones link` holds the lines already (--standby waits for its end)"
LOOK_S = 0.5


@click.command("connect")
@with_appcontext
@click.argument("drone")
@click.argument("line", required=False)
@click.option("--system", "system_id", type=int, help="Its MAVLink system id; without it whoever speaks first.")
def connect(drone: str, line: str | None, system_id: int | None) -> None:
    """Say where the autopilot of DRONE is reached. Without a LINE the drone is connected no more."""
    actor = system_actor(system().settings.city, "cli")
    try:
        connect_drone(system(), actor, drone, link=line, system_id=system_id)
    except GoldentimeError as error:
        raise click.ClickException(f"{error} (lines: {FORMS})") from error
    click.echo(f"{drone} is reached at {line}" if line else f"{drone} is not connected")


@click.command("link")
@with_appcontext
@click.option("--standby", is_flag=True, help="Wait for another one to end, and take the lines over at once.")
def link(standby: bool) -> None:
    """Hold the lines to all connected vehicles, load, launch and follow them, until told to stop.

    One such process for a database, on whatever host, and one that stands by: a vehicle that hears nobody for ten
    seconds goes home. It may be killed and started again while vehicles fly; they are never armed twice.
    """
    running = system()
    alone = Alone(running.db, "link")
    with _one_on_host(running.settings.instance / "link.lock", wait=standby), _one_of_all(alone, wait=standby):
        run(running, stopping.when_told(), passphrase=running.settings.mavlink_passphrase, ours=alone.holds)


@contextmanager
def _one_of_all(alone: Alone, *, wait: bool) -> Iterator[None]:
    """The same among all hosts at one database."""
    while not alone.take():
        if not wait:
            raise click.ClickException(TAKEN)
        time.sleep(LOOK_S)
    try:
        yield
    finally:
        alone.let_go()


@contextmanager
def _one_on_host(path: Path, *, wait: bool) -> Iterator[None]:
    """Two of these would talk over each other: the second waits, or does not start."""
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError as error:
            raise click.ClickException(TAKEN) from error
        yield
