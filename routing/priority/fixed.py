"""A junction that runs a fixed programme and lets itself be pre-empted, for a simulated centre and for proofs.

Pure: time is told by `at`. It judges nothing it is shown, so that a controller's fault would be seen.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate

from routing.junctions import Junction, stages
from routing.priority.policy import JunctionPolicy
from routing.priority.port import GREEN, is_steady, kept, losing, with_letter


@dataclass(frozen=True, slots=True)
class Layout:
    """The links of a junction: which approach each belongs to, and which pairs conflict."""

    links: int
    approaches: Mapping[int, frozenset[int]]
    conflicts: frozenset[tuple[int, int]]

    @staticmethod
    def of(junction: Junction) -> "Layout":
        """A link a movement, in the order of the junction's."""
        approaches = {edge: junction.movements_of([edge]) for edge in junction.approaches}
        return Layout(
            len(junction.movements), {edge: own for edge, own in approaches.items() if own}, junction.conflicts
        )

    def is_free(self, links: Collection[int]) -> bool:
        """Whether all of them may be green at once."""
        listed = sorted(links)
        return not any((a, b) in self.conflicts for at, a in enumerate(listed) for b in listed[at + 1 :])

    def target(self, approaches: Collection[int]) -> str | None:
        """All links of `approaches` green, and every other that conflicts with none green; None where they cannot."""
        if not all(one in self.approaches for one in approaches):
            return None
        green = set().union(*(self.approaches[one] for one in approaches))
        if not self.is_free(green):
            return None
        for link in range(self.links):
            if self.is_free({*green, link}):
                green.add(link)
        return with_letter("r" * self.links, green, "G")


@dataclass(frozen=True, slots=True)
class Programme:
    """States and how many seconds each is shown, again and again from `start`."""

    rows: tuple[tuple[str, float], ...]
    start: datetime

    def at(self, now: datetime) -> tuple[str, timedelta]:
        """What is shown at an instant, and for how long it has been."""
        cycle = sum(seconds for _, seconds in self.rows)
        into = (now - self.start).total_seconds() % cycle
        ends = list(accumulate(seconds for _, seconds in self.rows))
        row = next(at for at, end in enumerate(ends) if into < end or at == len(ends) - 1)
        return self.rows[row][0], timedelta(seconds=into - (ends[row] - self.rows[row][1]))


def programme_of(
    junction: Junction, *, start: datetime, green_s: float = 20.0, policy: JunctionPolicy | None = None
) -> Programme:
    """A plain programme: each stage its green, then yellow and red for whoever loses it."""
    timing, layout = policy or JunctionPolicy(), Layout.of(junction)
    states = [layout.target(stage) or "r" * layout.links for stage in stages(junction)]
    rows: list[tuple[str, float]] = []
    for state, following in zip(states, [*states[1:], states[0]], strict=True):
        rows.append((state, green_s))
        if state != following:
            still = kept(state, following)
            rows.append((with_letter(still, losing(state, following), "y"), timing.yellow.total_seconds()))
            rows.append((still, timing.all_red.total_seconds()))
    return Programme(tuple(rows), start)


@dataclass(slots=True)
class FixedSignal:
    """See SignalPort. Tell it the time by `at` before anything else."""

    layout: Layout
    programme: Programme
    policy: JunctionPolicy = field(default_factory=JunctionPolicy)
    now: datetime = field(init=False)
    _told: str | None = None
    _told_since: datetime | None = None
    _until: datetime | None = None
    _released_at: datetime | None = None

    def __post_init__(self) -> None:
        self.now = self.programme.start

    def at(self, now: datetime) -> None:
        """The time is `now`: what nobody has renewed is cleared, step by step, and the programme taken up again."""
        self.now = now
        if self._told is not None and self._until is not None and now >= self._until:
            self._clear(self._told)

    def current_state(self) -> str:
        """See SignalPort."""
        return self._told if self._told is not None else self.programme.at(self.now)[0]

    def green_age(self) -> timedelta:
        """See SignalPort."""
        if self._told_since is not None:
            return self.now - self._told_since
        lasted = self.programme.at(self.now)[1]
        return min(lasted, self.now - self._released_at) if self._released_at is not None else lasted

    def target_state(self, approaches: Collection[int]) -> str | None:
        """See SignalPort."""
        return self.layout.target(approaches)

    def set_state(self, state: str, ttl: timedelta) -> None:
        """See SignalPort."""
        self._until = self.now + ttl
        self._change(state)

    def release(self) -> None:
        """See SignalPort."""
        self._told = self._told_since = self._until = None
        self._released_at = self.now

    def release_ok(self) -> bool:
        """See SignalPort."""
        return is_steady(self.programme.at(self.now)[0])

    def _change(self, state: str) -> None:
        if state != self._told:
            self._told, self._told_since = state, self.now

    def _clear(self, shown: str) -> None:
        lasted = self.green_age()
        if any(one in GREEN for one in shown):
            greens = {at for at, one in enumerate(shown) if one in GREEN}
            self._change(with_letter("r" * len(shown), greens, "y"))
        elif not is_steady(shown):
            if lasted >= self.policy.yellow:
                self._change("r" * len(shown))
        elif lasted >= self.policy.all_red and self.release_ok():
            self.release()
