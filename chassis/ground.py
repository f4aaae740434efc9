"""What a command stands on: storage, time, identity and the bell. The specialists ask for no more than this."""

from typing import Protocol

from chassis.bell import Bell
from chassis.clock import Clock
from chassis.db import Database
from chassis.ids import Ids


class Ground(Protocol):
    """Satisfied by `dispatch.system.System` and by small stand-ins in tests."""

    @property
    def db(self) -> Database: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def ids(self) -> Ids: ...

    @property
    def bell(self) -> Bell: ...
