"""A request for green and its answer, as every centre is told and tells them."""

from datetime import UTC, datetime

from routing.junctions import find_junctions
from routing.priority.messages import Kind, Status
from routing.signals.numbers import made_up
from routing.signals.srm import SRM, SSM, Approach, IntersectionID, Position, Requestor, SignalRequest, SignalStatus
from tests.routing.towns import grid

AT = datetime(2026, 11, 22, 22, 0, 30, 500_000, tzinfo=UTC)
ETA = datetime(2026, 11, 22, 22, 1, 15, tzinfo=UTC)
JUNCTIONS = find_junctions(grid(4, signals=[5, 6, 9, 10]))
NUMBERS = made_up(JUNCTIONS, region=82)
HERE = next(iter(NUMBERS.of.values()))


def message(kind: Kind = Kind.REQUEST, *, sequence: int = 7, where: IntersectionID = HERE, eta: datetime = ETA) -> SRM:
    request = SignalRequest(where, 1, kind, Approach(3), eta, 30_000, Approach(1))
    who = Requestor("SJ-AMB-01", 14, incident="20261122-0001", position=Position(36.4801, 127.289, 90.0, 16.66))
    return SRM(AT, sequence, who, (request,))


def answer(status: Status = Status.GRANTED) -> SSM:
    return SSM(7, HERE, (SignalStatus("SJ-AMB-01", 1, status, ETA, 30_000),), AT)


def said(answers: list[SSM]) -> list[Status]:
    return [one.sigStatus[0].status for one in answers]
