"""What a position report costs: four units on a job each report once a second of a still clock."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from benches.serving import at_share
from chassis.clock import StillClock
from chassis.db import Base, Database
from chassis.ids import CountedIds
from dispatch import schema
from dispatch.crew.reporting import Fix, report_position
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from tests.dispatch.town import CITY_HALL, Town, build_town, call, north_of
from tests.postgres import server_url

SECONDS = 400
DRIVEN_M = 12.0  # in a second
UNITS = ("s1", "s2", "s3", "s4")
Row = tuple[str, ...]


def rows() -> Iterator[Row]:
    """A row a database: milliseconds from report to commit."""
    assert schema.ROOMS
    yield "database", "reports", "p50 ms", "p95 ms", "a second"
    with tempfile.TemporaryDirectory() as folder:
        yield ("SQLite", *_measured(Database(f"sqlite:///{Path(folder) / 'positions.sqlite'}")))
    with server_url() as url:
        yield ("PostgreSQL", *_measured(Database(url)))


def _measured(database: Database) -> Row:
    Base.metadata.create_all(database.engine)
    with tempfile.TemporaryDirectory() as folder:
        town = build_town(database, StillClock(), CountedIds(), Path(folder))
        for unit in UNITS:
            taken = take_call(town.system, town.kim, call())
            send_unit(town.system, town.kim, taken.incident_id, unit)
        took = sorted(_reports(town))
    database.close()
    total = sum(took)
    return str(len(took)), f"{at_share(took, 0.5):.2f}", f"{at_share(took, 0.95):.2f}", f"{len(took) / total:.0f}"


def _reports(town: Town) -> Iterator[float]:
    for second in range(SECONDS):
        town.clock.advance(timedelta(seconds=1))
        for unit in UNITS:
            fix = Fix(north_of(CITY_HALL, second * DRIVEN_M))
            began = perf_counter()
            report_position(town.system, town.crew(unit), unit, fix)
            yield perf_counter() - began
