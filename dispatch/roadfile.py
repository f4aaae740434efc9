"""The road network in force, read from its file and read again when the file changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from chassis.clock import Clock
from chassis.errors import NotFoundError
from chassis.settings import Settings
from routing.eta import PRIOR, TripModel
from routing.model import RoadImportError, RoadNetwork
from routing.order import kept_order, order_file
from routing.profiles import CHILE, KOREA, SAN_FRANCISCO
from routing.roads import Roads, build_roads
from routing.speeds import SpeedPolicy, metric
from routing.store import load_network

REWEIGHED_EVERY = timedelta(minutes=15)  # the speeds follow the hour of the week
Trips = Callable[[datetime], TripModel]  # which minutes hold at an instant
PROFILES = {"coquimbo": CHILE, "sf": SAN_FRANCISCO}  # everywhere else KOREA is where to start


def roads_file(settings: Settings, city: str | None = None) -> Path:
    """Where the road arrays of a city lie."""
    return settings.instance / "roads" / f"{city or settings.city}.npz"


class RoadFile:
    """Hands out one snapshot to everybody until the file is replaced or the hour moves on.

    Readers who hold an older snapshot keep it; a file that does not load leaves the roads in force. `trips` says how
    long trips take beside what the roads say.
    """

    def __init__(
        self, path: Path, clock: Clock, policy: SpeedPolicy | None = None, trips: Trips = lambda _: PRIOR
    ) -> None:
        self._trips = trips
        self._path, self._clock, self._policy = path, clock, policy or PROFILES.get(path.stem, KOREA)
        self._lock = Lock()
        self._roads: Roads | None = None
        self._stamp: int | None = None
        self._weighed = datetime.min.replace(tzinfo=UTC)

    def find_network(self) -> RoadNetwork | None:
        """The network of the newest snapshot; None when there is none, or none that loads."""
        try:
            return self.current().network
        except (NotFoundError, RoadImportError):
            return None

    def current(self) -> Roads:
        """The newest snapshot; raises NotFoundError when no network has been loaded into the file."""
        with self._lock:
            stamp = self._path.stat().st_mtime_ns if self._path.exists() else None
            if stamp is None:
                raise NotFoundError("roads", self._path.stem)
            now = self._clock.now()
            if self._roads is None or stamp != self._stamp:
                network = load_network(self._path)
                weights = metric(network, policy=self._policy, at=now)
                order = kept_order(network, order_file(self._path))
                self._roads = build_roads(network, weights, trips=self._trips(now), order=order)
                self._stamp, self._weighed = stamp, now
            elif now - self._weighed > REWEIGHED_EVERY:
                self._roads = self._roads.reweighted(metric(self._roads.network, policy=self._policy, at=now))
                self._weighed = now
            if (trips := self._trips(now)) != self._roads.trips:
                self._roads = replace(self._roads, trips=trips)
            return self._roads
