"""A drone that failed in the air may still be there: it is heard, shown, and others keep away."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis import topics
from chassis.errors import StillInTheAirError
from drones import pad
from drones.planner import may_fly_on, said_in_air, sortie_track
from drones.service import ServiceReason
from drones.sortie import Sortie
from drones.states import SortieReason, SortieState
from drones.tables.fleet import DroneRow, drones_out, lock_drone
from drones.tables.kits import put_kit
from drones.tables.sorties import VEHICLES, lock_sortie
from drones.tables.squadron import read_traffic
from drones.tables.underway import read_flying_on
from drones.vehicle import VehicleState
from tests.drones.conftest import PILOT, Yard
from tests.drones.scene import AED_S, DRONE_S, NORTH, NOW, REGION, SOUTH
from tests.drones.test_autopilot import sortie as ordered
from tests.drones.test_unfollowed import Lossy, Watched

S = SortieState
OTHER = SortieReason.OTHER
AT = timedelta(minutes=10)


@pytest.fixture
def flight(yard: Yard) -> Watched:
    if yard.db.engine.dialect.name != "sqlite":
        pytest.skip("flying once is long enough")
    return Watched(yard, Lossy(yard), 1.0)


def failed(after: SortieState, vehicle: VehicleState | None = None) -> Sortie:
    """Failed ten minutes after the order, out of a state it was in for five."""
    made = ordered((S.REQUESTED, timedelta(0)), (after, AT / 2), (S.FAILED, AT), state=S.FAILED)
    return replace(made, vehicle=vehicle)


def said(after_s: float, *, armed: bool, in_air: bool | None) -> VehicleState:
    """What the vehicle said, so long after it failed."""
    return VehicleState(at=NOW + AT + timedelta(seconds=after_s), armed=armed, in_air=in_air, battery_share=0.8)


@pytest.mark.parametrize("state", [S.LAUNCHING, S.AIRBORNE, S.LOWERING, S.RETURNING, S.ABORTED, S.DIVERTED])
def test_what_failed_in_the_air_may_be_there_until_its_battery_is_empty(state: SortieState) -> None:
    lost = failed(state)
    track = sortie_track(lost, now=NOW + AT, launch_delay=timedelta(0))
    assert track is not None
    assert track.held_until is not None
    assert may_fly_on(lost, track.held_until - timedelta(seconds=1))
    assert not may_fly_on(lost, track.held_until)
    assert sortie_track(lost, now=track.held_until, launch_delay=timedelta(0)) is None


@pytest.mark.parametrize("state", [S.ACCEPTED, S.PREFLIGHT_OK])
def test_what_failed_on_the_ground_is_nowhere_else(state: SortieState) -> None:
    assert not may_fly_on(failed(state), NOW + AT)


@pytest.mark.parametrize(
    ("vehicle", "flies"),
    [
        (said(20, armed=False, in_air=False), False),
        (said(20, armed=False, in_air=None), False),
        (said(20, armed=True, in_air=False), True),
        (said(20, armed=False, in_air=True), True),
        (said(1, armed=False, in_air=False), True),  # said before what was under way came to it
        (said(-60, armed=False, in_air=False), True),
    ],
)
def test_it_stands_when_it_says_so_some_time_after(vehicle: VehicleState, flies: bool) -> None:
    assert may_fly_on(failed(S.LAUNCHING, vehicle), NOW + AT + timedelta(seconds=30)) is flies


@pytest.mark.parametrize(
    ("vehicle", "heard"),
    [
        (None, False),
        (said(-1, armed=True, in_air=True), False),  # of before it failed
        (said(1, armed=True, in_air=True), True),
        (said(20, armed=True, in_air=None), True),  # an armed one that does not say where it is
        (said(20, armed=True, in_air=False), False),
        (said(20, armed=False, in_air=None), False),
    ],
)
def test_it_is_heard_in_the_air_when_it_says_so_after_it_failed(vehicle: VehicleState | None, heard: bool) -> None:
    told = said_in_air(failed(S.AIRBORNE, vehicle))
    assert told == (vehicle if heard else None)


def test_its_way_is_held_whole_for_it_may_fly_its_whole_mission() -> None:
    lost = failed(S.AIRBORNE)
    near = replace(said(20, armed=True, in_air=True), place=lost.flight.start, altitude_m=30.0)
    track = sortie_track(replace(lost, vehicle=near), now=NOW + AT + timedelta(seconds=20), launch_delay=timedelta(0))
    assert track is not None
    assert lost.flight.outbound[-1].end in [knot.place for knot in track.knots]


def on_record(yard: Yard) -> list[str]:
    with yard.db.read() as session:
        found = [sortie.id for sortie in read_flying_on(session, now=yard.clock.now())]
        tracks = read_traffic(session, now=yard.clock.now(), launch_delay=timedelta(0))
    assert [track.id for track in tracks if track.held_until is not None] == found
    return found


def test_others_keep_away_until_somebody_has_looked_at_the_drone(yard: Yard) -> None:
    sortie_id = yard.airborne()
    pad.fail(yard, PILOT, sortie_id, reason=OTHER)
    assert on_record(yard) == [sortie_id]
    pad.put_into_service(yard, PILOT, DRONE_S.id)
    assert on_record(yard) == []
    with yard.db.write() as session:
        put_kit(session, replace(AED_S, id="aed-another"), region=REGION)
    again = yard.airborne()
    pad.fail(yard, PILOT, again, reason=OTHER)
    assert on_record(yard) == [again]


def hears(yard: Yard, sortie_id: str, *, armed: bool, in_air: bool) -> None:
    """The vehicle says this now."""
    state = VehicleState(at=yard.clock.now(), armed=armed, in_air=in_air, altitude_m=60.0 if in_air else 0.0)
    with yard.db.write() as session:
        lock_sortie(session, sortie_id).vehicle = VEHICLES.dump_python(state, mode="json")


def test_nobody_puts_a_drone_into_service_that_is_heard_in_the_air(yard: Yard) -> None:
    sortie_id = yard.airborne()
    pad.fail(yard, PILOT, sortie_id, reason=OTHER)
    yard.clock.advance(timedelta(seconds=20))
    hears(yard, sortie_id, armed=True, in_air=True)
    with pytest.raises(StillInTheAirError) as refused:
        pad.put_into_service(yard, PILOT, DRONE_S.id)
    heard_at = yard.clock.now().isoformat()
    assert refused.value.details() == {"kind": "drone", "id": DRONE_S.id, "at": heard_at, "altitude_m": 60.0}
    with yard.db.write() as session:
        assert lock_drone(session, DRONE_S.id).out_of_service == "failed: other"
    assert on_record(yard) == [sortie_id]
    hears(yard, sortie_id, armed=False, in_air=False)
    pad.put_into_service(yard, PILOT, DRONE_S.id)
    assert on_record(yard) == []


def test_nobody_has_changed_the_battery_of_a_drone_that_is_heard_in_the_air(yard: Yard) -> None:
    sortie_id = yard.airborne()
    pad.fail(yard, PILOT, sortie_id, reason=OTHER)
    yard.clock.advance(timedelta(seconds=20))
    hears(yard, sortie_id, armed=True, in_air=True)
    with yard.db.read() as session:
        before = session.get_one(DroneRow, DRONE_S.id).battery_share
    with pytest.raises(StillInTheAirError):
        pad.change_battery(yard, PILOT, DRONE_S.id, share=0.31)
    with yard.db.read() as session:
        assert session.get_one(DroneRow, DRONE_S.id).battery_share == before
    hears(yard, sortie_id, armed=False, in_air=False)
    pad.change_battery(yard, PILOT, DRONE_S.id, share=0.31)


def test_one_that_is_silent_goes_into_service_when_somebody_says_so(yard: Yard) -> None:
    sortie_id = yard.airborne()
    pad.fail(yard, PILOT, sortie_id, reason=OTHER)
    yard.clock.advance(timedelta(seconds=1))
    hears(yard, sortie_id, armed=True, in_air=True)
    yard.clock.advance(timedelta(seconds=9))
    with pytest.raises(StillInTheAirError):
        pad.put_into_service(yard, PILOT, DRONE_S.id)
    yard.clock.advance(timedelta(seconds=1))
    pad.put_into_service(yard, PILOT, DRONE_S.id)
    assert on_record(yard) == []


def test_it_is_heard_and_shown_until_it_stands_on_the_ground(flight: Watched) -> None:
    flight.airborne()
    flight.on(20)
    flight.fail()
    flight.on(20)
    assert on_record(flight.yard) == [flight.sortie_id]
    for topic in (topics.pad(REGION, SOUTH.id), topics.desk(REGION)):
        (seen,) = (value for value in flight.yard.live(topic) if value.kind == "drone_position")
        assert seen.data["sortie_id"] == flight.sortie_id
        assert seen.data["altitude_m"] == pytest.approx(flight.copter.body.up, abs=3.0)
        assert seen.at >= flight.yard.clock.now() - timedelta(seconds=2)
    with pytest.raises(StillInTheAirError):
        pad.put_into_service(flight.yard, PILOT, DRONE_S.id)
    with flight.yard.db.read() as session:
        (other,) = drones_out(session, REGION, but=NORTH.id, also=[DRONE_S.id])
    assert other.altitude_m is not None
    assert other.altitude_m > 5.0
    flight.until(lambda: not flight.copter.armed, 900)
    flight.on(10)
    assert on_record(flight.yard) == []
    assert flight.state is S.FAILED
    assert flight.flown.armings() == 1


def test_a_person_who_says_anything_else_of_it_has_looked(yard: Yard) -> None:
    """What nobody hears blocks its station no longer than until somebody has seen it; what is heard up there is not
    talked down."""
    sortie_id = yard.airborne()
    pad.fail(yard, PILOT, sortie_id, reason=OTHER)
    hears(yard, sortie_id, armed=True, in_air=True)
    yard.clock.advance(timedelta(seconds=1))
    hears(yard, sortie_id, armed=True, in_air=True)
    with pytest.raises(StillInTheAirError):
        pad.take_out_of_service(yard, PILOT, DRONE_S.id, reason=ServiceReason.REPAIR)
    yard.clock.advance(timedelta(seconds=10))
    assert on_record(yard) == [sortie_id]
    pad.take_out_of_service(yard, PILOT, DRONE_S.id, reason=ServiceReason.REPAIR)
    assert on_record(yard) == []
