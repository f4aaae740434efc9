"""Signal centres: a port with four adapters (http, mqtt, fake, simulated). What goes over the wire: docs/interop.md, 6.

A centre may refuse, answer late, not answer, or say what it does not do. So a request is only ever *requested* until an
answer says more, and every answer is kept with its time.
"""

from collections.abc import Callable
from typing import Protocol

from routing.signals.srm import SRM, SSM

Heard = Callable[[SSM], object]
Lost = Callable[[], object]


class CentreError(Exception):
    """The centre did not take a message. `final`: it never will."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


class SignalCentre(Protocol):
    """Takes requests, with no transaction open, and possibly twice for one key: at least once.

    `send` returns the answers that came at once, often none, or raises CentreError; no other error leaves it. Answers
    that come by themselves later are given to whoever `listen`s, from any thread; `lost` is called after the line was
    cut so long that others have taken back what we asked for. What these raise is logged and ends nothing. `name` is
    what the log calls it.
    `close` gives everything back that is still asked for.
    """

    @property
    def name(self) -> str: ...

    def send(self, message: SRM, *, key: str) -> tuple[SSM, ...]: ...

    def listen(self, heard: Heard, lost: Lost | None = None) -> None: ...

    def close(self) -> None: ...
