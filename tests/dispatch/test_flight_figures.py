"""A region's drones are calibrated by their own flights, as versions, and the decision's record holds by which."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from chassis.audit import AuditRow
from chassis.errors import InvalidInputError, NotFoundError
from chassis.identity import system_actor
from dispatch.desk.deciding import decide, read_record
from dispatch.desk.taking import take_call
from dispatch.flights.calibrating import fit_flights, put_in_force
from dispatch.model import Gate, Tri
from dispatch.record import decide_again
from dispatch.tables.cases import IncidentRow
from drones.feasibility import Go
from drones.figures import FEWEST, FlightFigures
from drones.tables.figures import newest_figures
from tests.dispatch.town import CITY_HALL, Town, call, north_of
from tests.drones.past import put_sortie
from tests.drones.scene import AED_S
from tests.drones.standing import put_one_station
from tests.drones.test_figures import plan, sortie

CLI = system_actor("sejong", "cli")


@pytest.fixture
def flown(town: Town) -> Town:
    """The town with one drone that has flown twenty times, each time twenty seconds late to take off."""
    with town.system.db.write() as session:
        put_one_station(session, now=town.clock.now())
    incident_id = take_call(town.system, town.kim, call()).incident_id
    for number in range(FEWEST):
        one = replace(sortie(plan(), launch_s=140.0), id=f"so-{number}", incident_id=incident_id, kit_id=AED_S.id)
        with town.system.db.write() as session:
            put_sortie(session, one)
    return town


def in_force(town: Town) -> FlightFigures | None:
    with town.system.db.read() as session:
        return newest_figures(session, ("sejong",))


def calibrate(town: Town) -> int:
    with town.system.db.read() as session:
        return put_in_force(town.system, CLI, fit_flights(session, town.system, "sejong"))


def test_figures_come_in_force_as_versions_and_stand_in_the_audit(flown: Town) -> None:
    assert in_force(flown) is None
    assert [calibrate(flown), calibrate(flown)] == [1, 2]
    found = in_force(flown)
    assert found is not None and (found.number, found.flights) == (2, FEWEST)
    assert found.launch_s is not None and found.launch_s.mean == 140.0
    with flown.system.db.read() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.action == "calibrate_drones"))
        assert [row.new["flights"] for row in rows if row.new] == [FEWEST, FEWEST]


def test_the_next_decision_goes_by_them_and_its_record_gives_the_same_again(flown: Town) -> None:
    calibrate(flown)
    there = north_of(CITY_HALL, -6_000)
    taken = take_call(flown.system, flown.kim, call(there, complaint="unconscious", gate=Gate(Tri.NO, Tri.NO)))
    made = decide(flown.system, taken.incident_id, made_for="usr_kim")
    assert made.plan is not None and isinstance(made.plan.drone, Go) and made.decision_id is not None
    assert made.plan.drone.launch_delay.total_seconds() == 140.0
    calibrate(flown)  # another version does not change what was decided
    with flown.system.db.read() as session:
        inputs, answer = read_record(session, made.decision_id)
    assert decide_again(inputs) == answer


def test_nineteen_flights_and_simulated_ones_change_nothing(flown: Town) -> None:
    with flown.system.db.write() as session:
        session.execute(update(IncidentRow).values(simulated=True))
    with flown.system.db.read() as session:
        fitted = fit_flights(session, flown.system, "sejong")
        simulated = fit_flights(session, flown.system, "sejong", simulated=True)
    assert (fitted.flown, simulated.flown) == (0, FEWEST)
    with pytest.raises(InvalidInputError, match="0 went as planned, 20 are needed"):
        put_in_force(flown.system, CLI, fitted)
    assert in_force(flown) is None


def test_an_unknown_region_is_not_calibrated(flown: Town) -> None:
    with flown.system.db.read() as session, pytest.raises(NotFoundError):
        fit_flights(session, flown.system, "nowhere")
