"""The simulator while it runs: the one module that speaks to libsumo. One world a process, or nothing is repeatable."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import libsumo

from benches.twin.kinds import AMBULANCE, Journey, Kind
from benches.twin.plain import Board
from benches.twin.streets import Sight

END_ROOM_M = 1.0  # an arrival exactly at a lane's end would be rounded past it


class World:
    """See `Streets`."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.arrived = False
        self.jumped = False

    @property
    def now_s(self) -> float:
        """See Streets."""
        return float(libsumo.simulation.getTime())

    def step(self) -> None:
        """See Streets."""
        libsumo.simulationStep()
        self.arrived |= AMBULANCE in libsumo.simulation.getArrivedIDList()
        self.jumped |= AMBULANCE in libsumo.simulation.getStartingTeleportIDList()

    def send(self, journey: Journey, kind: Kind) -> None:
        """See Streets."""
        libsumo.route.add(AMBULANCE, [str(edge) for edge in journey.edges])
        first, last = (self._length_m(journey.edges[end]) for end in (0, -1))
        libsumo.vehicle.add(
            AMBULANCE,
            AMBULANCE,
            typeID=kind.value,
            departLane="best",
            departPos=f"{min(journey.depart_m, max(0.0, first - 10)):.1f}",
            departSpeed="0",
            arrivalPos=f"{max(END_ROOM_M, min(journey.arrive_m, last - END_ROOM_M)):.1f}",
        )

    def sight(self) -> Sight | None:
        """See Streets."""
        if AMBULANCE not in libsumo.vehicle.getIDList():
            return None
        return Sight(
            edge=_edge(libsumo.vehicle.getRoadID(AMBULANCE)),
            place=self._board.place(*libsumo.vehicle.getPosition(AMBULANCE)),
            speed_mps=float(libsumo.vehicle.getSpeed(AMBULANCE)),
        )

    def reroute(self, edges: Sequence[int]) -> bool:
        """See Streets."""
        try:
            libsumo.vehicle.setRoute(AMBULANCE, [str(edge) for edge in edges])
        except libsumo.TraCIException:
            return False
        return bool(libsumo.vehicle.isRouteValid(AMBULANCE))

    def lost_by_ambulance_s(self) -> float:
        """See Streets."""
        return float(libsumo.vehicle.getTimeLoss(AMBULANCE))

    def slow(self, edges: Sequence[int], mps: float) -> None:
        """See Streets."""
        for edge in edges:
            libsumo.edge.setMaxSpeed(str(edge), mps)

    def floating(self, one_in: int) -> Iterator[tuple[int, float]]:
        """See Streets."""
        for car in libsumo.vehicle.getIDList():
            if car.isdigit() and int(car) % one_in == 0:
                edge = _edge(libsumo.vehicle.getRoadID(car))
                if edge is not None:
                    yield edge, float(libsumo.vehicle.getSpeed(car))

    def save(self, path: Path) -> None:
        """Keep everything as it is now, for other runs to go on from."""
        libsumo.simulation.saveState(str(path))

    def waiting(self) -> int:
        """See Streets."""
        return len(libsumo.simulation.getPendingVehicles())

    def lights(self) -> tuple[str, ...]:
        """Every signal's name."""
        return tuple(libsumo.trafficlight.getIDList())

    def _length_m(self, edge: int) -> float:
        return float(libsumo.lane.getLength(f"{edge}_0"))


@contextmanager
def running(board: Board, options: Mapping[str, object], *, state: Path, at_s: float) -> Iterator[World]:
    """A world that goes on from a saved state."""
    given = {**options, "load-state": state, "begin": at_s}
    libsumo.start(["sumo", *(word for key, value in given.items() for word in (f"--{key}", str(value)))])
    try:
        yield World(board)
    finally:
        libsumo.close()


def _edge(road: str) -> int | None:
    return int(road) if road.isdigit() else None
