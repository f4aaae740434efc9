"""One drive, second by second, over whatever streets there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benches.twin.kinds import Journey, Kind, Scene
from benches.twin.streets import HALTED_MPS, Sight, Streets

SLOW_MPS = 9 / 3.6  # what is left of a street with an accident in it

Watcher = Callable[[Streets, Sight | None], None]


@dataclass(frozen=True, slots=True)
class Order:
    """One run: `until_arrival` ends it early, when nobody asks what others lost. `kind` None: nobody is sent."""

    scene: Scene
    journey: Journey
    kind: Kind | None
    horizon_s: int
    until_arrival: bool = False


@dataclass(slots=True)
class Log:
    """What a run adds up as it goes. `met`: the edges the ambulance was on."""

    seconds: float = 0.0
    stopped_s: float = 0.0
    waiting_s: float = 0.0
    own_loss_s: float = 0.0
    met: set[int] = field(default_factory=set)


def through(streets: Streets, order: Order, watchers: Sequence[Watcher] = ()) -> Log:
    """Send the vehicle and let the watchers act every second, until the horizon or, if told so, the arrival."""
    log = Log()
    scene = order.scene
    if not scene.slow_after_s:
        streets.slow(scene.slow, SLOW_MPS)
    if order.kind is not None:
        streets.send(order.journey, order.kind)
    for second in range(1, order.horizon_s + 1):
        streets.step()
        if second == scene.slow_after_s:
            streets.slow(scene.slow, SLOW_MPS)
        sight = streets.sight()
        for watch in watchers:
            watch(streets, sight)
        log.waiting_s += streets.waiting()
        _note(log, streets, sight)
        if streets.arrived and order.until_arrival:
            break
    return log


def _note(log: Log, streets: Streets, sight: Sight | None) -> None:
    if streets.arrived:
        return
    log.seconds += 1
    if sight is None:
        return
    log.stopped_s += sight.speed_mps < HALTED_MPS
    log.own_loss_s = streets.lost_by_ambulance_s()
    if sight.edge is not None:
        log.met.add(sight.edge)
