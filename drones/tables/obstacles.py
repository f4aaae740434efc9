"""Buildings and masts of a region: one row a source, replaced as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Integer, LargeBinary, Select, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.geo import LatLon
from drones.model import Obstacle, Obstacles
from drones.obstacles import City, city_of, digest_of

MOST_CITIES = 4  # that one process remembers: its region and, while a set is replaced, what came before
_cities: dict[tuple[str, ...], City] = {}  # by the digests of their sets, so none is ever out of date
SHAPES: TypeAdapter[tuple[Obstacle, ...]] = TypeAdapter(tuple[Obstacle, ...])


class ObstacleSetRow(Base):
    """What one source says stands in a region. `shapes` is JSON; it is read only when `digest` is a new one."""

    __tablename__ = "obstacle_sets"
    region: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str] = mapped_column(String(96), primary_key=True)
    digest: Mapped[str] = mapped_column(String(16))
    told_at: Mapped[datetime] = mapped_column(Instant)
    count: Mapped[int] = mapped_column(Integer)
    unmeasured: Mapped[int] = mapped_column(Integer)
    shapes: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


@dataclass(frozen=True, slots=True)
class ObstacleSet:
    """What is known of one source: how many things, and of how many of them the height is unknown."""

    region: str
    source: str
    digest: str
    told_at: datetime
    count: int
    unmeasured: int


def put_obstacles(
    session: Session, region: str, source: str, obstacles: Sequence[Obstacle], *, now: datetime
) -> ObstacleSet:
    """Take these instead of what `source` said before."""
    row = session.merge(
        ObstacleSetRow(
            region=region,
            source=source,
            digest=digest_of(obstacles),
            told_at=now,
            count=len(obstacles),
            unmeasured=sum(one.top_m is None for one in obstacles),
            shapes=SHAPES.dump_json(tuple(obstacles)),
        )
    )
    session.flush()
    return _set(row)


def _set(row: ObstacleSetRow) -> ObstacleSet:
    return ObstacleSet(row.region, row.source, row.digest, row.told_at, row.count, row.unmeasured)


def read_obstacle_sets(session: Session, regions: Sequence[str]) -> tuple[ObstacleSet, ...]:
    """The sources of `regions`."""
    return tuple(_set(row) for row in session.scalars(_of(regions)))


def read_obstacles(session: Session, regions: Sequence[str], *, near: LatLon) -> Obstacles | None:
    """What stands high in `regions`, and what stands low round `near`; None where nobody has told."""
    digests = tuple(session.scalars(_of(regions).with_only_columns(ObstacleSetRow.digest)))
    if not digests:
        return None
    if digests not in _cities:
        told = [
            SHAPES.validate_json(shapes)
            for shapes in session.scalars(_of(regions).with_only_columns(ObstacleSetRow.shapes))
        ]
        while len(_cities) >= MOST_CITIES:
            _cities.pop(next(iter(_cities)), None)
        _cities[digests] = city_of("-".join(digests), [one for shapes in told for one in shapes])
    return _cities[digests].round(near)


def _of(regions: Sequence[str]) -> Select[ObstacleSetRow]:
    ordered = (ObstacleSetRow.region, ObstacleSetRow.source)
    return select(ObstacleSetRow).where(ObstacleSetRow.region.in_(regions)).order_by(*ordered)
