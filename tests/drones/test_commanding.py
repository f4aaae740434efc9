"""One pilot has command: what cannot be taken back is theirs to say, what makes it safer is everybody's."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from chassis.errors import (
    ForbiddenError,
    IllegalMoveError,
    NotFoundError,
    NotInCommandError,
    NotReadyError,
    OutrunError,
)
from chassis.identity import Actor
from chassis.topics import desk
from chassis.topics import pad as pad_topic
from drones import pad
from drones.preflight import Check
from drones.sortie import Sortie
from drones.states import COMMANDED, SortieAction, SortieReason, SortieState
from tests.drones.conftest import DISPATCHER, PILOT, SECOND_PILOT, STRANGER, Yard
from tests.drones.scene import REGION, SOUTH

S, A = SortieState, SortieAction
WHY = SortieReason.TECHNICAL


def lowering(yard: Yard) -> str:
    sortie_id = yard.airborne()
    pad.on_station(yard, PILOT, sortie_id)
    yard.fly(sortie_id, pad.lower)
    return sortie_id


@pytest.mark.parametrize("action", sorted(COMMANDED))
def test_what_cannot_be_taken_back_is_the_word_of_whoever_accepted(yard: Yard, action: SortieAction) -> None:
    sortie_id = yard.order()
    since = pad.accept(yard, PILOT, sortie_id).entered[S.ACCEPTED]
    yard.clock.advance(timedelta(seconds=3))
    with pytest.raises(NotInCommandError) as refused:
        pad.act(yard, SECOND_PILOT, sortie_id, action, reason=WHY)
    assert (refused.value.by, refused.value.at) == (PILOT.name, since.isoformat())
    assert yard.sortie(sortie_id).state is S.ACCEPTED


@pytest.mark.parametrize(
    ("safer", "stands"),
    [
        (pad.retract, S.RETRACTING),
        (pad.abort, S.ABORTED),
        (lambda yard, who, one: pad.divert(yard, who, one, reason=WHY), S.DIVERTED),
        (lambda yard, who, one: pad.fail(yard, who, one, reason=WHY), S.FAILED),
    ],
)
def test_what_makes_it_safer_is_everybodys_at_once(
    yard: Yard, safer: Callable[[Yard, Actor, str], Sortie], stands: SortieState
) -> None:
    sortie_id = lowering(yard)
    assert safer(yard, SECOND_PILOT, sortie_id).state is stands


def test_anybody_of_the_station_may_stop_it_in_the_air_and_let_it_go_on(yard: Yard) -> None:
    sortie_id = yard.airborne()
    assert pad.pause(yard, SECOND_PILOT, sortie_id).paused_at == yard.clock.now()
    assert pad.resume(yard, SECOND_PILOT, sortie_id).paused_at is None


def test_command_is_taken_over_by_a_word_that_is_kept_and_told(yard: Yard) -> None:
    sortie_id = lowering(yard)
    yard.clock.advance(timedelta(seconds=5))
    taken = pad.take_over(yard, SECOND_PILOT, sortie_id, version=yard.sortie(sortie_id).version)
    assert (taken.operator, taken.operator_id, taken.operator_since) == (
        SECOND_PILOT.name,
        SECOND_PILOT.id,
        yard.clock.now(),
    )
    assert pad.take_over(yard, SECOND_PILOT, sortie_id, version=0) == taken, "a retry is no second time"
    with pytest.raises(NotInCommandError) as refused:
        pad.released(yard, PILOT, sortie_id)
    assert (refused.value.by, refused.value.at) == (SECOND_PILOT.name, yard.clock.now().isoformat())
    yard.clock.advance(timedelta(minutes=1))  # by now the kit stands
    assert pad.released(yard, SECOND_PILOT, sortie_id).state is S.RELEASED
    [row] = [row for row in yard.audit(sortie_id) if row.action == "sortie_take_over"]
    assert (row.actor, row.old, row.new) == (
        SECOND_PILOT.id,
        {"operator": PILOT.id, "name": PILOT.name},
        {"operator": SECOND_PILOT.id, "name": SECOND_PILOT.name},
    )
    for topic in (pad_topic(REGION, SOUTH.id), desk(REGION)):
        [said] = [event.data for event in yard.told(topic) if event.data.get("action") == "take_over"]
        assert (said["operator"], said["operator_id"]) == (SECOND_PILOT.name, SECOND_PILOT.id)


def test_whoever_takes_over_above_the_target_looks_below_again(yard: Yard) -> None:
    sortie_id = yard.airborne()
    pad.on_station(yard, PILOT, sortie_id)
    with pytest.raises(NotInCommandError):
        pad.tick_check(yard, SECOND_PILOT, sortie_id, Check.BELOW_CLEAR)
    pad.tick_check(yard, PILOT, sortie_id, Check.BELOW_CLEAR)
    pad.take_over(yard, SECOND_PILOT, sortie_id)
    with pytest.raises(NotReadyError):
        pad.lower(yard, SECOND_PILOT, sortie_id)
    assert yard.fly(sortie_id, pad.lower, by=SECOND_PILOT).state is S.LOWERING


def test_command_is_taken_over_only_where_there_is_one_and_by_the_stations_own(yard: Yard) -> None:
    sortie_id = yard.order()
    with pytest.raises(IllegalMoveError):
        pad.take_over(yard, SECOND_PILOT, sortie_id)
    pad.accept(yard, PILOT, sortie_id)
    with pytest.raises(NotFoundError):
        pad.take_over(yard, STRANGER, sortie_id)
    with pytest.raises(ForbiddenError):
        pad.take_over(yard, DISPATCHER, sortie_id)
    pad.cancel(yard, SECOND_PILOT, sortie_id, reason=SortieReason.CALL_ENDED)
    with pytest.raises(IllegalMoveError):
        pad.take_over(yard, SECOND_PILOT, sortie_id)


def test_of_two_who_take_over_at_once_one_has_command_and_the_other_looks_again(yard: Yard) -> None:
    sortie_id = yard.airborne()
    version, third = yard.sortie(sortie_id).version, Actor("u-pilot4", "박조종", PILOT.role, REGION, SOUTH.id)
    door = Barrier(2)

    def try_it(pilot: Actor) -> Sortie | OutrunError:
        door.wait()
        try:
            return pad.take_over(yard, pilot, sortie_id, version=version)
        except OutrunError as lost:
            return lost

    with ThreadPoolExecutor(2) as pilots:
        results = list(pilots.map(try_it, (SECOND_PILOT, third)))
    [won] = [result for result in results if isinstance(result, Sortie)]
    assert sum(isinstance(result, OutrunError) for result in results) == 1
    assert yard.sortie(sortie_id).operator_id == won.operator_id != PILOT.id


def test_two_who_launch_at_once_are_told_apart(yard: Yard) -> None:
    sortie_id = yard.order()
    pad.accept(yard, PILOT, sortie_id)
    yard.fly(sortie_id, pad.preflight_ok)
    door = Barrier(2)

    def try_it(pilot: Actor) -> Sortie | NotInCommandError:
        door.wait()
        try:
            return pad.launch(yard, pilot, sortie_id)
        except NotInCommandError as refused:
            return refused

    with ThreadPoolExecutor(2) as pilots:
        mine, theirs = pilots.map(try_it, (PILOT, SECOND_PILOT))
    assert isinstance(mine, Sortie) and isinstance(theirs, NotInCommandError)
    assert [row.actor for row in yard.audit(sortie_id) if row.action == "sortie_launch"] == [PILOT.id]
