"""What pilots do with an order, from the first look to the shelf."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
import shapely

from chassis.errors import GoldentimeError, IllegalMoveError, InvalidInputError, NotFoundError, OutrunError, TakenError
from chassis.geo import LatLon
from chassis.identity import Actor
from drones import pad
from drones.feasibility import Go, NoGo
from drones.model import Ring
from drones.preflight import Check
from drones.reasons import Code, Reason
from drones.service import ServiceReason
from drones.sortie import Sortie
from drones.states import SortieAction, SortieReason
from drones.tables import put_zone
from drones.tables.kits import KitRow
from drones.tables.sorties import claim_arming
from tests.drones.conftest import PILOT, SECOND_PILOT, STRANGER, Yard
from tests.drones.scene import AED_S, DRONE_S, P65B
from tests.drones.yards import DESK, PAD, S, busy, kit_ids


def test_of_two_operators_who_accept_at_once_one_has_it_and_the_other_hears_who(yard: Yard) -> None:
    sortie_id = yard.order()
    door = Barrier(2)

    def try_it(pilot: Actor) -> Sortie | TakenError:
        door.wait()
        try:
            return pad.accept(yard, pilot, sortie_id, version=0)
        except TakenError as lost:
            return lost

    with ThreadPoolExecutor(2) as pilots:
        results = list(pilots.map(try_it, (PILOT, SECOND_PILOT)))
    [won] = [result for result in results if isinstance(result, Sortie)]
    [lost] = [result for result in results if isinstance(result, TakenError)]
    assert won.operator == lost.by == yard.sortie(sortie_id).operator
    assert [row.action for row in yard.audit(sortie_id)] == ["sortie_order", "sortie_accept"]


def test_a_whole_drop_from_order_to_shelf(yard: Yard) -> None:
    sortie_id = yard.order()
    for step in (
        pad.accept,
        pad.preflight_ok,
        pad.launch,
        pad.took_off,
        pad.on_station,
        pad.lower,
        pad.released,
        pad.retract,
        pad.retracted,
        pad.land,
        pad.close,
    ):
        yard.clock.advance(timedelta(seconds=60 if step is pad.released else 10))
        if step is pad.preflight_ok:
            yard.look_over(sortie_id)
        if step is pad.lower:
            pad.tick_check(yard, PILOT, sortie_id, Check.BELOW_CLEAR)
        before = yard.bell.rings
        sortie = step(yard, PILOT, sortie_id)
        assert yard.bell.rings == before + 1
    assert sortie.state is S.CLOSED
    assert sortie.eta == sortie.entered[S.AIRBORNE] + sortie.flight.kit_down
    assert list(sortie.entered) == [
        S.REQUESTED,
        S.ACCEPTED,
        S.PREFLIGHT_OK,
        S.LAUNCHING,
        S.AIRBORNE,
        S.ON_STATION,
        S.LOWERING,
        S.RELEASED,
        S.RETRACTING,
        S.RETURNING,
        S.LANDED,
        S.CLOSED,
    ]
    assert not busy(yard)
    assert AED_S.id not in {kit.id for kit in yard.squadron().kits}, "a used kit never flies again"
    rows = yard.audit(sortie_id)
    ticked = ["sortie_tick"] * 7
    assert [row.action for row in rows[:10]] == ["sortie_order", "sortie_accept", *ticked, "sortie_preflight_ok"]
    assert (rows[-1].actor, rows[-1].old, rows[-1].new) == (PILOT.id, {"state": "landed"}, {"state": "closed"})
    assert len(rows) == len(yard.told(PAD)) == len(yard.told(DESK)) == 20


def test_a_kit_that_came_home_flies_again(yard: Yard) -> None:
    sortie_id = yard.airborne()
    pad.abort(yard, PILOT, sortie_id, reason=SortieReason.AMBULANCE_AHEAD)
    pad.land(yard, PILOT, sortie_id)
    assert pad.close(yard, PILOT, sortie_id).reason is SortieReason.AMBULANCE_AHEAD
    assert AED_S.id in kit_ids(yard) and isinstance(yard.decide(), Go)


def test_one_press_calls_a_drone_home_and_the_reason_follows(yard: Yard) -> None:
    sortie_id = yard.airborne()
    assert pad.abort(yard, PILOT, sortie_id).reason is None
    pad.land(yard, PILOT, sortie_id)
    with pytest.raises(InvalidInputError):
        pad.close(yard, PILOT, sortie_id)
    assert pad.explain(yard, PILOT, sortie_id, reason=SortieReason.SITE_UNSAFE).reason is SortieReason.SITE_UNSAFE
    with pytest.raises(IllegalMoveError):
        pad.explain(yard, PILOT, sortie_id, reason=SortieReason.WEATHER)
    assert pad.close(yard, PILOT, sortie_id).reason is SortieReason.SITE_UNSAFE


def test_a_flight_that_was_not_called_home_has_nothing_to_explain(yard: Yard) -> None:
    with pytest.raises(IllegalMoveError):
        pad.explain(yard, PILOT, yard.airborne(), reason=SortieReason.WEATHER)


def test_a_failed_drone_stays_down_until_somebody_looked_at_it(yard: Yard) -> None:
    sortie_id = yard.airborne()
    pad.fail(yard, PILOT, sortie_id, reason=SortieReason.LOST_LINK)
    assert isinstance(yard.decide(), NoGo)
    assert AED_S.id not in kit_ids(yard), "nobody knows the state of its kit"
    pad.put_into_service(yard, PILOT, DRONE_S.id)
    drone = next(drone for drone in yard.squadron().drones if drone.id == DRONE_S.id)
    assert (drone.out_of_service, drone.sortie_id) == (None, None)
    assert yard.audit(DRONE_S.id)[-1].old == {"out_of_service": "failed: lost_link"}


def test_a_drone_that_came_down_elsewhere_stays_down_until_somebody_says_that_it_is_back(yard: Yard) -> None:
    sortie_id = yard.airborne()
    pad.divert(yard, PILOT, sortie_id, reason=SortieReason.WEATHER)
    pad.land(yard, PILOT, sortie_id)
    pad.close(yard, PILOT, sortie_id)
    answer = yard.decide()
    assert isinstance(answer, NoGo)
    assert Reason(Code.OUT_OF_SERVICE, DRONE_S.id, ref="diverted") in answer.reasons
    assert AED_S.id in kit_ids(yard)
    pad.put_into_service(yard, PILOT, DRONE_S.id)
    assert isinstance(yard.decide(), Go)


def test_a_pilot_of_another_station_is_refused(yard: Yard) -> None:
    sortie_id = yard.order()
    for stranger in (STRANGER, replace(PILOT, region="daejeon"), replace(PILOT, facility=None)):
        with pytest.raises(NotFoundError):
            pad.accept(yard, stranger, sortie_id)
        with pytest.raises(NotFoundError):
            pad.change_battery(yard, stranger, DRONE_S.id, share=1.0)
    assert yard.sortie(sortie_id).state is S.REQUESTED


def test_an_old_page_is_told_to_look_again(yard: Yard) -> None:
    sortie_id = yard.order()
    pad.accept(yard, PILOT, sortie_id, version=0)
    yard.look_over(sortie_id)
    version = yard.sortie(sortie_id).version
    with pytest.raises(OutrunError):
        pad.preflight_ok(yard, PILOT, sortie_id, version=version - 1)
    assert pad.preflight_ok(yard, PILOT, sortie_id, version=version).state is S.PREFLIGHT_OK


def test_nothing_is_let_down_from_the_wrong_state(yard: Yard) -> None:
    sortie_id = yard.airborne()
    with pytest.raises(IllegalMoveError) as wrong:
        pad.released(yard, PILOT, sortie_id)
    assert wrong.value.allowed == ("on_station", "abort", "divert", "fail")
    assert len(yard.audit(sortie_id)) == 12
    with pytest.raises(NotFoundError):
        pad.accept(yard, PILOT, "sor_gone")


def test_a_drone_is_taken_out_of_service_and_put_back(yard: Yard) -> None:
    pad.take_out_of_service(yard, PILOT, DRONE_S.id, reason=ServiceReason.REPAIR, text=" 프로펠러  교체 ")
    answer = yard.decide()
    assert isinstance(answer, NoGo)
    assert "repair: 프로펠러 교체" in {reason.ref for reason in answer.reasons}
    with pytest.raises(InvalidInputError):
        pad.take_out_of_service(yard, PILOT, DRONE_S.id, reason=ServiceReason.REPAIR, text="교" * 65)
    pad.take_out_of_service(yard, PILOT, DRONE_S.id, reason=ServiceReason.TRAINING, text="  ")
    assert [line.new for line in yard.audit(DRONE_S.id)][-1] == {"out_of_service": "training"}
    pad.put_into_service(yard, PILOT, DRONE_S.id)
    yard.order()
    with pytest.raises(TakenError):
        pad.take_out_of_service(yard, PILOT, DRONE_S.id, reason=ServiceReason.REPAIR)


def test_no_command_leaves_anything_behind_when_it_fails(yard: Yard) -> None:
    sortie_id = yard.order()
    before = (yard.sortie(sortie_id), len(yard.told(PAD)), len(yard.audit(sortie_id)))
    with pytest.raises(GoldentimeError):
        pad.launch(yard, PILOT, sortie_id)
    assert (yard.sortie(sortie_id), len(yard.told(PAD)), len(yard.audit(sortie_id))) == before
    assert yard.sweep(timedelta(seconds=60)) == ["sortie_second", "sortie_timeout"]


def test_a_drone_that_does_not_take_off_is_checked_again_and_armed_only_by_a_new_press(yard: Yard) -> None:
    sortie_id = yard.order()
    for step in (pad.accept, pad.preflight_ok, pad.launch):
        yard.fly(sortie_id, step)
    with yard.db.write() as session:
        assert claim_arming(session, sortie_id, now=yard.clock.now())
    with yard.db.write() as session:
        assert not claim_arming(session, sortie_id, now=yard.clock.now()), "of any number of workers one arms, once"
    pad.act(yard, PILOT, sortie_id, SortieAction.STAND_DOWN, reason=SortieReason.TECHNICAL)
    assert yard.sortie(sortie_id).state is S.ACCEPTED
    for step in (pad.preflight_ok, pad.launch):
        yard.fly(sortie_id, step)
    again = yard.sortie(sortie_id)
    assert (again.armed_at, again.reason) == (None, None)
    with yard.db.write() as session:
        assert claim_arming(session, sortie_id, now=yard.clock.now())


def test_a_pause_is_written_once_and_ends_with_the_next_step(yard: Yard) -> None:
    sortie_id = yard.airborne()
    first = pad.pause(yard, PILOT, sortie_id)
    yard.clock.advance(timedelta(seconds=5))
    assert pad.pause(yard, PILOT, sortie_id) == first
    assert pad.resume(yard, PILOT, sortie_id).paused_at is None
    pad.pause(yard, PILOT, sortie_id)
    assert pad.abort(yard, PILOT, sortie_id).paused_at is None
    with pytest.raises(IllegalMoveError):
        pad.pause(yard, PILOT, sortie_id)
    with pytest.raises(NotFoundError):
        pad.pause(yard, STRANGER, sortie_id)


def test_what_a_pilot_has_looked_at_stands_with_the_order(yard: Yard) -> None:
    sortie_id = yard.order()
    pad.accept(yard, PILOT, sortie_id)
    pad.tick_check(yard, PILOT, sortie_id, Check.PAD_CLEAR)
    seen_by = pad.tick_check(yard, PILOT, sortie_id, Check.KIT, value="KIT-7").ticks
    assert {name: (tick.by, tick.value) for name, tick in seen_by.items()} == {
        "pad_clear": (PILOT.name, None),
        "kit": (PILOT.name, "KIT-7"),
    }


def test_a_caught_line_is_cut_with_a_reason_and_the_drone_comes_home(yard: Yard) -> None:
    sortie_id = yard.airborne()
    pad.on_station(yard, PILOT, sortie_id)
    yard.fly(sortie_id, pad.lower)
    with pytest.raises(InvalidInputError):
        pad.act(yard, PILOT, sortie_id, SortieAction.CUT)
    cut = pad.cut(yard, PILOT, sortie_id, reason=SortieReason.TECHNICAL)
    assert (cut.state, cut.cut_at) == (S.RETURNING, yard.clock.now())
    with yard.db.read() as session:
        assert session.get_one(KitRow, AED_S.id).used_at == yard.clock.now()  # it hangs on the line


def test_the_vehicle_gets_the_closed_airspace_beside_its_way_as_a_fence(yard: Yard) -> None:
    wall = Ring((LatLon(36.474, 127.268), LatLon(36.474, 127.27), LatLon(36.484, 127.27), LatLon(36.484, 127.268)))
    with yard.db.write() as session:
        put_zone(session, replace(P65B, id="wall", shape=wall))
    go = yard.decide()
    assert isinstance(go, Go) and len(go.path.points) > 2 and go.keep_out
    plan = yard.sortie(yard.order(go)).plan
    assert plan is not None and plan.exclusions == go.keep_out
    wide = [shapely.Polygon([(corner.lon, corner.lat) for corner in ring]) for ring in plan.exclusions]
    way = shapely.LineString([(item.place.lon, item.place.lat) for item in plan.items if item.place is not None])
    assert not any(ring.intersects(way) for ring in wide)
