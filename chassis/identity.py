"""Who is acting. Every command takes an `Actor`; every event and audit row names one."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody signs in as. A role sees its own pages and nothing of the others'."""

    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    HOSPITAL = "hospital"
    PARAMEDIC = "paramedic"
    PILOT = "pilot"
    ADMIN = "admin"
    TRAFFIC = "traffic"  # a traffic centre's machine: it tells speeds, and reads nothing of anybody
    RELAY = "relay"  # a machine that hands in what others say of emergencies; it reads nothing
    MONITOR = "monitor"  # the gateway of a unit's monitor: it hands in signs, and reads nothing
    CALLER = "caller"  # by the link in a text message; never signs in


DESK = frozenset({Role.DISPATCHER, Role.SUPERVISOR})
SIMULATED = "sim:"  # how the id of everybody begins who acts in a simulated day


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person or machine.

    `facility` confines the actor: the hospital id for hospital staff, the unit id for paramedics, the drone
    station id for pilots; None for the desk, which sees its whole region. `duty` is what they do there, in the words of
    that room; None where nobody has said. `scopes` are what a machine was given (`chassis.scopes`).
    """

    id: str
    name: str
    role: Role
    region: str
    facility: str | None = None
    duty: str | None = None
    scopes: tuple[str, ...] = ()

    @property
    def simulated(self) -> bool:
        """Whether this is nobody: a part that the simulated day plays."""
        return self.id.startswith(SIMULATED)


def system_actor(region: str, name: str = "system") -> Actor:
    """The actor for what time brings (timers, sweeps, imports); never signs in."""
    return Actor(id=f"system:{name}", name=name, role=Role.ADMIN, region=region)
