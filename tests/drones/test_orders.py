"""Orders of a kit: whom they bind, who hears of them, and what becomes of one that nobody answers."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from chassis.claims import claim_deadlines
from chassis.errors import ForbiddenError, InvalidInputError, NotFoundError, TakenError
from chassis.identity import Actor, Role
from drones import pad
from drones.feasibility import Go, NoGo
from drones.reasons import Code
from drones.states import SortieAction, SortieReason
from drones.tables import open_sortie_for, read_sorties
from tests.drones.conftest import DISPATCHER, PILOT, Yard
from tests.drones.scene import AED_S, DRONE_S, HANSOL, REGION, SOUTH
from tests.drones.yards import DESK, PAD, S, busy, kit_ids


def test_an_order_binds_drone_and_kit_and_tells_pad_and_desk(yard: Yard) -> None:
    sortie_id = yard.order(hint="  정문 앞  주차장 ")
    sortie = yard.sortie(sortie_id)
    assert (sortie.state, sortie.drone_id, sortie.kit_id) == (S.REQUESTED, DRONE_S.id, AED_S.id)
    assert (sortie.target, sortie.landing_hint) == (HANSOL, "정문 앞 주차장")
    assert busy(yard) and AED_S.id not in kit_ids(yard)
    [at_pad], [at_desk] = yard.told(PAD), yard.told(DESK)
    assert (at_pad.kind, at_pad.data["action"], at_pad.data["allowed"]) == (
        "sortie_changed",
        "order",
        ["accept", "decline", "cancel"],
    )
    assert at_desk.data["incident_id"] == "inc_1"
    with yard.db.read() as session:
        assert open_sortie_for(session, "inc_1") == sortie
        assert read_sorties(session, region=REGION) == read_sorties(session, station_id=SOUTH.id) == (sortie,)
        assert read_sorties(session, region="elsewhere") == ()


def test_the_pad_never_learns_whose_incident_it_is(yard: Yard) -> None:
    sortie_id = yard.airborne()
    pad.abort(yard, PILOT, sortie_id, reason=SortieReason.WEATHER)
    said = json.dumps([dict(event.data) for event in yard.told(PAD)], ensure_ascii=False)
    assert "inc_1" not in said and "incident" not in said


@pytest.mark.parametrize("hint", ["010-1234-5678로 전화", "900101 1234567", "x" * 81])
def test_a_hint_that_could_name_somebody_is_refused_and_nothing_is_taken(yard: Yard, hint: str) -> None:
    with pytest.raises(InvalidInputError):
        yard.order(hint=hint)
    assert not busy(yard)


def test_what_is_ordered_is_no_longer_offered(yard: Yard) -> None:
    go = yard.decide()
    yard.order(go)
    again = yard.decide()
    assert isinstance(again, NoGo)
    assert {r.code for r in again.reasons if r.drone_id == DRONE_S.id} == {Code.DRONE_BUSY, Code.KIT_MISSING}
    with pytest.raises(TakenError) as lost:
        yard.order(go)
    assert (lost.value.by, lost.value.ident) == (DISPATCHER.name, DRONE_S.id)


def test_a_kit_that_went_meanwhile_takes_the_drone_with_it_back(yard: Yard) -> None:
    go = yard.decide()
    assert isinstance(go, Go)
    yard.order(replace(go, drone_id="dr-n1"))
    with pytest.raises(TakenError) as lost:
        yard.order(go)
    assert lost.value.kind == "kit"
    assert not busy(yard)


def test_two_desks_at_once_never_order_one_drone(yard: Yard) -> None:
    go = yard.decide()
    door = Barrier(4)

    def try_it(_: int) -> str | TakenError:
        door.wait()
        try:
            return yard.order(go)
        except TakenError as lost:
            return lost

    with ThreadPoolExecutor(4) as desks:
        results = list(desks.map(try_it, range(4)))
    assert sum(isinstance(result, str) for result in results) == 1
    assert len(yard.told(PAD)) == 1


@pytest.mark.parametrize("action", [SortieAction.DECLINE, SortieAction.CANCEL])
def test_an_order_that_does_not_fly_frees_drone_and_kit(yard: Yard, action: SortieAction) -> None:
    sortie_id = yard.order()
    with pytest.raises(InvalidInputError):
        pad.act(yard, PILOT, sortie_id, action)
    pad.act(yard, PILOT, sortie_id, action, reason=SortieReason.WEATHER)
    assert not busy(yard) and AED_S.id in kit_ids(yard)
    assert yard.audit(sortie_id)[-1].reason == "weather"


def test_silence_calls_the_second_operator_and_then_declines(yard: Yard) -> None:
    sortie_id = yard.order()
    assert yard.sweep(timedelta(seconds=19)) == []
    assert yard.sweep(timedelta(seconds=1)) == ["sortie_second"]
    assert [event.kind for event in yard.told(PAD)] == ["sortie_changed", "sortie_unanswered"]
    assert yard.sweep(timedelta(seconds=25)) == ["sortie_timeout"]
    sortie = yard.sortie(sortie_id)
    assert (sortie.state, sortie.reason) == (S.DECLINED, SortieReason.NO_ANSWER)
    assert not busy(yard)
    assert [row.actor for row in yard.audit(sortie_id)][1:] == ["system:watch", "system:watch"]


def test_an_answer_takes_the_deadlines_off(yard: Yard) -> None:
    pad.accept(yard, PILOT, yard.order())
    assert yard.sweep(timedelta(minutes=5)) == []


def test_a_deadline_that_comes_late_does_nothing(yard: Yard) -> None:
    sortie_id = yard.order()
    with yard.db.write() as session:
        late = claim_deadlines(session, "w1", now=yard.clock.now() + timedelta(minutes=1))
    pad.accept(yard, PILOT, sortie_id)
    for deadline in late:
        with yard.db.write() as session:
            pad.overdue(session, yard, deadline, now=yard.clock.now())
    assert yard.sortie(sortie_id).state is S.ACCEPTED


def test_the_desk_may_cancel_and_nothing_else(yard: Yard) -> None:
    sortie_id = yard.order()
    with pytest.raises(ForbiddenError):
        pad.accept(yard, DISPATCHER, sortie_id)
    with pytest.raises(ForbiddenError):
        pad.cancel(yard, Actor("n", "간호사", Role.HOSPITAL, REGION, "h1"), sortie_id, reason=SortieReason.OTHER)
    with pytest.raises(NotFoundError):
        pad.cancel(yard, replace(DISPATCHER, region="daejeon"), sortie_id, reason=SortieReason.OTHER)
    assert pad.cancel(yard, DISPATCHER, sortie_id, reason=SortieReason.CALL_ENDED).state is S.CANCELLED
    with pytest.raises(ForbiddenError):
        pad.act(yard, PILOT, sortie_id, SortieAction.TIME_OUT)
