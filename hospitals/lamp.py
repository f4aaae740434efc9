"""What the lamp on a hospital's desk shows: whether somebody waits for an answer, how many, how ill. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from hospitals.request import UNANSWERED, Request


class LampState(StrEnum):
    """Dark, lit while a request waits, and flashing once it has been alarmed again."""

    OFF = "off"
    ON = "on"
    BLINK = "blink"


@dataclass(frozen=True, slots=True)
class Showing:
    """`worst_acuity` is 1 (worst) to 5; None while nobody waits. Nothing here tells of a patient."""

    state: LampState
    requests: int
    worst_acuity: int | None


def showing(requests: Collection[Request]) -> Showing:
    """What the lamp of the hospital of these requests shows; those that need no answer do not count."""
    waiting = [request for request in requests if request.state in UNANSWERED]
    again = any(request.alerts for request in waiting)
    state = LampState.OFF if not waiting else LampState.BLINK if again else LampState.ON
    return Showing(state, len(waiting), min((request.minimum.acuity for request in waiting), default=None))
