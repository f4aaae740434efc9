"""`flask drones simulate`: simulated vehicles as a process of their own, for the demo and for trying things out."""

from datetime import timedelta

import click
import structlog
from sqlalchemy.exc import SQLAlchemyError

from chassis import stopping
from dispatch.system import System
from drones.simulator.city import blow, connect, open_vehicles
from drones.simulator.fleet import Fleet
from web.current import system

FIRST_PORT = 14_600  # or the next free one
WIND_EVERY = timedelta(seconds=60)

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
    """Until SIGTERM or Ctrl+C. The wind is looked up now and then; between that nothing touches the database."""
    stop = stopping.when_told()
    looked = running.clock.now() - WIND_EVERY
    try:
        while not stop.is_set():
            if (now := running.clock.now()) - looked >= WIND_EVERY:
                looked = now
                _blow(running, region, fleet)
            fleet.turn()
    finally:
        fleet.close()


def _blow(running: System, region: str, fleet: Fleet) -> None:
    """A database that is away for a while lets the wind blow on as it did."""
    try:
        with running.db.read() as session:
            blow(session, region, fleet.vehicles, now=running.clock.now())
    except SQLAlchemyError as error:
        log.warning("wind_unknown", error=str(error))
