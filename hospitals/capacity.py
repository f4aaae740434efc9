"""What is posted at once, and how it joins what was known: item by item, the newer report wins."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypedDict, TypeVar

from chassis.errors import InvalidInputError
from hospitals.model import Answer, BedCount, BedType, Capability, Queue, Says, Source, Surge

# Far wider than anything seen in 418 hospitals, where one ward stood at −66 (NEMC, 2026-05-23).
AVAILABLE = range(-500, 5001)
BASELINE = range(5001)
WAITING = range(201)
LONGEST_WAIT = timedelta(hours=24)

CASUALTIES = range(1001)

T = TypeVar("T", Answer, BedCount, Queue, Surge)
Count = tuple[int | None, int | None]  # available, baseline; None is not reported
Colours = tuple[int | None, int | None, int | None]  # red, yellow, green
LONGEST_BUSY = timedelta(hours=24)
LONGEST_ON_CALL = 64


class Stamp(TypedDict):
    """Who said so, when, and through whom: the last three fields of everything posted."""

    reported_at: datetime
    source: Source
    reported_by: str


@dataclass(frozen=True, slots=True)
class Word:
    """What is said of one capability: see Answer."""

    says: Says
    busy_until: datetime | None = None
    on_call: str | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """A post, or all that is known of one hospital. Ordered by code, so that equal contents are equal values."""

    answers: tuple[Answer, ...] = ()
    beds: tuple[BedCount, ...] = ()
    queue: Queue | None = None
    surge: Surge | None = None

    def joined(self, post: "Capacity") -> "Capacity":
        """This with `post` laid over it. What the post does not mention stays; an older report changes nothing."""
        answers = {answer.capability: answer for answer in self.answers}
        for answer in post.answers:
            answers[answer.capability] = _newer_answer(answers.get(answer.capability), answer)
        beds = {count.bed: count for count in self.beds}
        for count in post.beds:
            beds[count.bed] = _newer_count(beds.get(count.bed), count)
        return Capacity(
            tuple(sorted(answers.values(), key=lambda answer: answer.capability)),
            tuple(sorted(beds.values(), key=lambda count: count.bed)),
            _newer(self.queue, post.queue) if post.queue is not None else self.queue,
            _newer(self.surge, post.surge) if post.surge is not None else self.surge,
        )

    def newest(self) -> datetime | None:
        """When the newest of it was reported; None when there is nothing."""
        stamps = [answer.reported_at for answer in self.answers] + [count.reported_at for count in self.beds]
        stamps += [one.reported_at for one in (self.queue, self.surge) if one is not None]
        return max(stamps, default=None)

    def stamped(self, stamp: Stamp) -> "Capacity":
        """The same numbers, said again."""
        return Capacity(
            tuple(replace(answer, **stamp) for answer in self.answers),
            tuple(replace(count, **stamp) for count in self.beds),
            replace(self.queue, **stamp) if self.queue is not None else None,
            replace(self.surge, **stamp) if self.surge is not None else None,
        )

    def only(self, beds: Collection[BedType], capabilities: Collection[Capability]) -> "Capacity":
        """The part of this about these beds and capabilities, and nothing else."""
        return Capacity(
            tuple(answer for answer in self.answers if answer.capability in capabilities),
            tuple(count for count in self.beds if count.bed in beds),
        )

    def about(self, post: "Capacity") -> "Capacity":
        """The part of this that `post` speaks of: what was known before it."""
        capabilities, beds = {answer.capability for answer in post.answers}, {count.bed for count in post.beds}
        return Capacity(
            tuple(answer for answer in self.answers if answer.capability in capabilities),
            tuple(count for count in self.beds if count.bed in beds),
            self.queue if post.queue is not None else None,
            self.surge if post.surge is not None else None,
        )

    def figures(self) -> dict[str, Any]:
        """The bare numbers and words as JSON; for events and the audit."""
        queue, wait = self.queue, self.queue.offload_wait if self.queue is not None else None
        return {
            "beds": {count.bed.value: [count.available, count.baseline] for count in self.beds},
            "answers": {answer.capability.value: answer.says.value for answer in self.answers},
            "busy_until": {a.capability.value: a.busy_until.isoformat() for a in self.answers if a.busy_until},
            "ambulances_waiting": queue.ambulances_waiting if queue is not None else None,
            "offload_wait_s": wait.total_seconds() if wait is not None else None,
            "surge": [self.surge.red, self.surge.yellow, self.surge.green] if self.surge is not None else None,
        }


def check_beds(beds: Mapping[BedType, Count]) -> None:
    """Raises InvalidInputError for the first count that cannot be true. Negative is over-full, and can."""
    for bed, (available, baseline) in beds.items():
        _check(f"beds.{bed}.available", available, AVAILABLE)
        _check(f"beds.{bed}.baseline", baseline, BASELINE)


def check_queue(ambulances_waiting: int | None, offload_wait: timedelta | None) -> None:
    """Raises InvalidInputError for a queue that cannot be true."""
    _check("ambulances_waiting", ambulances_waiting, WAITING)
    if offload_wait is not None and not timedelta(0) <= offload_wait <= LONGEST_WAIT:
        raise InvalidInputError("offload_wait", f"must be 0 to {LONGEST_WAIT}")


def check_surge(red: int | None, yellow: int | None, green: int | None) -> None:
    """Raises InvalidInputError for numbers of casualties that nobody could mean."""
    for colour, number in (("red", red), ("yellow", yellow), ("green", green)):
        _check(f"surge.{colour}", number, CASUALTIES)


def check_words(answers: Mapping[Capability, Word], *, now: datetime) -> None:
    """Raises InvalidInputError for the first word that cannot be meant: only who takes patients can be busy."""
    for capability, word in answers.items():
        if word.busy_until is not None and word.says is not Says.YES:
            raise InvalidInputError(f"capabilities.{capability}.busy_until", "only with a yes")
        if word.busy_until is not None and not now < word.busy_until <= now + LONGEST_BUSY:
            raise InvalidInputError(f"capabilities.{capability}.busy_until", f"must come within {LONGEST_BUSY}")
        if word.on_call is not None and len(word.on_call) > LONGEST_ON_CALL:
            raise InvalidInputError(f"capabilities.{capability}.on_call", f"at most {LONGEST_ON_CALL} characters")


def _check(field: str, number: int | None, possible: range) -> None:
    if number is not None and number not in possible:
        raise InvalidInputError(field, f"must be {possible.start} to {possible.stop - 1}")


def _newer(old: T | None, new: T) -> T:
    return new if old is None or new.reported_at >= old.reported_at else old


def _newer_answer(old: Answer | None, new: Answer) -> Answer:
    """The newer of two answers. Who is on call stays when the newer does not say."""
    kept = _newer(old, new)
    return replace(kept, on_call=old.on_call) if old is not None and kept.on_call is None else kept


def _newer_count(old: BedCount | None, new: BedCount) -> BedCount:
    """The newer of two counts. A baseline that the newer leaves out is still the baseline."""
    if old is None:
        return new
    kept, other = (new, old) if new.reported_at >= old.reported_at else (old, new)
    return kept if kept.baseline is not None else replace(kept, baseline=other.baseline)
