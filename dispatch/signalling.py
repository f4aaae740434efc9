"""What the system knows of signals: the junctions of the roads in force, their numbers, and the centres behind them.

A city's centre is opened by the worker alone. A vehicle of a simulated day asks the simulated centre and never the
city's; a real vehicle asks the city's and never the simulated one. Where a city has none nobody is asked.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Lock

from sqlalchemy import select

from chassis.db import Database
from dispatch.plan import RoadAnswers
from dispatch.tables.areas import RegionRow
from routing.junctions import Junctions, find_junctions
from routing.roads import Roads
from routing.signals import SignalCentre
from routing.signals.numbers import Numbers, made_up, read_numbers
from routing.signals.simulated import SimulatedCentre
from routing.signals.srm import SSM

SIMULATED = "simulated"
KEPT = 4  # networks whose junctions are remembered: the one in force, and those before it while routes end
Now = Callable[[], datetime]
Heard = Callable[[SSM], object]


class Signals:
    """`kind` names the city's centre ("" for none); `table` are its own numbers of our junctions, where it gave any.

    `drives_left` is asked once a network: the side decides which paths through a junction cross.
    """

    def __init__(
        self, kind: str = "", *, table: Path | None = None, drives_left: Callable[[], bool] = lambda: False
    ) -> None:
        self.kind = kind
        self.centre: SignalCentre | None = None  # only where the worker has opened it
        self._table, self._drives_left = table, drives_left
        self._junctions: dict[str, Junctions] = {}
        self._simulated: dict[tuple[str, str, float], SimulatedCentre] = {}
        self._lock = Lock()

    def junctions(self, roads: RoadAnswers) -> Junctions | None:
        """Those of the roads in force; None where the roads have no network to look at."""
        if not isinstance(roads, Roads):
            return None
        digest = roads.network.digest
        with self._lock:
            if digest not in self._junctions:
                while len(self._junctions) >= KEPT:
                    self._junctions.pop(next(iter(self._junctions)))
                self._junctions[digest] = find_junctions(roads.network, drives_left=self._drives_left())
            return self._junctions[digest]

    def numbers(self, junctions: Junctions) -> Numbers:
        """The city centre's; raises NumbersError for a table that cannot be used."""
        if self._table is not None and self._table.exists():
            return read_numbers(self._table.read_text("utf-8").splitlines(), junctions)
        return made_up(junctions)

    def name_for(self, *, simulated: bool) -> str:
        """Who is asked for such a vehicle; "" for nobody."""
        return SIMULATED if simulated else self.kind

    def simulated(self, region: str, junctions: Junctions, *, pace: float, now: Now, heard: Heard) -> SimulatedCentre:
        """The simulated centre of a region, made when it is first asked; a day at another speed has another."""
        key = (region, junctions.network, pace)
        with self._lock:
            if key not in self._simulated:
                for old in [one for one in self._simulated if one[0] == region]:
                    self._simulated.pop(old).close()
                made = SimulatedCentre(junctions, made_up(junctions), now, pace=pace)
                made.listen(heard)
                self._simulated[key] = made
            return self._simulated[key]

    def live(self) -> int:
        """A second of every simulated centre; how many answers they gave."""
        with self._lock:
            centres = list(self._simulated.values())
        return sum(centre.tick() for centre in centres)


def drives_left(database: Database, roads: str) -> bool:
    """Whether traffic keeps left on the network called `roads`: as soon as one of its regions says so, else right."""
    with database.read() as session:
        left = select(RegionRow.id).where(RegionRow.roads == roads, RegionRow.drives_left.is_(True))
        return session.scalar(left.limit(1)) is not None
