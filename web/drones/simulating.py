"""`flask drones simulate`: simulated vehicles as a process of their own, for the demo and for trying things out."""

import signal
from datetime import timedelta
from threading import Event

import click
from flask import current_app

from dispatch.system import System
from drones.simulator.city import blow, open_vehicles
from drones.simulator.fleet import Fleet

WIND_EVERY = timedelta(seconds=60)


@click.command("simulate")
@click.option("--region", help="Whose drones; by default those of this system's city.")
@click.option("--speed", default=1.0, show_default=True, help="How many times as fast as the clock they fly.")
@click.option("--loss", default=0.0, show_default=True, help="Share of frames that get lost, each way, 0 to 1.")
def simulate(region: str | None, speed: float, loss: float) -> None:
    """Fly every drone whose link leads to a port of this machine (udpout:127.0.0.1:PORT) as a simulated ArduCopter."""
    system: System = current_app.extensions["goldentime"]
    where = region or system.settings.city
    with system.db.read() as session:
        vehicles = open_vehicles(session, where, loss=loss, passphrase=system.settings.mavlink_passphrase)
    if not vehicles:
        raise click.ClickException(f"no drone in {where} has a link of the form udpout:127.0.0.1:PORT and a system id")
    for vehicle in vehicles:
        click.echo(f"system {vehicle.radio.system} listens at {vehicle.address[1]}")
    _run(system, where, Fleet(vehicles, speed=speed))


def _run(system: System, region: str, fleet: Fleet) -> None:
    """Until SIGTERM or Ctrl+C. The wind is looked up now and then; between that nothing touches the database."""
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    looked = system.clock.now() - WIND_EVERY
    try:
        while not stop.is_set():
            if (now := system.clock.now()) - looked >= WIND_EVERY:
                looked = now
                with system.db.read() as session:
                    blow(session, region, fleet.vehicles, now=now)
            fleet.turn()
    finally:
        fleet.close()
