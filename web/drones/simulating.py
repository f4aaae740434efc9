"""`flask drones simulate`: simulated vehicles as a process of their own, for the demo and for trying things out."""

from collections.abc import Callable
from datetime import timedelta

import click
import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from chassis import stopping
from dispatch.system import System
from drones.simulator.city import blow, change_batteries, connect, open_vehicles
from drones.simulator.fleet import Fleet
from web.current import system

FIRST_PORT = 14_600  # or the next free one
WIND_EVERY = timedelta(seconds=60)
BATTERIES_EVERY = timedelta(seconds=2)

log = structlog.get_logger("goldentime.simulate")


@click.command("simulate")
@click.option("--region", help="Whose drones; by default those of this system's city.")
@click.option("--connect", "connects", is_flag=True, help="First give every drone without a real line a simulated one.")
@click.option("--speed", default=1.0, show_default=True, help="How many times as fast as the clock they fly.")
@click.option("--loss", default=0.0, show_default=True, help="Share of frames that get lost, each way, 0 to 1.")
def simulate(region: str | None, connects: bool, speed: float, loss: float) -> None:
    """Fly every drone whose link leads to a port of this machine (udpout:127.0.0.1:PORT) as a simulated ArduCopter."""
    where = region or system().settings.city
    try:
        with system().db.write() as session:
            if connects:
                connect(session, where, first_port=FIRST_PORT)
            vehicles = open_vehicles(session, where, loss=loss, passphrase=system().settings.mavlink_passphrase)
    except OSError as error:
        raise click.ClickException(f"a vehicle's port is taken: {error}") from error
    if not vehicles:
        raise click.ClickException(f"no drone in {where} has a link of the form udpout:127.0.0.1:PORT and a system id")
    for vehicle in vehicles:
        click.echo(f"system {vehicle.radio.system} listens at {vehicle.address[1]}")
    _run(system(), where, Fleet(vehicles, speed=speed))


def _run(running: System, region: str, fleet: Fleet) -> None:
    """Until SIGTERM or Ctrl+C. Wind and batteries are looked up now and then; else nothing touches the database."""
    stop = stopping.when_told()
    begun = running.clock.now()
    blown, changed = begun - WIND_EVERY, begun
    try:
        while not stop.is_set():
            if (now := running.clock.now()) - blown >= WIND_EVERY:
                blown = now
                _look(running, lambda session: blow(session, region, fleet.vehicles, now=running.clock.now()))
            if now - changed >= BATTERIES_EVERY:
                changed = now
                _look(running, lambda session: change_batteries(session, fleet.vehicles, since=begun))
            fleet.turn()
    finally:
        fleet.close()


def _look(running: System, look: Callable[[Session], object]) -> None:
    """A database that is away for a while leaves air and batteries as they were."""
    try:
        with running.db.read() as session:
            look(session)
    except SQLAlchemyError as error:
        log.warning("world_unknown", error=str(error))
