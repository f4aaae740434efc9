"""Fitting a region's minutes to its own trips, or to a recorded file, and putting them in force as a new version."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from chassis.db import wait_turn
from chassis.errors import InvalidInputError
from chassis.identity import Actor
from chassis.work import record_change, working
from dispatch.minutes.book import models_of, stored
from dispatch.minutes.drift import look_for_drift
from dispatch.minutes.recorded import drive, read_rides
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.trips import LONGEST_SOURCE, TripModelRow, TripRow, newest_model, newest_number, tested_trips
from routing.calibrate import Trip, TripModels, fit
from routing.kept import Judged, judge, promises
from routing.profiles import SAN_FRANCISCO
from routing.sanfrancisco import read_roads

SINCE = timedelta(days=90)  # streets change; older trips say how they were
MOST = 5000  # the newest; more change nothing that is shown


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a calibration found. `before` and `after` judge the newest fifth of the trips: under the minutes in force,
    and under ones fitted on the other four; `models` are fitted on all."""

    source: str
    models: TripModels
    before: Judged
    after: Judged


def fit_own(session: Session, system: System, region: str, *, simulated: bool = False) -> Fitted:
    """From the trips of the last 90 days, oldest first; raises NotFoundError for no region."""
    get_region(session, region)
    since = system.clock.now() - SINCE
    rows = tested_trips(session, region, simulated=simulated, since=since, limit=MOST)
    kind = "simulated trips" if simulated else "own trips"
    before = models_of(newest_model(session, region))
    return _fitted(f"{kind} since {since:%Y-%m-%d}", [trip_of(row) for row in reversed(rows)], before)


def fit_record(calls: Path) -> Fitted:
    """From a recorded San Francisco file with its stations and roads beside it; raises ValueError for another file."""
    rides = read_rides(calls, calls.parent / "sffd_stations.csv", zone=SAN_FRANCISCO.zone)
    network, _ = read_roads(calls.parent)
    driven = drive(rides, network, SAN_FRANCISCO)
    return _fitted(calls.name[:LONGEST_SOURCE], [one.trip for one in driven], TripModels())


def put_in_force(system: System, actor: Actor, fitted: Fitted) -> int:
    """A new version of the actor's region; returns its number. Raises InvalidInputError where nothing was learnt."""
    if not fitted.models.overall.trips:
        raise InvalidInputError("trips", "no trips to learn from")
    with working(system, actor) as work:
        wait_turn(work.session, f"minutes.{actor.region}")
        number = newest_number(work.session, actor.region) + 1
        work.session.add(
            TripModelRow(
                region=actor.region,
                number=number,
                models=stored(fitted.models),
                trips=fitted.models.overall.trips,
                source=fitted.source,
                author=actor.id,
                author_name=actor.name,
                at=work.now,
            )
        )
        new = {"number": number, "trips": fitted.models.overall.trips, "source": fitted.source}
        record_change(work, "calibrate_roads", f"minutes:{number}", {"number": number - 1}, new)
        work.session.flush()
        look_for_drift(work, system, actor.region)
    return number


def trip_of(row: TripRow) -> Trip:
    """A trip as the fit takes it."""
    took_ms = round((row.took_s or 0) * 1000)
    return Trip(round(row.driven_s * 1000), took_ms, siren=row.siren, night=row.night)


def lines(fitted: Fitted) -> Iterator[str]:
    """What a terminal shows."""
    yield f"{fitted.source}: {fitted.models.overall.trips} trips"
    for name, one in (("in force before", fitted.before), ("fitted on the others", fitted.after)):
        if one.error_s is not None:
            name = f"newest {one.n}, {name}"
            shares = f"within p50 {one.within_p50 / one.n:.1%}, within p90 {one.within_p90 / one.n:.1%}"
            yield f"  {name}: {shares}, median error {one.error_s:.0f} s"
    for group, model in fitted.models.groups:
        hours = {None: "day and night", True: "night", False: "day"}[group.night]
        parts = f"pace {model.pace:.2f}, ends {model.ends_s:.0f} s, p90 at {model.t90:.2f} widths"
        yield f"  {'with' if group.siren else 'without'} siren, {hours}: {model.trips} trips, {parts}"


def _fitted(source: str, trips: list[Trip], before: TripModels) -> Fitted:
    cut = len(trips) * 4 // 5
    newest, trial = trips[cut:], fit(trips[:cut])
    return Fitted(source, fit(trips), judge(promises(newest, before)), judge(promises(newest, trial)))
