"""A suspected STEMI at Sejong City Hall, on the recorded board of 2026-05-23 19:35."""

from datetime import timedelta

from chassis.geo import LatLon
from chassis.identity import Actor, Role
from dispatch.calls import NewCall
from dispatch.desk.deciding import read_record
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import take_call
from dispatch.model import Gate, Hypothesis, LocationSource, Tri
from dispatch.plan import Plan
from dispatch.record import decide_again, pack
from dispatch.system import System
from drones.feasibility import Go, NoGo
from drones.states import SortieState
from drones.tables import open_sortie_for
from hospitals.model import BedType
from hospitals.ranking import NoteCode, TermCode

SEJONG, CNUH = "A1800441", "A1600001"
KIM = Actor("kim", "김상황", Role.DISPATCHER, "sejong")
CITY_HALL = Hypothesis(LocationSource.GRID, None, "다바 8109 3140")
GEUMNAM = Hypothesis(LocationSource.TYPED, LatLon(36.446, 127.285), "금남면")


def plan_of(system: System, gate: Gate, *, where: Hypothesis = CITY_HALL) -> tuple[str, Plan]:
    taken = take_call(system, KIM, NewCall("sejong", complaint="chest_pain", hypotheses=(where,), gate=gate))
    assert taken.decision_id is not None
    with system.db.read() as session:
        inputs, plan = read_record(session, taken.decision_id)
    assert pack(decide_again(inputs)) == pack(plan)
    return taken.incident_id, plan


def test_the_centres_that_say_yes_come_before_the_near_one_that_says_nothing(sejong: System) -> None:
    _, plan = plan_of(sejong, Gate(Tri.YES, Tri.YES))
    assert plan.hospitals is not None
    order = [option.hospital_id for option in plan.hospitals.options]
    near = plan.hospitals.options[order.index(SEJONG)]
    assert near.phone_first
    assert NoteCode.SAYS_UNKNOWN in near.notes
    said_yes = [option for option in plan.hospitals.options if not option.phone_first]
    assert said_yes
    assert order.index(SEJONG) > max(order.index(option.hospital_id) for option in said_yes)
    assert {option.hospital_id[:3] for option in said_yes[:3]} <= {"A16", "A23"}  # Daejeon, Cheongju
    assert min(option.travel.p50 for option in said_yes) > near.travel.p50


def test_the_over_full_university_hospital_is_shown_with_its_number_not_hidden(sejong: System) -> None:
    _, plan = plan_of(sejong, Gate(Tri.YES, Tri.YES))
    assert plan.hospitals is not None
    cnuh = next(option for option in plan.hospitals.options if option.hospital_id == CNUH)
    assert cnuh.er_beds is not None
    assert (cnuh.er_beds.bed, cnuh.er_beds.available, cnuh.er_beds.baseline) == (BedType.ER_GENERAL, -3, 28)
    assert NoteCode.OVER_FULL in cnuh.notes


def test_every_term_is_there_and_adds_up(sejong: System) -> None:
    _, plan = plan_of(sejong, Gate(Tri.YES, Tri.YES))
    assert plan.hospitals is not None
    for option in plan.hospitals.options:
        codes = [term.code for term in option.terms]
        assert codes[:3] == [TermCode.DRIVE, TermCode.OFFLOAD, TermCode.TREATMENT]
        assert sum((term.time for term in option.terms), timedelta()) == option.expected


def test_every_hospital_of_the_catchment_is_ranked_or_excluded(sejong: System) -> None:
    _, plan = plan_of(sejong, Gate(Tri.YES, Tri.YES))
    assert plan.hospitals is not None
    named = [o.hospital_id for o in plan.hospitals.options] + [x.hospital_id for x in plan.hospitals.excluded]
    assert len(named) == len(set(named)) == 15


def test_the_nearest_advanced_unit_goes_with_a_route_on_generated_roads(sejong: System) -> None:
    _, plan = plan_of(sejong, Gate(Tri.YES, Tri.YES))
    assert plan.units.options[0].unit_id in {"sj-1", "sj-7"}
    assert plan.route is not None
    assert plan.route.generated
    assert plan.units.options[0].coverage.before is not None


def test_beside_an_ambulance_station_the_drone_stays_and_says_why(sejong: System) -> None:
    _, plan = plan_of(sejong, Gate(Tri.NO, Tri.NO))
    assert isinstance(plan.drone, NoGo)
    assert "not_first" in {reason.code for reason in plan.drone.reasons}


def test_an_arrest_far_out_sends_two_units_and_a_drone(sejong: System) -> None:
    incident, plan = plan_of(sejong, Gate(Tri.NO, Tri.NO), where=GEUMNAM)
    assert isinstance(plan.drone, Go), plan.drone
    sent = send_plan(sejong, KIM, incident)
    assert len(sent.assignment_ids) == 2
    with sejong.db.read() as session:
        sortie = open_sortie_for(session, incident)
    assert sortie is not None
    assert (sortie.id, sortie.state) == (sent.sortie_id, SortieState.REQUESTED)
