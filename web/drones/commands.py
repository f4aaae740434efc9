"""The group of all commands about drones. A new one: write it in a module here, add it to `COMMANDS`."""

import click
from flask.cli import AppGroup

from web.drones.airspace import airspace
from web.drones.calibrating import calibrate
from web.drones.exercising import exercise
from web.drones.linking import connect, link
from web.drones.obstacles import obstacles
from web.drones.simulating import simulate
from web.drones.siting import site
from web.drones.vendors import vendor

drones = AppGroup("drones", help="Drones: airspace, links, simulated vehicles, exercises, calibration, sites.")
COMMANDS: tuple[click.Command, ...] = (airspace, calibrate, connect, exercise, link, obstacles, simulate, site, vendor)
for command in COMMANDS:
    drones.add_command(command)
