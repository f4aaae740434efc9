"""Which vehicles are simulated: the drones of the database whose line goes to a port of this machine."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.geo import LatLon
from drones.airframes import get_airframe
from drones.behind import line_to, simulated_address
from drones.flight import wind_at
from drones.model import Kit
from drones.simulator.copter import Copter
from drones.simulator.fleet import Vehicle, free_port, make_copter, put_on_air
from drones.tables.batteries import newest_batteries
from drones.tables.fleet import DroneRow, DroneStationRow
from drones.tables.kits import read_kits
from drones.tables.weather import newest_weather

GROUND_AMSL_M = 40.0  # so high the simulated ground lies; not 0, so that nobody takes one height for the other
USUAL_KIT_KG = 1.5
FLIGHT_M = 60.0  # the height whose wind is felt


def connect(session: Session, region: str, *, first_port: int) -> int:
    """Put a simulated vehicle behind every drone of the region that has no real one, at free ports; how many."""
    rows = session.scalars(select(DroneRow).where(DroneRow.region == region).order_by(DroneRow.id)).all()
    simulated = [row for row in rows if row.link is None or simulated_address(row.link) is not None]
    port = first_port
    for system_id, row in enumerate(simulated, start=1):
        port = free_port(port)
        row.link, row.system_id, port = line_to(port), system_id, port + 1
    return len(simulated)


def open_vehicles(session: Session, region: str, *, loss: float = 0.0, passphrase: str = "") -> tuple[Vehicle, ...]:
    """Every simulated vehicle of the region, on the ground at its station, by id. Raises OSError for a taken port.

    With a passphrase they sign, and hear only what is signed; the key is made of it as ground stations make theirs.
    """
    key = hashlib.sha256(passphrase.encode()).digest() if passphrase else None
    found = select(DroneRow, DroneStationRow).join(DroneStationRow, DroneStationRow.id == DroneRow.station_id)
    rows = session.execute(found.where(DroneRow.region == region).order_by(DroneRow.id)).all()
    kits = read_kits(session, (region,))
    opened: list[Vehicle] = []
    try:
        for row, station in rows:
            address = simulated_address(row.link)
            if address is not None and row.system_id is not None:
                copter = _copter(row, LatLon(station.lat, station.lon), kits)
                copter.parameters["SIM_LINE_LOSS"] = loss
                opened.append(put_on_air(copter, system=row.system_id, address=address, key=key))
                opened[-1].drone_id = row.id
    except OSError:
        for vehicle in opened:
            vehicle.socket.close()
        raise
    return tuple(opened)


def blow(session: Session, region: str, vehicles: tuple[Vehicle, ...], *, now: datetime) -> None:
    """Let the wind of the newest observation blow at flight height; without one it stays as it was."""
    weather = newest_weather(session, region, now=now)
    if weather is None or weather.wind_mps is None:
        return
    for vehicle in vehicles:
        vehicle.copter.parameters["SIM_WIND_SPD"] = wind_at(FLIGHT_M, weather.wind_mps)
        vehicle.copter.parameters["SIM_WIND_DIR"] = weather.wind_from_deg or 0.0


def change_batteries(session: Session, vehicles: tuple[Vehicle, ...], *, since: datetime) -> int:
    """Put in the batteries that people have told of since then, each once; how many vehicles got one.

    Into one that flies nobody puts a battery: what was told of it is passed over.
    """
    fresh = newest_batteries(session, {vehicle.drone_id for vehicle in vehicles}, since=since)
    changed = 0
    for vehicle in vehicles:
        battery = fresh.get(vehicle.drone_id)
        if battery is not None and battery.number > vehicle.battery:
            vehicle.battery = battery.number
            changed += vehicle.copter.change_battery(battery.share)
    return changed


def _copter(row: DroneRow, home: LatLon, kits: tuple[Kit, ...]) -> Copter:
    share = row.battery_share if row.battery_share is not None else 1.0
    copter = make_copter(get_airframe(row.airframe), home, battery_share=share, home_amsl_m=GROUND_AMSL_M)
    copter.kit_kg = max(_masses(row, kits), default=USUAL_KIT_KG)
    return copter


def _masses(row: DroneRow, kits: tuple[Kit, ...]) -> Iterator[float]:
    """What may hang on this drone: which of them does is not told to a vehicle, so the heaviest is flown."""
    for kit in kits:
        if kit.station_id == row.station_id and kit.drone_id in {None, row.id}:
            yield kit.mass_kg
