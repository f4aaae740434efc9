"""What a vehicle says of itself outweighs what is typed: no kit is let go that hangs, no drone lands by a word."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.errors import ContradictedError, NotReadyError
from chassis.identity import Actor, Role
from drones import pad
from drones.autopilot.fake import FakeAutopilot
from drones.autopilot.steer import tick
from drones.contradiction import Contradiction, contradiction
from drones.lowering import Hanging, hanging, least_line_m
from drones.mission import Phase
from drones.preflight import Check
from drones.sortie import Sortie
from drones.states import SortieAction, SortieState
from drones.tables.sorties import VEHICLES, lock_sortie
from drones.vehicle import VehicleState
from tests.drones.conftest import PILOT, Yard
from tests.drones.flights import GOOD, sortie
from tests.drones.scene import CITY_HALL, NOW, REGION, SOUTH

A, S = SortieAction, SortieState
SECOND = timedelta(seconds=1)
VENDOR = Actor("token:0123456789ab", "공급사", Role.PILOT, REGION, SOUTH.id)
HOVER = sortie().flight.stage(Phase.DESCEND)
THERE = replace(GOOD, armed=True, in_air=True, place=HOVER.end, altitude_m=HOVER.end_altitude_m)


def says(yard: Yard, sortie_id: str, said: VehicleState) -> None:
    with yard.db.write() as session:
        lock_sortie(session, sortie_id).vehicle = VEHICLES.dump_python(said, mode="json")


def lowering(yard: Yard) -> str:
    sortie_id = yard.airborne()
    pad.on_station(yard, PILOT, sortie_id)
    pad.tick_check(yard, PILOT, sortie_id, Check.BELOW_CLEAR)
    pad.lower(yard, PILOT, sortie_id)
    return sortie_id


def test_a_kit_is_let_go_once_the_winch_says_it_is_down(yard: Yard) -> None:
    sortie_id = lowering(yard)
    wanted_m = least_line_m(yard.sortie(sortie_id).flight)
    assert wanted_m > 5.0
    yard.clock.advance(timedelta(minutes=2))
    for out_m in (0.0, wanted_m - 0.1):
        says(yard, sortie_id, replace(THERE, at=yard.clock.now(), line_m=out_m))
        with pytest.raises(NotReadyError) as refused:
            pad.released(yard, PILOT, sortie_id)
        assert refused.value.checks == {"line": "line_short"}
        assert (refused.value.details()["line_m"], refused.value.details()["line_wanted_m"]) == (out_m, wanted_m)
    says(yard, sortie_id, replace(THERE, at=yard.clock.now(), line_m=wanted_m))
    assert pad.released(yard, PILOT, sortie_id).state is S.RELEASED


def test_where_no_winch_tells_the_lowering_takes_its_time(yard: Yard) -> None:
    sortie_id = lowering(yard)
    takes = yard.sortie(sortie_id).flight.time_of(Phase.LOWER)
    yard.clock.advance(takes - SECOND)
    with pytest.raises(NotReadyError):
        pad.released(yard, PILOT, sortie_id)
    says(yard, sortie_id, replace(THERE, at=yard.clock.now(), line_m=None))
    with pytest.raises(NotReadyError) as refused:
        pad.released(yard, PILOT, sortie_id)
    assert (refused.value.details()["line_m"], refused.value.details()["left_s"]) == (None, 1.0)
    yard.clock.advance(SECOND)
    assert pad.released(yard, PILOT, sortie_id).state is S.RELEASED


def test_what_a_vendor_tells_of_its_own_winch_has_happened(yard: Yard) -> None:
    sortie_id = lowering(yard)
    with yard.db.write() as session:
        lock_sortie(session, sortie_id).operator_id = VENDOR.id
    says(yard, sortie_id, replace(THERE, at=yard.clock.now(), line_m=0.0))
    told = pad.released(yard, VENDOR, sortie_id)
    assert (told.state, told.let_go_at) == (S.RELEASED, yard.clock.now())


def test_a_kit_is_down_by_the_press_only_where_no_vehicle_speaks(yard: Yard) -> None:
    """Whoever flies by hand reports what has happened; of a vehicle that was heard the press is only an order."""
    sortie_id = lowering(yard)
    yard.clock.advance(timedelta(minutes=2))
    assert pad.released(yard, PILOT, sortie_id).let_go_at == yard.clock.now()


def test_a_vehicle_that_was_heard_once_is_never_spoken_for(yard: Yard) -> None:
    sortie_id = lowering(yard)
    says(yard, sortie_id, replace(THERE, at=yard.clock.now(), line_m=None))
    yard.clock.advance(timedelta(minutes=2))
    assert pad.released(yard, PILOT, sortie_id).let_go_at is None


def test_a_line_that_was_out_long_ago_is_believed_and_one_that_was_in_is_not() -> None:
    one, later = sortie(S.LOWERING, vehicle=replace(THERE, line_m=3.0)), NOW + timedelta(hours=1)
    wanted_m = least_line_m(one.flight)
    assert hanging(one, now=later) == Hanging(3.0, wanted_m, 0.0)
    assert hanging(replace(one, vehicle=replace(THERE, line_m=wanted_m)), now=NOW) is None


def test_no_word_takes_a_vehicle_that_is_heard_off_over_the_target_or_down(yard: Yard) -> None:
    sortie_id = yard.airborne()
    yard.clock.advance(5 * SECOND)
    tick(yard, FakeAutopilot())
    steps: tuple[Callable[..., Sortie], ...] = (pad.on_station, pad.land)
    with pytest.raises(ContradictedError) as refused:
        steps[0](yard, PILOT, sortie_id)
    assert refused.value.details()["says"] == "elsewhere"
    pad.abort(yard, PILOT, sortie_id)
    with pytest.raises(ContradictedError):
        steps[1](yard, PILOT, sortie_id)
    assert yard.sortie(sortie_id).state is S.ABORTED
    yard.clock.advance(11 * SECOND)
    assert pad.land(yard, PILOT, sortie_id).state is S.LANDED, "nobody hears it: somebody has to say"


@pytest.mark.parametrize(
    ("action", "said", "answer"),
    [
        (A.TAKE_OFF, GOOD, Contradiction.ON_GROUND),
        (A.TAKE_OFF, replace(THERE, altitude_m=1.0), Contradiction.ON_GROUND),
        (A.TAKE_OFF, THERE, None),
        (A.TAKE_OFF, replace(GOOD, armed=None, in_air=None, altitude_m=None), None),
        (A.ON_STATION, THERE, None),
        (A.ON_STATION, replace(THERE, altitude_m=HOVER.end_altitude_m + 6.0), Contradiction.ELSEWHERE),
        (A.ON_STATION, replace(THERE, place=CITY_HALL), Contradiction.ELSEWHERE),
        (A.ON_STATION, replace(THERE, in_air=False), Contradiction.ON_GROUND),
        (A.LAND, THERE, Contradiction.NOT_LANDED),
        (A.LAND, replace(GOOD, armed=True), Contradiction.NOT_LANDED),
        (A.LAND, GOOD, None),
        (A.LAND, replace(THERE, link_lost_since=NOW), None),
        (A.ABORT, GOOD, None),
    ],
)
def test_the_vehicle_disagrees_by_what_it_says(
    action: SortieAction, said: VehicleState, answer: Contradiction | None
) -> None:
    one = sortie(S.AIRBORNE, vehicle=said)
    assert contradiction(one, action, now=NOW + timedelta(seconds=9)) is answer
    assert contradiction(one, action, now=NOW + timedelta(seconds=11)) is None
    assert contradiction(replace(one, vehicle=None), action, now=NOW) is None


def test_a_kit_that_still_hangs_is_not_let_go_however_much_line_is_out(yard: Yard) -> None:
    """The ground below is lower than the station's: length alone would let it fall."""
    sortie_id = lowering(yard)
    wanted_m = least_line_m(yard.sortie(sortie_id).flight)
    yard.clock.advance(timedelta(minutes=2))
    says(yard, sortie_id, replace(THERE, at=yard.clock.now(), line_m=wanted_m + 1.0, line_kg=1.5))
    with pytest.raises(NotReadyError) as refused:
        pad.released(yard, PILOT, sortie_id)
    assert refused.value.checks == {"line": "line_pulls"}
    assert refused.value.details()["line_kg"] == 1.5
    says(yard, sortie_id, replace(THERE, at=yard.clock.now(), line_m=wanted_m + 1.0, line_kg=0.1))
    assert pad.released(yard, PILOT, sortie_id).state is S.RELEASED
