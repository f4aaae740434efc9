"""The roads in force: the network of the file, at the speeds of the hour, under the traffic that is known.

One place weighs the whole network anew and swaps it in one step. Whoever reads takes the snapshot in force and keeps
it: nobody waits while a new one is made, nobody sees half of it. Each process does so for itself, from the shared
tables; it looks whether they have changed and weighs only then.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

import structlog
from sqlalchemy.exc import SQLAlchemyError

from chassis.clock import Clock
from chassis.db import Database
from chassis.errors import NotFoundError
from chassis.settings import Settings
from dispatch.closures import restriction
from dispatch.signalling import drives_left
from dispatch.tables.traffic import is_simulated, read_closures, read_observations, traffic_version
from routing.bluelight import BlueLight
from routing.cars import car_times
from routing.eta import PRIOR, TripModel
from routing.live import Live
from routing.model import Metric, RoadImportError, RoadNetwork
from routing.order import kept_order, order_file
from routing.profiles import CHILE, KOREA, SAN_FRANCISCO
from routing.roads import Roads, build_roads
from routing.segments import Segments
from routing.speeds import SpeedPolicy, weigh
from routing.store import load_network
from routing.traffic import CarTimes, TrafficState, Weighed, lay
from routing.turns import USUAL, TurnPolicy

PROFILED_EVERY = timedelta(minutes=15)  # the speeds follow the hour of the week
AGED_EVERY = timedelta(minutes=1)  # what was observed loses weight
MARKS = 64  # snapshots whose traffic can still be named
Trips = Callable[[datetime], TripModel]  # which minutes hold at an instant
PROFILES = {"coquimbo": CHILE, "sf": SAN_FRANCISCO}  # everywhere else KOREA is where to start
log = structlog.get_logger("goldentime.roads")


def roads_file(settings: Settings, city: str | None = None) -> Path:
    """Where the road arrays of a city lie."""
    return settings.instance / "roads" / f"{city or settings.city}.npz"


@dataclass(frozen=True, slots=True)
class TrafficMark:
    """Which traffic lay over the profile: how often closures and speeds had changed, and what exactly they were."""

    closures: int
    speeds: int
    digest: str
    at: datetime
    simulated: bool = False

    @property
    def version(self) -> str:
        """Short, for a person: in which process and since when it holds is part of it."""
        return f"{self.closures}.{self.speeds}.{int(self.at.timestamp())}"


@dataclass(frozen=True, slots=True, eq=False)
class RoadsInForce:
    """One snapshot and all it was made of. `profile` is the metric without traffic."""

    roads: Roads
    profile: Metric
    cars: CarTimes
    state: TrafficState
    weighed: Weighed
    segments: Segments
    mark: TrafficMark
    stamp: int
    profiled_at: datetime
    blue_light: BlueLight

    def is_old(self, stamp: int | None, now: datetime) -> bool:
        """Whether the file has been replaced, the hour has moved on, or what is known of the traffic has aged."""
        aged = len(self.state.observations) > 0 and now - self.mark.at >= AGED_EVERY
        turns = (edge for one in self.state.restrictions for edge in (one.begins_at, one.ends_at))
        turned = any(self.mark.at < turn <= now for turn in turns)
        return stamp != self.stamp or now - self.profiled_at > PROFILED_EVERY or aged or turned


class RoadFile:
    """Hands out one snapshot to everybody until there is a better one.

    A file that does not load leaves the roads in force, a database that does not answer the traffic in force. `trips`
    says how long trips take beside what the roads say.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        policy: SpeedPolicy | None = None,
        trips: Trips = lambda _: PRIOR,
        *,
        database: Database | None = None,
    ) -> None:
        self._trips = trips
        self._path, self._clock, self._policy = path, clock, policy or PROFILES.get(path.stem, KOREA)
        self._database = database
        self._gives_way: Callable[[], bool] = lambda: False
        self._use: Callable[[], BlueLight] = lambda: self._policy.blue_light
        self._making = Lock()  # of those who make a snapshot; who reads never takes it, but for the very first
        self._live: Live[RoadsInForce | None] = Live(None)
        self._marks: OrderedDict[str, TrafficMark] = OrderedDict()

    def heed(self, gives_way: Callable[[], bool], use: Callable[[], BlueLight] | None = None) -> None:
        """Ask `gives_way` at every look whether signals give ambulances way: on what it says, less delay is charged.
        `use` says which roads they may drive, where that is not the speed policy's to say."""
        self._gives_way, self._use = gives_way, use or self._use

    def find_network(self) -> RoadNetwork | None:
        """The network of the newest snapshot; None when there is none, or none that loads."""
        try:
            return self.current().network
        except (NotFoundError, RoadImportError):
            return None

    def current(self) -> Roads:
        """The snapshot in force; raises NotFoundError when no network has been loaded into the file."""
        return self.held().roads

    def held(self) -> RoadsInForce:
        """The snapshot in force with all it was made of; raises NotFoundError as `current` does.

        Whoever reads takes what is there: only the very first makes it. Whoever changes something calls `refresh`, and
        each process has somebody who looks again and again (`dispatch.traffic.keeping`, the worker).
        """
        held = self._live.current()
        return self.refresh() if held is None or self._stamp() is None else held

    def refresh(self) -> RoadsInForce:
        """The snapshot that is due now, made if it is not there yet; raises NotFoundError as `current` does."""
        with self._making:
            return self._make()

    def mark_of(self, digest: str) -> TrafficMark | None:
        """Which traffic the roads with this digest were made under; None for roads that are long gone."""
        return self._marks.get(digest)

    def _stamp(self) -> int | None:
        try:
            return self._path.stat().st_mtime_ns
        except FileNotFoundError:
            return None

    def _make(self) -> RoadsInForce:
        stamp, held, now = self._stamp(), self._live.current(), self._clock.now()
        if stamp is None:
            raise NotFoundError("roads", self._path.stem)
        counted, gives_way, blue_light = self._counted(held), self._asked(held), self._used(held)
        known = held is not None and not held.is_old(stamp, now) and held.roads.trips == self._trips(now)
        known = known and held is not None and (held.state.gives_way, held.blue_light) == (gives_way, blue_light)
        if held is not None and known and counted == (held.mark.closures, held.mark.speeds):
            return held
        made = self._weighed(held, stamp, now, counted, gives_way=gives_way, blue_light=blue_light)
        self._marks[made.roads.digest] = made.mark
        while len(self._marks) > MARKS:
            self._marks.popitem(last=False)
        self._live.swap(made)
        return made

    def _weighed(
        self,
        held: RoadsInForce | None,
        stamp: int,
        now: datetime,
        counted: tuple[int, int],
        *,
        gives_way: bool,
        blue_light: BlueLight,
    ) -> RoadsInForce:
        same = held is not None and held.stamp == stamp
        network = held.roads.network if held is not None and same else load_network(self._path)
        segments = held.segments if held is not None and same else Segments(network)
        profile, cars, profiled_at = self._profile(held if same else None, network, now, blue_light)
        known, simulated = self._state(held if same else None, segments, now)
        state = replace(known, gives_way=gives_way)
        weighed = lay(network, profile, cars, state, at=now)
        roads = self._roads(held.roads if held is not None and same else None, network, weighed.metric, now)
        mark = TrafficMark(*counted, state.digest, now, simulated)
        return RoadsInForce(roads, profile, cars, state, weighed, segments, mark, stamp, profiled_at, blue_light)

    def _profile(
        self, held: RoadsInForce | None, network: RoadNetwork, now: datetime, blue_light: BlueLight
    ) -> tuple[Metric, CarTimes, datetime]:
        """The times of the hour, an ambulance's and a car's, and since when they hold."""
        if held is not None and now - held.profiled_at <= PROFILED_EVERY and held.blue_light == blue_light:
            return held.profile, held.cars, held.profiled_at
        weighing = weigh(network, policy=replace(self._policy, blue_light=blue_light), at=now)
        return weighing.metric(), car_times(weighing), now

    def _counted(self, held: RoadsInForce | None) -> tuple[int, int]:
        """How often the tables have changed; as before where they cannot be read."""
        if self._database is None:
            return 0, 0
        try:
            with self._database.read() as session:
                return traffic_version(session)
        except SQLAlchemyError as error:
            log.warning("traffic_not_read", error=type(error).__name__)
            return (held.mark.closures, held.mark.speeds) if held is not None else (0, 0)

    def _turns(self) -> TurnPolicy:
        """What turns cost on the side of the road that the area's traffic keeps."""
        try:
            on_the_left = self._database is not None and drives_left(self._database, self._path.stem)
        except SQLAlchemyError as error:
            log.warning("side_of_driving_not_read", error=type(error).__name__)
            return USUAL
        return replace(USUAL, on_the_left=on_the_left)

    def _asked(self, held: RoadsInForce | None) -> bool:
        """Whether signals give way; as before where the tables cannot be read."""
        try:
            return self._gives_way()
        except SQLAlchemyError as error:
            log.warning("traffic_not_read", error=type(error).__name__)
            return held.state.gives_way if held is not None else False

    def _used(self, held: RoadsInForce | None) -> BlueLight:
        """Which roads ambulances may drive; as before where the tables cannot be read."""
        try:
            return self._use()
        except SQLAlchemyError as error:
            log.warning("road_use_not_read", error=type(error).__name__)
            return held.blue_light if held is not None else self._policy.blue_light

    def _state(self, held: RoadsInForce | None, segments: Segments, now: datetime) -> tuple[TrafficState, bool]:
        if self._database is None:
            return TrafficState(), False
        digest = segments.network.digest
        try:
            with self._database.read() as session:
                seen, closures = read_observations(session, digest, now=now), read_closures(session, now=now)
                simulated = is_simulated(session, digest, now=now)
        except SQLAlchemyError as error:
            log.warning("traffic_not_read", error=type(error).__name__)
            return (held.state, held.mark.simulated) if held is not None else (TrafficState(), False)
        return TrafficState(seen, tuple(restriction(one, segments) for one in closures)), simulated

    def _roads(self, before: Roads | None, network: RoadNetwork, weights: Metric, now: datetime) -> Roads:
        """Weighed anew; the same snapshot where nothing has changed, a new one where the network has."""
        trips = self._trips(now)
        if before is None:
            order = kept_order(network, order_file(self._path))
            return build_roads(network, weights, trips=trips, turns=self._turns(), order=order)
        weighed = before if before.metric.digest == weights.digest else before.reweighted(weights)
        return weighed if weighed.trips == trips else replace(weighed, trips=trips)
