"""Fitting the figures of a region's drones to their own flights, and putting them in force as a new version."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.db import wait_turn
from chassis.errors import InvalidInputError
from chassis.identity import Actor
from chassis.work import record_change, working
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import IncidentRow
from drones.calibrate import fit
from drones.figures import FEWEST, FlightFigures
from drones.states import SortieState
from drones.tables.figures import FIGURES, FlightFiguresRow, newest_figures
from drones.tables.sorties import SortieRow, as_sortie

SINCE = timedelta(days=365)  # airframes change slowly, and flights are few
MOST = 2000
LANDED = (SortieState.LANDED.value, SortieState.CLOSED.value)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a calibration found: figures of `flown` landings, those that went as planned counted in `figures`."""

    source: str
    flown: int
    figures: FlightFigures


def fit_flights(session: Session, system: System, region: str, *, simulated: bool = False) -> Fitted:
    """From the flights of the region's stations in the last year, the newest 2000; raises NotFoundError for no region.

    The flights of simulated calls teach nothing of real drones: they are fitted only where that is asked for.
    """
    get_region(session, region)
    since = system.clock.now() - SINCE
    calls = select(IncidentRow.id).where(IncidentRow.simulated.is_(simulated), IncidentRow.received_at >= since)
    landed = select(SortieRow).where(
        SortieRow.station_region == region, SortieRow.state.in_(LANDED), SortieRow.incident_id.in_(calls)
    )
    sorties = [as_sortie(row) for row in session.scalars(landed.order_by(SortieRow.id.desc()).limit(MOST))]
    kind = "simulated flights" if simulated else "own flights"
    return Fitted(f"{kind} since {since:%Y-%m-%d}", len(sorties), fit(sorties))


def put_in_force(system: System, actor: Actor, fitted: Fitted) -> int:
    """A new version of the actor's region; returns its number. Raises InvalidInputError below twenty flights."""
    figures = fitted.figures
    if figures.flights < FEWEST:
        raise InvalidInputError("flights", f"{figures.flights} went as planned, {FEWEST} are needed")
    with working(system, actor) as work:
        wait_turn(work.session, f"flight_figures.{actor.region}")
        before = newest_figures(work.session, (actor.region,))
        number = (before.number if before is not None else 0) + 1
        work.session.add(
            FlightFiguresRow(
                region=actor.region,
                number=number,
                figures=FIGURES.dump_python(replace(figures, number=number), mode="json"),
                flights=figures.flights,
                source=fitted.source,
                author=actor.id,
                author_name=actor.name,
                at=work.now,
            )
        )
        new = {"number": number, "flights": figures.flights, "source": fitted.source}
        record_change(work, "calibrate_drones", f"flight_figures:{number}", {"number": number - 1}, new)
    return number
