"""The signals of one junction: a port. Whoever instructs it may die; the junction then clears itself."""

from collections.abc import Collection
from datetime import timedelta
from typing import Protocol

GREEN, YELLOW, RED = frozenset("Gg"), frozenset("yYuU"), frozenset("rs")


class SignalError(Exception):
    """The junction cannot be reached, or does not do as told."""


class SignalPort(Protocol):
    """States are one letter a link, as SUMO writes them: G or g green, y yellow, r red. All may raise SignalError.

    `current_state` is what is shown now, `green_age` how long it has really been shown (after a
    release: since then at most, though the programme counts longer). `target_state` gives the state in
    which every link of all `approaches` is green and whatever conflicts is red, or None where they conflict with one
    another. `set_state` shows a state until the next call, `ttl` at most: then the junction shows yellow and red as
    long as they have to be, and goes back to its programme. `release` goes back at once; it is called only while all
    links are red and `release_ok` says that the programme shows no yellow just now.
    """

    def current_state(self) -> str: ...

    def green_age(self) -> timedelta: ...

    def target_state(self, approaches: Collection[int]) -> str | None: ...

    def set_state(self, state: str, ttl: timedelta) -> None: ...

    def release(self) -> None: ...

    def release_ok(self) -> bool: ...


def losing(shown: str, target: str) -> frozenset[int]:
    """The links that are green now and not in `target`."""
    return frozenset(
        at for at, (now, then) in enumerate(zip(shown, target, strict=True)) if now in GREEN and then not in GREEN
    )


def with_letter(state: str, links: Collection[int], letter: str) -> str:
    """`state` with `links` shown as `letter`."""
    return "".join(letter if at in links else one for at, one in enumerate(state))


def kept(shown: str, target: str) -> str:
    """What stays: green where both are green, red everywhere else."""
    return "".join(then if now in GREEN and then in GREEN else "r" for now, then in zip(shown, target, strict=True))


def is_steady(state: str) -> bool:
    """Whether no link shows yellow: the programme is not clearing the junction just now."""
    return not any(one in YELLOW for one in state)
