"""The ambulance asks for green, second by second, through the same module as in the running system."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from benches.twin.kinds import AMBULANCE
from benches.twin.streets import Sight, Streets
from routing.junctions import Junctions
from routing.model import Route
from routing.priority import (
    AvlFix,
    Change,
    JunctionController,
    Kind,
    Phase,
    PlannedRoute,
    PriorityPolicy,
    PriorityRequest,
    Progress,
    RequestState,
    SignalPort,
    Status,
    Why,
    answered,
    follow,
    plan_changes,
    plan_way,
)

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
GRAVEST = 14
UNTOUCHED = (Phase.NORMAL, Phase.WAIT_MIN_GREEN)


@dataclass(slots=True)
class Asked:
    """What the requests of one trip came to. `forced_s`: seconds, junction by junction, off their programmes."""

    requests: int = 0
    granted: int = 0
    passed_on_grant: int = 0
    overstayed: int = 0
    forced_s: int = 0


@dataclass(slots=True)
class Asking:
    """A watcher of a run: plans requests for the way in force and runs every junction's controller.

    `signals` makes the ports once the streets are there. A junction without one is asked nothing.
    """

    junctions: Junctions
    route: Route
    lead: timedelta
    signals: Callable[[], Mapping[str, SignalPort]]
    asked: Asked = field(default_factory=Asked)
    _way: PlannedRoute | None = None
    _progress: Progress | None = None
    _known: dict[int, PriorityRequest] = field(default_factory=dict)
    _controllers: dict[str, JunctionController] = field(default_factory=dict)
    _seen: bool = False

    def __call__(self, streets: Streets, sight: Sight | None) -> None:
        """One second."""
        now = EPOCH + timedelta(seconds=streets.now_s)
        if not self._controllers:
            self._controllers = {name: JunctionController(name, port) for name, port in self.signals().items()}
            self.take(self.route)
        self._seen |= sight is not None
        if sight is not None and self._way is not None:
            fix = AvlFix(AMBULANCE, now, sight.place, sight.speed_mps)
            self._progress = (
                follow(self._way, fix, self._progress, off_route_m=self._policy.off_route_m) or self._progress
            )
        if self._seen:
            self._ask(None if sight is None else self._way, now)
        self._run(now)

    def take(self, route: Route) -> None:
        """Another way is in force: what lies on it is asked, what does not is taken back at the next second."""
        self.route, self._progress = route, None
        way = plan_way(route, self.junctions)
        self._way = way.without(frozenset(self.junctions.by_id) - frozenset(self._controllers))

    @property
    def _policy(self) -> PriorityPolicy:
        return replace(PriorityPolicy(), lead=self.lead)

    def _ask(self, way: PlannedRoute | None, now: datetime) -> None:
        known = tuple(self._known.values())
        for change in plan_changes(
            AMBULANCE, way, self._progress, known, severity=GRAVEST, now=now, policy=self._policy
        ):
            self._count(change)
            request = change.request
            self._known[request.number] = request
            answer = self._controllers[request.junction].hear(request, change.kind, now)
            self._known[request.number] = answered(request, answer)

    def _count(self, change: Change) -> None:
        before = self._known.get(change.request.number)
        self.asked.requests += change.kind is Kind.REQUEST
        if change.why is Why.PASSED and before is not None:
            self.asked.passed_on_grant += before.state is RequestState.GRANTED

    def _run(self, now: datetime) -> None:
        for controller in self._controllers.values():
            for answer in controller.tick(now):
                self._known[answer.number] = answered(self._known[answer.number], answer)
                self.asked.granted += answer.status is Status.GRANTED
                self.asked.overstayed += answer.status is Status.MAX_PRESENCE
            self.asked.forced_s += controller.phase not in UNTOUCHED
