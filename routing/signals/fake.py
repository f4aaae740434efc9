"""A centre for tests: keeps what it was sent, answers what it was told to, fails when told to."""

from collections import deque
from dataclasses import dataclass, field

from routing.signals import Heard, Lost
from routing.signals.srm import SRM, SSM


@dataclass(slots=True)
class FakeCentre:
    """`failures` are raised first, one a message; `answers` go out one a message; `say` speaks unasked."""

    name: str = "fake"
    sent: list[tuple[SRM, str]] = field(default_factory=list)
    failures: deque[Exception] = field(default_factory=deque)
    answers: deque[SSM] = field(default_factory=deque)
    closed: bool = False
    _heard: list[Heard] = field(default_factory=list)

    def send(self, message: SRM, *, key: str) -> tuple[SSM, ...]:
        """See SignalCentre."""
        if self.failures:
            raise self.failures.popleft()
        self.sent.append((message, key))
        return (self.answers.popleft(),) if self.answers else ()

    def listen(self, heard: Heard, lost: Lost | None = None) -> None:  # noqa: ARG002
        """See SignalCentre."""
        self._heard.append(heard)

    def close(self) -> None:
        """See SignalCentre."""
        self.closed = True

    def say(self, answer: SSM) -> None:
        """The centre speaks by itself."""
        for heard in self._heard:
            heard(answer)
