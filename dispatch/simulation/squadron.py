"""Many kits at once, as an exercise: stations of its own beside the city's, and a call near each in the same minute.

The stations stand as far from each other as the city's demand allows, each with one drone and one AED. A simulated
caller is a kilometre and a half north of each. The order waits for no race against an ambulance; all else is as ever:
pilots, link, vehicles, the desk's and the callers' news.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from sqlalchemy.orm import Session

from chassis.geo import LatLon, distance_m
from chassis.identity import SIMULATED, Actor, Role
from chassis.travel import Travel
from chassis.work import working
from dispatch.calls import NewCall
from dispatch.desk.taking import take_call
from dispatch.model import Gate, Hypothesis, LocationSource, Tri
from dispatch.policies.force import in_force
from dispatch.system import System
from dispatch.tables.areas import read_zones
from dispatch.tables.drops import begin_news
from drones.airframes import M350
from drones.airspace.closing import closed_zones
from drones.airspace.outline import outline
from drones.feasibility import Go, NoGo, assess_drop
from drones.model import Drone, Kit, KitKind, Squadron, Station
from drones.pad import order_drop
from drones.planner import stopping_m
from drones.siting.grid import lay_grid
from drones.siting.reach import Carrier, in_the_way
from drones.states import FLYING
from drones.tables import put_drone, put_kit, put_station, read_sorties, read_squadron
from drones.tables.squadron import read_traffic

PREFIX = "exercise-"
SIDE_M, APART_M = 1000.0, 800.0
NORTH_DEG = 0.0135  # 1.5 km
KIT_KG, NEVER = 1.5, date(2099, 1, 1)
LATE = Travel(timedelta(minutes=25), timedelta(minutes=30), 20_000.0)  # an ambulance so far that every kit is worth it
WORDS = "훈련: 숨을 안 쉬어요, 반응이 없어요"


def equip(session: Session, system: System, region: str, count: int) -> int:
    """Put up to `count` exercise stations up, each with a drone and an AED; how many there was room for. Repeatable."""
    pads = _pads(session, system, region, count)
    for number, pad in enumerate(pads, 1):
        station = Station(f"{PREFIX}station-{number}", region, f"훈련 {number}", f"Exercise {number}", pad)
        put_station(session, station)
        drone = Drone(f"{PREFIX}{number}", region, station.id, f"X{number}", M350, 1.0)
        put_drone(session, drone)
        session.flush()
        kit = Kit(f"{PREFIX}kit-{number}", KitKind.AED, KIT_KG, NEVER, station.id, drone.id)
        put_kit(session, kit, region=region)
    return len(pads)


def count_drones(system: System, region: str) -> int:
    """How many drones the exercise has."""
    with system.db.read() as session:
        return len(_drones(_squadron(session, system, region)))


def count_ready(system: System, region: str) -> int:
    """How many of the exercise's drones would fly now."""
    with system.db.read() as session:
        squadron = _squadron(session, system, region)
        answers = [_ask(session, system, squadron, drone) for drone in _drones(squadron)]
    return sum(isinstance(answer, Go) for answer in answers)


def call_for_all(system: System, region: str) -> tuple[str, ...]:
    """A call near each exercise station, and an order for its drone if it would fly; the sorties' ids."""
    with system.db.read() as session:
        drones = _drones(_squadron(session, system, region))
    sorties = [_call_for(system, drone) for drone in drones]
    return tuple(sortie for sortie in sorties if sortie is not None)


def count_flying(system: System, region: str) -> int:
    """How many of the exercise's drones are in the air."""
    with system.db.read() as session:
        sorties = read_sorties(session, region=region)
    return sum(sortie.state in FLYING and sortie.drone_id.startswith(PREFIX) for sortie in sorties)


def _call_for(system: System, drone: Drone) -> str | None:
    with system.db.read() as session:
        squadron = _squadron(session, system, drone.region)
        answer, target = _ask(session, system, squadron, drone), _target(squadron, drone)
    if not isinstance(answer, Go):
        return None
    desk = Actor(f"{SIMULATED}desk", "모의 상황실", Role.DISPATCHER, drone.region)
    place = Hypothesis(LocationSource.TYPED, target, f"훈련 Exercise {drone.name}")
    gate = Gate(Tri.NO, Tri.NO)
    call = NewCall(drone.region, text=WORDS, complaint="arrest", gate=gate, hypotheses=(place,), simulated=True)
    incident_id = take_call(system, desk, call).incident_id
    with working(system, desk) as work:
        sortie_id = order_drop(
            work.session,
            system,
            desk,
            incident_id=incident_id,
            target=target,
            go=answer,
            now=work.now,
            simulated=True,
        )
        begin_news(work.session, sortie_id)
    return sortie_id


def _ask(session: Session, system: System, squadron: Squadron, drone: Drone) -> Go | NoGo:
    """Whether this drone, as if it were the only one, flies to its caller now."""
    now, policy = system.clock.now(), in_force(session, system, drone.region).drop
    alone = replace(squadron, drones=(drone,), kits=tuple(kit for kit in squadron.kits if kit.drone_id == drone.id))
    return assess_drop(
        alone,
        target=_target(squadron, drone),
        kit=KitKind.AED,
        ambulance=LATE,
        now=now,
        policy=policy,
        traffic=read_traffic(session, now=now, launch_delay=policy.launch_delay),
    )


def _squadron(session: Session, system: System, region: str) -> Squadron:
    return read_squadron(session, (region,), now=system.clock.now(), simulated=True)


def _drones(squadron: Squadron) -> tuple[Drone, ...]:
    return tuple(drone for drone in squadron.drones if drone.id.startswith(PREFIX))


def _target(squadron: Squadron, drone: Drone) -> LatLon:
    return _north_of(next(one.place for one in squadron.stations if one.id == drone.station_id))


def _north_of(pad: LatLon) -> LatLon:
    return LatLon(pad.lat + NORTH_DEG, pad.lon)


def _pads(session: Session, system: System, region: str, count: int) -> tuple[LatLon, ...]:
    """Up to `count` places by farthest first, from which it is open air to the caller's."""
    now, carrier = system.clock.now(), Carrier()
    demand = [(zone.place, zone.weight) for zone in read_zones(session, region)]
    places = [cell.place for cell in lay_grid(demand, side_m=SIDE_M)]
    zones, way = read_squadron(session, (region,), now=now).zones, in_force(session, system, region).drop.way
    closed = closed_zones(zones, start=now, end=now + timedelta(days=1), altitude_m=carrier.profile.cruise_m)
    margin_m = stopping_m(carrier.airframe) + way.slack_m
    outlines = [outline(zone.shape) for zone in closed]
    shut = in_the_way(places, [_north_of(place) for place in places], outlines, margin_m=margin_m)
    return _farthest_first([place for n, place in enumerate(places) if not shut[n, n]], count)


def _farthest_first(places: Sequence[LatLon], count: int) -> tuple[LatLon, ...]:
    """Each next the one farthest from all before it, as long as that is `APART_M` or more."""
    chosen: list[LatLon] = []
    left = np.full(len(places), np.inf)
    while len(chosen) < count and left.size and left.max() >= APART_M:
        chosen.append(places[int(left.argmax())])
        left = np.minimum(left, [distance_m(chosen[-1], place) for place in places])
    return tuple(chosen)
