"""A kit that lies beside the patient is not sent a second time, however often the plan is decided and sent again."""

import pytest

from dispatch.desk.deciding import decide
from dispatch.desk.dropped import mark_unfetched
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import take_call
from dispatch.dropscript import Unfetched
from drones.feasibility import Go, NoGo
from drones.model import KitKind
from drones.reasons import Code, Reason
from drones.states import SortieAction as A
from drones.states import SortieReason
from tests.dispatch.drops.conftest import OUT, Drop
from tests.dispatch.test_kits import FAR, arrest_at, kits, put_twin
from tests.dispatch.town import Town

__all__ = ["kits"]

HOME = (A.RETURN, A.LAND, A.CLOSE)
THERE = (Reason(Code.KIT_THERE, ref=KitKind.AED),)


@pytest.fixture
def drop(kits: Town) -> Drop:
    """A kit on its way to somebody far off; a second drone of the station has another."""
    put_twin(kits)
    taken = take_call(kits.system, kits.kim, arrest_at(FAR))
    sent = send_plan(kits.system, kits.kim, taken.incident_id)
    assert sent.sortie_id is not None
    return Drop(kits, taken.incident_id, taken.call_id, sent.sortie_id)


def deliver_and_land(drop: Drop) -> Drop:
    drop.fly(*OUT, A.ON_STATION, A.LOWER, A.RELEASE)
    drop.lets_go()
    drop.fly(A.RETRACT, *HOME)
    return drop


def answer(drop: Drop) -> Go | NoGo | None:
    """What a decision made now says of the drone."""
    made = decide(drop.town.system, drop.incident_id, made_for=drop.town.kim.id)
    assert made.plan is not None
    return made.plan.drone


def send(drop: Drop) -> str | None:
    return send_plan(drop.town.system, drop.town.kim, drop.incident_id).sortie_id


def test_a_kit_that_is_down_is_decided_and_sent_no_second_time(drop: Drop) -> None:
    assert isinstance(answer(drop), Go), "the other drone's, for as long as this one may come to nothing"
    deliver_and_land(drop)
    told = answer(drop)
    assert isinstance(told, NoGo) and told.reasons == THERE
    assert send(drop) is None
    assert drop.alerts() == [], "nobody is told that a kit did not go"


def test_a_plan_that_a_person_saw_before_it_was_down_sends_none_either(drop: Drop) -> None:
    seen = decide(drop.town.system, drop.incident_id, made_for=drop.town.kim.id).decision_id
    deliver_and_land(drop)
    sent = send_plan(drop.town.system, drop.town.kim, drop.incident_id, seen=seen)
    assert (sent.sortie_id, drop.alerts()) == (None, [])
    assert "no_drone" not in sent.unfilled


@pytest.mark.parametrize("why", [Unfetched.NOT_FOUND, Unfetched.OUT_OF_REACH])
def test_one_that_nobody_can_get_at_does_not_count(drop: Drop, why: Unfetched) -> None:
    deliver_and_land(drop)
    mark_unfetched(drop.town.system, drop.town.kim, drop.incident_id, why)
    assert isinstance(answer(drop), Go)
    assert send(drop) is not None


def test_one_that_waits_for_a_free_hand_counts(drop: Drop) -> None:
    deliver_and_land(drop)
    mark_unfetched(drop.town.system, drop.town.kim, drop.incident_id, Unfetched.ALONE)
    assert send(drop) is None


def test_one_that_turned_back_does_not_count(drop: Drop) -> None:
    drop.fly(*OUT)
    drop.fly(A.ABORT, reason=SortieReason.WEATHER)
    assert isinstance(answer(drop), Go)
