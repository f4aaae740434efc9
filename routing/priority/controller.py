"""One junction and the vehicles that ask for it.

NORMAL → WAIT_MIN_GREEN → YELLOW → ALL_RED → HOLD → OUT_YELLOW → OUT_RED → NORMAL, then locked for a while.

Proved by fuzzing (tests/routing/priority/fuzz.py): never two conflicting greens, and before any green each conflicting
link has shown yellow and red as long as the policy says, whatever is asked, lost, repeated or late.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from routing.priority.claims import Claim, Claims
from routing.priority.messages import Answer, Kind, PriorityRequest, Status, rank
from routing.priority.policy import JunctionPolicy
from routing.priority.port import GREEN, SignalError, SignalPort, is_steady, kept, losing, with_letter


class Phase(StrEnum):
    """What the junction is doing. In all but the first two it shows what it is told."""

    NORMAL = "normal"
    WAIT_MIN_GREEN = "wait_min_green"
    YELLOW = "yellow"
    ALL_RED = "all_red"
    HOLD = "hold"
    OUT_YELLOW = "out_yellow"
    OUT_RED = "out_red"


@dataclass(slots=True)
class JunctionController:
    """The one owner of a junction's signals: `hear` every message, `tick` once a second.

    Nothing is decided by the wall clock: the same messages and instants give the same signals.
    """

    junction: str
    port: SignalPort
    policy: JunctionPolicy = field(default_factory=JunctionPolicy)
    phase: Phase = Phase.NORMAL
    claims: Claims = field(init=False)
    owner: Claim | None = None
    served: frozenset[int] = frozenset()  # approaches that have green, or will have it at the end of this clearance
    _green: frozenset[int] = frozenset()  # approaches that have it now
    _shown: str = ""
    _target: str = ""
    _since: datetime | None = None
    _locked_until: datetime | None = None

    def __post_init__(self) -> None:
        self.claims = Claims(self.policy)

    def hear(self, request: PriorityRequest, kind: Kind, now: datetime) -> Answer:
        """Take one message in and say how its request stands; the signals change at the next tick."""
        if kind is not Kind.CANCEL and not self._knows(request.approach):
            status = self.claims.end((request.vehicle, request.number), Status.REJECTED, now)
        else:
            status = self.claims.hear(request, kind, now)
        return _answer(self.junction, request, status, now)

    def tick(self, now: datetime) -> tuple[Answer, ...]:
        """Do what the instant asks for; the answers that have changed. A junction out of reach refuses everybody."""
        ended = [_answer(self.junction, claim.request, status, now) for claim, status in self.claims.tick(now)]
        try:
            self._advance(now)
        except SignalError:
            for claim in list(self.claims.open.values()):
                status = self.claims.end(claim.key, Status.REJECTED, now)
                ended.append(_answer(self.junction, claim.request, status, now))
            self._rest(now)
        return (*ended, *self._told(now))

    def _advance(self, now: datetime) -> None:
        moves = {
            Phase.NORMAL: self._begin,
            Phase.WAIT_MIN_GREEN: self._wait,
            Phase.YELLOW: self._clear,
            Phase.ALL_RED: self._cleared,
            Phase.HOLD: self._held,
            Phase.OUT_YELLOW: self._leave,
            Phase.OUT_RED: self._left,
        }
        moves[self.phase](now)
        if self.phase not in (Phase.NORMAL, Phase.WAIT_MIN_GREEN):
            self.port.set_state(self._shown, self.policy.ttl)

    def _begin(self, now: datetime) -> None:
        if (self._locked_until is None or now >= self._locked_until) and self._choose(now):
            self.phase = Phase.WAIT_MIN_GREEN
            self._wait(now)

    def _wait(self, now: datetime) -> None:
        """Let the programme finish its own yellow and red, and every green its shortest time."""
        wanted = self._choose(now)
        if not wanted:
            self._rest(now)
            return
        shown, target = self.port.current_state(), self._target_of(wanted)
        if shown == target or (is_steady(shown) and self.port.green_age() >= self.policy.min_green):
            self._shown = shown
            self._turn(wanted, target, now)

    def _turn(self, wanted: frozenset[int], target: str, now: datetime) -> None:
        """From what is shown to `target`: over yellow and red where anybody loses green, at once otherwise."""
        lost = losing(self._shown, target)
        self._green, self.served, self._target = self._green & wanted, wanted, target
        if lost:
            self._show(Phase.YELLOW, with_letter(kept(self._shown, target), lost, "y"), now)
        else:
            self._hold(now)

    def _clear(self, now: datetime) -> None:
        if self._lasted(now) >= self.policy.yellow:
            self._show(Phase.ALL_RED, kept(self._shown, self._target), now)

    def _cleared(self, now: datetime) -> None:
        if self._lasted(now) >= self.policy.all_red:
            self._hold(now)

    def _hold(self, now: datetime) -> None:
        self._green = self.served
        self._show(Phase.HOLD, self._target, now)

    def _held(self, now: datetime) -> None:
        """Whom is the green for? It changes hands after its shortest time, straight to the next."""
        wanted = self._choose(now)
        if self._lasted(now) < self.policy.min_green or (wanted and wanted <= self.served):
            return
        if wanted:
            self._turn(wanted, self._target_of(wanted), now)
            return
        greens = {at for at, one in enumerate(self._shown) if one in GREEN}
        self._green = self.served = frozenset()
        self._show(Phase.OUT_YELLOW, with_letter("r" * len(self._shown), greens, "y"), now)

    def _leave(self, now: datetime) -> None:
        if self._lasted(now) >= self.policy.yellow:
            self._show(Phase.OUT_RED, "r" * len(self._shown), now)

    def _left(self, now: datetime) -> None:
        """All is red: to the next in line at once, or back to the programme as soon as that shows no yellow."""
        if self._lasted(now) < self.policy.all_red:
            return
        wanted = self._choose(now)
        if wanted:
            self._turn(wanted, self._target_of(wanted), now)
        elif self.port.release_ok():
            self.port.release()
            self._rest(now)
            self._locked_until = now + self.policy.lockout

    def _choose(self, now: datetime) -> frozenset[int]:
        """The approaches to be green: the owner's, and whoever else's may be green with it."""
        waiting = sorted(self.claims.due(now), key=lambda one: rank(one.request))
        if self.owner is not None and self.owner.key not in self.claims.open:
            self.owner = None
        if not waiting:
            self.owner = None
            return frozenset()
        if self.owner is None or self._displaced(self.owner, waiting[0], now):
            self.owner = waiting[0]
        wanted = frozenset({self.owner.request.approach})
        for one in waiting:
            more = wanted | {one.request.approach}
            if self.port.target_state(more) is not None:
                wanted = more
        return wanted

    def _displaced(self, owner: Claim, best: Claim, now: datetime) -> bool:
        """Whether the first in line takes over: graver or clearly nearer, and never from one who is about to pass."""
        if best.key == owner.key:
            return False
        working = self.phase not in (Phase.NORMAL, Phase.WAIT_MIN_GREEN)
        if working and owner.request.eta - now <= self.policy.commit:
            return False
        graver = best.request.severity - owner.request.severity
        return graver > 0 or (graver == 0 and owner.request.eta - best.request.eta > self.policy.nearer)

    def _knows(self, approach: int) -> bool:
        """Whether the junction has such an approach; one out of reach says so at the next tick."""
        try:
            return self.port.target_state((approach,)) is not None
        except SignalError:
            return True

    def _target_of(self, wanted: frozenset[int]) -> str:
        target = self.port.target_state(wanted)
        if target is None:  # it knew the approaches when they were chosen
            raise SignalError(f"{self.junction} knows no approaches {sorted(wanted)}")
        return target

    def _show(self, phase: Phase, state: str, now: datetime) -> None:
        self.phase, self._shown, self._since = phase, state, now

    def _rest(self, now: datetime) -> None:
        self.owner, self.served, self._green = None, frozenset(), frozenset()
        self._show(Phase.NORMAL, "", now)

    def _lasted(self, now: datetime) -> timedelta:
        return now - self._since if self._since is not None else timedelta(0)

    def _told(self, now: datetime) -> Iterator[Answer]:
        for claim in self.claims.open.values():
            claim.status = self._status(claim, now)
            if claim.served_at is None and claim.status in (Status.PROCESSING, Status.GRANTED):
                claim.served_at = now
            if claim.status is not claim.told:
                claim.told = claim.status
                yield _answer(self.junction, claim.request, claim.status, now)

    def _status(self, claim: Claim, now: datetime) -> Status:
        approach = claim.request.approach
        if approach in self._green:
            return Status.GRANTED
        if self.owner is None:
            return Status.LOCKED if self._locked_until is not None and now < self._locked_until else Status.REQUESTED
        if claim is self.owner or approach in self.served:
            return Status.PROCESSING
        return Status.WATCH if claim in self.claims.due(now) else Status.REQUESTED


def _answer(junction: str, request: PriorityRequest, status: Status, at: datetime) -> Answer:
    return Answer(request.vehicle, request.number, junction, request.sequence, status, at, request.eta)
