"""The minutes in force: the newest version of a region, read once a minute and parsed once a version."""

from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from chassis.clock import Clock
from chassis.db import Database
from dispatch.tables.areas import RegionRow
from dispatch.tables.trips import TripModelRow, newest_model
from routing.calibrate import TripModels
from routing.eta import TripModel

log = structlog.get_logger("goldentime.minutes")
ADAPTER = TypeAdapter(TripModels)
READ_EVERY = timedelta(minutes=1)


def stored(models: TripModels) -> dict[str, Any]:
    """Models as a version keeps them."""
    told: dict[str, Any] = ADAPTER.dump_python(models, mode="json")
    return told


def models_of(row: TripModelRow | None) -> TripModels:
    """The models of a version; the prior where there is none, or none that this release can read."""
    if row is None:
        return TripModels()
    try:
        return ADAPTER.validate_python(row.models)
    except ValidationError:
        log.exception("minutes_unusable", region=row.region, number=row.number)
        return TripModels()


class TripBook:
    """Says which minutes hold at an instant in a region; a database that is away leaves those that held."""

    def __init__(self, db: Database, clock: Clock, region: str) -> None:
        self._db, self._clock, self._region, self._zone = db, clock, region, "UTC"
        self._lock = Lock()
        self._read_at: datetime | None = None
        self._models = TripModels()

    def __call__(self, at: datetime) -> TripModel:
        """The model of trips with siren at `at`."""
        with self._lock:
            if self._read_at is None or self._clock.now() - self._read_at >= READ_EVERY:
                self._read()
            return self._models.at(at, self._zone)

    def _read(self) -> None:
        self._read_at = self._clock.now()
        try:
            with self._db.read() as session:
                area = session.get(RegionRow, self._region)
                self._zone = area.timezone if area is not None else self._zone
                self._models = models_of(newest_model(session, self._region))
        except SQLAlchemyError:
            log.warning("minutes_not_read", region=self._region)
