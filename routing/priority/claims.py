"""Who wants a junction: the requests a controller has heard, whatever the messages went through on their way. Pure.

Messages come twice, late and out of order. A request is known by vehicle and number; what was said before the newest
word about it is not listened to, and a request that has ended stays ended however often it is repeated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from routing.priority.messages import Kind, PriorityRequest, Status, is_newer
from routing.priority.policy import JunctionPolicy

Key = tuple[str, int]


@dataclass(slots=True)
class Claim:
    """A request that is listened to. `served_at` is since when the junction works for it."""

    request: PriorityRequest
    status: Status = Status.REQUESTED
    told: Status | None = None
    served_at: datetime | None = None

    @property
    def key(self) -> Key:
        """What the request is known by."""
        return self.request.vehicle, self.request.number


@dataclass(slots=True)
class Claims:
    """All of one junction. Nothing is kept for ever: everything here has an end by time."""

    policy: JunctionPolicy
    open: dict[Key, Claim] = field(default_factory=dict)
    _ended: dict[Key, tuple[Status, datetime]] = field(default_factory=dict)
    _barred: dict[str, datetime] = field(default_factory=dict)

    def hear(self, request: PriorityRequest, kind: Kind, now: datetime) -> Status:
        """Take one message in; the status of its request afterwards."""
        key = (request.vehicle, request.number)
        if kind is Kind.CANCEL:
            return self.end(key, Status.UNKNOWN, now)
        if request.vehicle in self._barred:
            self._barred[request.vehicle] = now
            return self.end(key, Status.MAX_PRESENCE, now)
        if key in self._ended:
            return self._ended[key][0]
        claim = self.open.get(key)
        if claim is None:
            claim = self.open[key] = Claim(request)
        elif is_newer(request.sequence, claim.request.sequence):
            claim.request = request
        return claim.status

    def end(self, key: Key, status: Status, now: datetime) -> Status:
        """Close a request for good; what it ended as the first time stands."""
        self.open.pop(key, None)
        return self._ended.setdefault(key, (status, now))[0]

    def tick(self, now: datetime) -> Iterator[tuple[Claim, Status]]:
        """End what time ends: a request nobody renews, and a vehicle that stays too long, which is barred."""
        for claim in list(self.open.values()):
            request = claim.request
            if claim.served_at is not None and now - claim.served_at >= self.policy.max_presence:
                self._barred[request.vehicle] = now
                yield claim, self.end(claim.key, Status.MAX_PRESENCE, now)
            elif now >= request.eta + request.duration + self.policy.grace:
                yield claim, self.end(claim.key, Status.UNKNOWN, now)
        self._ended = {key: one for key, one in self._ended.items() if now - one[1] < self.policy.remembered}
        self._barred = {vehicle: at for vehicle, at in self._barred.items() if now - at < self.policy.barred}

    def due(self, now: datetime) -> list[Claim]:
        """Those near enough to be worked for."""
        return [one for one in self.open.values() if one.request.eta - now <= self.policy.horizon]
