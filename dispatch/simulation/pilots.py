"""The simulated pilots: what `answers` says they do next, by the real commands, and the station made ready again."""

from chassis.errors import GoldentimeError
from chassis.identity import SIMULATED, Actor, Role
from dispatch.policies.force import in_force
from dispatch.simulation.answers import let_go, pilot_step
from dispatch.simulation.hands import flown_by_people
from dispatch.simulation.piloting import look_below, look_over
from dispatch.simulation.readying import make_ready
from dispatch.simulation.stage import Stage
from dispatch.system import System
from drones import pad
from drones.behind import played
from drones.sortie import Sortie
from drones.states import SortieAction, SortieState
from drones.tables import read_sorties
from drones.tables.links import read_behind


def act_for_pilots(system: System, stage: Stage) -> None:
    """Pilots accept, check, launch, lower and release; after the flight all is made ready again.

    They fly what is simulated, for whoever calls. A real drone, or a vendor's, waits for its own pilots.
    """
    with system.db.read() as session:
        found = read_sorties(session, region=stage.region)
        things = read_behind(session, {sortie.drone_id for sortie in found})
        sorties = [sortie for sortie in found if played(things[sortie.drone_id], simulated=sortie.simulated)]
        theirs = flown_by_people(session, sorties, now=stage.now)
    for sortie in sorties:
        if sortie.id in theirs:
            continue
        entered = sortie.entered.get(sortie.state)
        action = pilot_step(sortie.state, stage.lived(entered)) if entered is not None else None
        action = action or let_go(sortie, stage.now)
        if action is None:
            continue
        pilot = Actor(f"{SIMULATED}pilot", "모의 조종사", Role.PILOT, sortie.station_region, sortie.station_id)
        try:
            _pilot(system, pilot, sortie, action)
        except GoldentimeError:
            continue  # a check is not green yet, or somebody was faster: the pilot looks again


def _pilot(system: System, pilot: Actor, sortie: Sortie, action: SortieAction) -> None:
    if action in {SortieAction.PREFLIGHT_OK, SortieAction.LAUNCH}:
        look_over(system, pilot, sortie)
    if action is SortieAction.LOWER:
        look_below(system, pilot, sortie)
    with system.db.read() as session:
        policy = in_force(session, system, sortie.station_region).drop
    pad.act(system, pilot, sortie.id, action, policy=policy)
    if sortie.state is SortieState.LANDED:
        make_ready(system, pilot, sortie)
