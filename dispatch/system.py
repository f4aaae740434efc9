"""The running system: storage, time, identity, bell, roads, tiles, pager, lamps and rules in one frozen value."""

from dataclasses import dataclass, field
from typing import Protocol

from chassis.bell import Bell
from chassis.clock import Clock
from chassis.db import Database
from chassis.ids import Ids
from chassis.settings import Settings
from dispatch.lamps import Lamps
from dispatch.paging import Paging
from dispatch.plan import Policy, RoadAnswers
from dispatch.tilefile import TileFile
from dispatch.triage import Rules


class RoadHolder(Protocol):
    """Hands out the roads in force; a swap never disturbs who already holds a snapshot."""

    def current(self) -> RoadAnswers:
        """The newest snapshot. Raises NotFoundError when no network is loaded."""
        ...


@dataclass(frozen=True, slots=True)
class System:
    """What commands stand on. `bootstrap.build` makes it; tests make their own."""

    settings: Settings
    db: Database
    clock: Clock
    ids: Ids
    bell: Bell
    roads: RoadHolder
    tiles: TileFile
    paging: Paging
    lamps: Lamps
    rules: Rules
    policy: Policy = field(default_factory=Policy)
