"""Twenty sorties at once, in real time: what the simulated vehicles, the link and the worker need of one core.

Everything runs as in the demo, each process for itself: vehicles speak MAVLink over UDP, the link loads, launches and
follows them, simulated pilots answer. Measured from the moment the last of them is in the air.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from chassis.geo import LatLon
from chassis.identity import Actor, Role
from chassis.settings import Settings
from chassis.travel import Travel
from dispatch.bootstrap import build
from dispatch.calls import NewCall
from dispatch.desk.taking import take_call
from dispatch.model import Hypothesis, LocationSource
from dispatch.simulation.pilots import act_for_pilots
from dispatch.simulation.stage import Stage
from dispatch.system import System
from drones import pad
from drones.airframes import M350
from drones.feasibility import Go, assess_drop
from drones.model import Drone, Kit, KitKind, Station, Weather
from drones.policy import DropPolicy
from drones.simulator.city import connect
from drones.states import FLYING
from drones.tables import put_drone, put_kit, put_station, put_weather, read_sorties, read_squadron
from drones.tables.squadron import read_traffic
from web.demo import prepare

REGION = "sejong"
SORTIES = 20
POLICY = DropPolicy()
MEASURED_S = 60.0
READY_WITHIN_S = 240.0
FIRST_PORT = 15_600
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
DESK = Actor("bench-desk", "bench", Role.DISPATCHER, REGION)
LATE_AMBULANCE = Travel(timedelta(minutes=25), timedelta(minutes=30), 20_000.0)
PROCESSES = {"simulated vehicles": ("drones", "simulate"), "link": ("drones", "link"), "worker": ("worker",)}


def rows() -> Iterator[Sequence[str]]:
    """A row a process."""
    yield "process", "share of one core", "memory", "sorties in the air", "launched after"
    with tempfile.TemporaryDirectory() as folder:
        environment = {"GOLDENTIME_INSTANCE": folder, "SECRET_KEY": "bench-key-" * 4, "FLASK_APP": "wsgi"}
        system = build(Settings.from_env(environment))
        prepare(system, REGION, speed=0)
        _equip(system)
        running = {name: _start(command, environment) for name, command in PROCESSES.items()}
        try:
            yield from _measured(system, {name: process.pid for name, process in running.items()})
        finally:
            for process in running.values():
                process.terminate()
            for process in running.values():
                process.wait(timeout=20)
            system.db.close()


def _measured(system: System, pids: Mapping[str, int]) -> Iterator[Sequence[str]]:
    begun = time.monotonic()
    _order(system)
    _act(system, READY_WITHIN_S, until_all_fly=True)
    after_s = time.monotonic() - begun
    before, begun = {name: _cpu_s(pid) for name, pid in pids.items()}, time.monotonic()
    flying = _act(system, MEASURED_S, until_all_fly=False)
    took_s = time.monotonic() - begun
    for name, pid in pids.items():
        share = (_cpu_s(pid) - before[name]) / took_s
        yield name, f"{share:.1%}", f"{_memory_mb(pid):.0f} MB", str(flying), f"{after_s:.0f} s"


def _act(system: System, seconds: float, *, until_all_fly: bool) -> int:
    """Let the pilots act; how many fly in the end."""
    over, flying = time.monotonic() + seconds, 0
    while time.monotonic() < over:
        act_for_pilots(system, Stage(REGION, 1.0, 1, system.clock.now()))
        with system.db.read() as session:
            flying = sum(sortie.state in FLYING for sortie in read_sorties(session, region=REGION))
        if until_all_fly and flying == SORTIES:
            break
        time.sleep(1.0)
    return flying


def _equip(system: System) -> None:
    """As many stations, drones and AEDs as there are sorties, calm air, and a simulated vehicle behind each drone."""
    now = system.clock.now()
    with system.db.write() as session:
        for n in range(SORTIES):
            station = Station(f"bench-station-{n}", REGION, f"B{n}", f"B{n}", _pad(n))
            put_station(session, station)
            drone = Drone(f"bench-{n}", REGION, station.id, f"B{n}", M350, 1.0)
            put_drone(session, drone)
            put_kit(
                session, Kit(f"bench-kit-{n}", KitKind.AED, 1.5, date(2099, 1, 1), station.id, drone.id), region=REGION
            )
        put_weather(session, Weather(REGION, now, "bench", 3.0, 250.0, 4.0, 0.0, 10_000.0, 15.0))
        connect(session, REGION, first_port=FIRST_PORT)


def _order(system: System) -> None:
    """One order for each of the bench's drones, to a place two kilometres north of its station."""
    for n in range(SORTIES):
        target, go = _decide(system, n)
        place = Hypothesis(LocationSource.TYPED, target)
        taken = take_call(system, DESK, NewCall(REGION, complaint="chest_pain", hypotheses=(place,)))
        with system.db.write() as session:
            pad.order_drop(
                session, system, DESK, incident_id=taken.incident_id, target=target, go=go, now=system.clock.now()
            )


def _decide(system: System, n: int) -> tuple[LatLon, Go]:
    now = system.clock.now()
    with system.db.read() as session:
        squadron = read_squadron(session, (REGION,), now=now)
        traffic = read_traffic(session, now=now, launch_delay=POLICY.launch_delay)
    drone = next(d for d in squadron.drones if d.id == f"bench-{n}")
    alone = replace(squadron, drones=(drone,), kits=tuple(k for k in squadron.kits if k.drone_id == drone.id))
    target = LatLon(_pad(n).lat + 0.018, _pad(n).lon)
    question = {"target": target, "kit": KitKind.AED, "ambulance": LATE_AMBULANCE, "now": now, "policy": POLICY}
    answer = assess_drop(alone, **question, traffic=traffic)
    if not isinstance(answer, Go):
        raise RuntimeError(f"drone {n} does not fly: {answer.reasons}")
    return target, answer


def _pad(n: int) -> LatLon:
    """Two rows of ten over the south of the city, a kilometre and more from each other."""
    row, place = divmod(n, SORTIES // 2)
    return LatLon(36.455 + 0.04 * row, 127.215 + 0.014 * place)


def _start(command: Sequence[str], environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "flask", *command],
        env=dict(os.environ) | environment,
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _cpu_s(pid: int) -> float:
    """Seconds of processor time, of all threads. Source: proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def _memory_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
