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
from dispatch.roadfile import RoadsInForce, TrafficMark
from dispatch.signalling import Signals
from dispatch.subscriptions import Hooks
from dispatch.subscriptions.resthook import RestHooks
from dispatch.tilefile import TileFile
from dispatch.triage import Rules
from dispatch.vendors import Vendors
from dispatch.vendors.webhook import WebhookVendors


class RoadHolder(Protocol):
    """Hands out the roads in force; a swap never disturbs who already holds a snapshot."""

    def current(self) -> RoadAnswers:
        """The newest snapshot. Raises NotFoundError when no network is loaded."""
        ...

    def held(self) -> RoadsInForce:
        """The newest snapshot with network and traffic. Raises NotFoundError when there is none."""
        ...

    def refresh(self) -> RoadsInForce:
        """The snapshot that is due now, made if it is not there yet. Raises NotFoundError when there is none."""
        ...

    def mark_of(self, digest: str) -> TrafficMark | None:
        """Which traffic the roads with this digest were made under."""
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
    signals: Signals = field(default_factory=Signals)
    hooks: Hooks = field(default_factory=lambda: RestHooks.within(()))
    vendors: Vendors = field(default_factory=lambda: WebhookVendors.within(()))
