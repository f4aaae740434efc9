"""What the router knows of the traffic: reports of floating cars, laid over its profile as in the running system.

One car in ten says every five seconds where it is and how fast. Nothing else of the simulator reaches the router.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from benches.twin.streets import Sight, Streets
from routing.bluelight import KEEPS_WITH_PRIORITY
from routing.cars import car_times
from routing.model import Metric, RoadNetwork
from routing.speeds import SpeedPolicy, weigh
from routing.traffic import POLICY, Heard, TrafficPolicy, TrafficState, lay, observations

ONE_IN = 10
EVERY_S = 5
CRAWL_MPS = 0.2  # a standing car reports that it got nowhere: 1 m in the five seconds
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
WITH_PRIORITY = replace(POLICY, keeps=KEEPS_WITH_PRIORITY)

Report = tuple[float, int, float]


@dataclass(slots=True)
class Floating:
    """A watcher that collects reports: instant, edge, m/s."""

    one_in: int = ONE_IN
    reports: list[Report] = field(default_factory=list)

    def __call__(self, streets: Streets, _: Sight | None) -> None:
        """Listen when it is time to."""
        if streets.now_s % EVERY_S == 0:
            self.reports += [(streets.now_s, edge, mps) for edge, mps in streets.floating(self.one_in)]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The router's own profile and how it charges an ambulance for what cars lose."""

    network: RoadNetwork
    profile: Metric
    speeds: SpeedPolicy
    traffic: TrafficPolicy = WITH_PRIORITY

    def metric(self, reports: Sequence[Report], now_s: float) -> Metric:
        """The profile under what was reported until `now_s`."""
        begin = EPOCH.timestamp()
        rows = [
            (edge, Heard.CARS, begin + at_s, max(mps, CRAWL_MPS) * EVERY_S, EVERY_S, 1.0)
            for at_s, edge, mps in reports
            if at_s <= now_s
        ]
        at = EPOCH + timedelta(seconds=now_s)
        cars = car_times(weigh(self.network, policy=self.speeds))
        return lay(
            self.network, self.profile, cars, TrafficState(observations(rows)), at=at, policy=self.traffic
        ).metric
