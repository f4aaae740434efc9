"""A whole system on one machine: `goldentime demo`. Database, city, people, worker, server, drones, a simulated day.

The passwords are made once per instance and kept beside the database, readable by their owner only. For a real
control centre see docs/operations.md.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

import click
from sqlalchemy.orm import Session

from chassis import accounts
from chassis.identity import Role, system_actor
from chassis.secrets import new_token
from chassis.settings import Settings
from dispatch.bootstrap import build
from dispatch.city.load import load_city
from dispatch.city.reading import read_pack
from dispatch.simulation.day import switch
from dispatch.simulation.registered import register_invented
from dispatch.simulation.squadron import equip
from dispatch.system import System
from dispatch.tables.areas import RegionRow
from dispatch.upgrade import upgrade
from drones.certificates import Certificate, Grade
from drones.tables.fleet import read_drones
from drones.tables.pilots import put_certificate
from hospitals.duty import Duty
from web.assets import install_assets
from web.processes import Part, keep, stop

PEOPLE = (  # login, name, role, host, what they belong to: the first of its kind in the city
    ("desk", "김상황 Kim", Role.DISPATCHER, "desk", None),
    ("desk2", "이상황 Lee", Role.DISPATCHER, "desk", None),
    ("chief", "박팀장 Park", Role.SUPERVISOR, "desk", None),
    ("crew", "최구급 Choi", Role.PARAMEDIC, "crew", "unit"),
    ("nurse", "정간호 Jung", Role.HOSPITAL, "er", "hospital"),
    ("pilot", "한조종 Han", Role.PILOT, "pad", "pad"),
    ("admin", "관리자 Admin", Role.ADMIN, "desk", None),
)
DUTIES = {"chief": Duty.MEDICAL_DIRECTOR}  # orders and watches for the region
EXAMPLE_CERTIFICATE, CERTIFIED_FOR = "91-000001", timedelta(days=365)
PREFERRED = {"hospital": "A1600001"}  # Chungnam National University Hospital takes most of what Sejong sends


@click.command("demo")
@click.option("--port", default=8000, show_default=True)
@click.option("--city", default="sejong", show_default=True)
@click.option("--speed", type=click.Choice(["0", "1", "5", "20"]), default="5", show_default=True, help="0 is off.")
@click.option(
    "--sorties", type=click.IntRange(0, 50), default=0, help="Then so many kits at once, from stations put up."
)
def demo(port: int, city: str, speed: str, sorties: int) -> None:
    """Start everything on this machine and print how to sign in. Ctrl+C stops it."""
    instance = Path(os.environ.get("GOLDENTIME_INSTANCE", "instance")).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    port = _free_port(port)
    environment = _environment(instance, port, city)
    system = build(Settings.from_env(environment))
    click.echo("Preparing the database, the city and the pages …")
    install_assets()
    passwords = prepare(system, city, speed=float(speed))
    with system.db.write() as session:
        sorties = equip(session, system, city, sorties)
    with system.db.read() as session:
        drones = read_drones(session, (city,))
    system.db.close()
    _print_signins(port, passwords)
    _serve(environment, port, drones=bool(drones), exercise=sorties > 0)


def prepare(system: System, city: str, *, speed: float) -> Mapping[str, str]:
    """Schema, city, map, people, registered cards and the simulated day; returns the passwords by login. Repeatable."""
    upgrade(system.db)
    with system.db.read() as session:
        known = session.get(RegionRow, city) is not None
    if not known:
        load_city(system, read_pack(city, shared_data=system.settings.shared_data))
    system.tiles.draw()
    passwords = _people(system, city)
    register_invented(system, city)
    switch(system, system_actor(city, "demo"), city, on=speed > 0, speed=speed or 1.0)
    return passwords


def _environment(instance: Path, port: int, city: str) -> dict[str, str]:
    key = instance / "secret_key"
    if not key.exists():
        key.write_text(new_token(48), "utf-8")
        key.chmod(0o600)
    given = {
        "GOLDENTIME_INSTANCE": str(instance),
        "GOLDENTIME_CITY": city,
        "GOLDENTIME_PUBLIC_URL": f"http://desk.localhost:{port}",
        "SECRET_KEY": key.read_text("utf-8"),
        "FLASK_APP": "wsgi",
    }
    return dict(os.environ) | given


def _people(system: System, city: str) -> Mapping[str, str]:
    kept = system.settings.instance / f"signins-{city}.json"
    passwords: dict[str, str] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    places = _facilities(system, city)
    with system.db.write() as session:
        for login, name, role, _, kind in PEOPLE:
            if accounts.find_user(session, login) is not None or (kind is not None and kind not in places):
                continue
            region, facility = places[kind] if kind is not None else (city, None)
            passwords[login] = new_token(9)
            user = accounts.create_user(
                session,
                system.ids,
                login=login,
                name=name,
                role=role,
                region=region,
                facility=facility,
                duty=DUTIES.get(login),
                password=passwords[login],
                now=system.clock.now(),
            )
            if role is Role.PILOT:
                _certify(session, system, user)
    kept.write_text(json.dumps(passwords), "utf-8")
    kept.chmod(0o600)
    return passwords


def _certify(session: Session, system: System, pilot: accounts.UserRow) -> None:
    """A certificate for a pilot who is invented like the rest."""
    now = system.clock.now()
    number, until = EXAMPLE_CERTIFICATE, now.date() + CERTIFIED_FOR
    certificate = Certificate(system.ids.new("cert"), pilot.id, number, Grade.SECOND, until)
    put_certificate(session, certificate, region=pilot.region, by=system_actor(pilot.region, "demo").name, at=now)


def _facilities(system: System, city: str) -> dict[str, tuple[str, str]]:
    """One unit, one hospital and one drone station of the city, as (region, id)."""
    pack = read_pack(city, shared_data=system.settings.shared_data)
    hospitals = sorted(pack.hospitals, key=lambda h: (h.id != PREFERRED["hospital"], h.id))
    found = {
        "unit": [(unit.region, unit.id) for unit in pack.units],
        "hospital": [(hospital.region, hospital.id) for hospital in hospitals],
        "pad": [(pad.region, pad.id) for pad in pack.pads],
    }
    return {kind: places[0] for kind, places in found.items() if places}


def _print_signins(port: int, passwords: Mapping[str, str]) -> None:
    click.echo(f"\nGoldentime is running at http://localhost:{port}  (Ctrl+C stops it)\n")
    for login, name, role, host, _ in PEOPLE:
        if login in passwords:
            address = f"http://{host}.localhost:{port}"
            click.echo(f"  {role.value:<11} {address:<32} {login:<6} {passwords[login]}   {name}")
    click.echo("\nA simulated day is running: every page says so. The console switches it off.\n")


def _serve(environment: dict[str, str], port: int, *, drones: bool, exercise: bool) -> None:
    """Server, worker, simulated vehicles and the link to them as processes, until one of the first two ends or told to.

    Vehicles and link are started again when they end: a vehicle goes home without its link, and the day goes on.
    """
    listen = ("--bind", f"127.0.0.1:{port}", "--graceful-timeout", "3")
    server = (sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", "256")
    flask = (sys.executable, "-m", "flask")
    flying = ((*flask, "drones", "simulate", "--connect"), (*flask, "drones", "link")) if drones else ()
    parts = [Part((*server, *listen, "wsgi:app")), Part((*flask, "worker"))]
    parts += [Part(command, needed=False) for command in flying]
    parts += [Part((*flask, "drones", "exercise"), needed=False, once=True)] if exercise else []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while keep(parts, partial(subprocess.Popen, env=environment, cwd=_root()), at=time.monotonic()):
            time.sleep(0.5)
    except KeyboardInterrupt:
        click.echo("\nStopping …")
    finally:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, signal.SIG_IGN)  # it is on its way already
        stop(parts)


def _root() -> Path:
    """Where wsgi.py lies."""
    return Path(__file__).resolve().parent.parent


def _free_port(wanted: int) -> int:
    """`wanted`, or the next one nobody listens on."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise click.ClickException(f"no free port from {wanted} on")
