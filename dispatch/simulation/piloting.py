"""What simulated pilots look at: labels and notices before take-off, the ground below the kit; with an invented
certificate."""

from datetime import timedelta

from chassis.identity import Actor, Role
from dispatch.policies.force import in_force
from dispatch.system import System
from drones import pad
from drones.certificates import Grade
from drones.lacks import Lack
from drones.preflight import Check, Finding, asked_of_person, not_green
from drones.sortie import Sortie

CERTIFICATE, HELD_FOR = "00-000000", timedelta(days=365)


def look_over(system: System, pilot: Actor, sortie: Sortie) -> None:
    """Answer everything on the list that a person may answer and that is not green yet."""
    for finding in _red(system, sortie):
        if finding.lack in {Lack.NOTICES_UNREAD, Lack.NOTICES_OLD}:
            pad.tick_check(system, pilot, sortie.id, finding.check)  # for this flight, and nobody else's
        elif finding.check is Check.PILOT and sortie.operator_id == pilot.id:
            _certify(system, pilot)
        elif finding.check in asked_of_person((finding,)):
            value = sortie.kit_id if finding.check is Check.KIT else None
            pad.tick_check(system, pilot, sortie.id, finding.check, value=value)


def look_below(system: System, pilot: Actor, sortie: Sortie) -> None:
    """Nobody stands under a simulated kit."""
    pad.tick_check(system, pilot, sortie.id, Check.BELOW_CLEAR)


def _red(system: System, sortie: Sortie) -> tuple[Finding, ...]:
    now = system.clock.now()
    with system.db.read() as session:
        policy = in_force(session, system, sortie.station_region).drop
        return not_green(pad.read_preflight(session, sortie, now=now, policy=policy))


def _certify(system: System, pilot: Actor) -> None:
    office = Actor(f"{pilot.id}:office", "모의 행정", Role.ADMIN, pilot.region)
    until = system.clock.now().date() + HELD_FOR
    pad.certify(system, office, pilot.id, number=CERTIFICATE, grade=Grade.SECOND, valid_until=until)
