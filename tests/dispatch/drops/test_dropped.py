"""What people at the call say of the kit: fetched, pads on, shock, or left lying; each with its time."""

import pytest

from chassis.errors import IllegalMoveError, InvalidInputError, NotFoundError
from dispatch.boards.wall import wall_board
from dispatch.desk.dropped import FETCHED_WITHIN, mark_drop, mark_unfetched
from dispatch.dropscript import DropMark, Unfetched
from drones.kitstage import KitStage, stage_of
from drones.tables.kits import KitRow
from tests.dispatch.drops.conftest import OUT, A, Drop
from tests.dispatch.town import Town


def down(drop: Drop) -> Drop:
    drop.fly(*OUT, A.ON_STATION, A.LOWER, A.RELEASE)
    return drop


def say(drop: Drop, *marks: DropMark) -> None:
    for mark in marks:
        mark_drop(drop.town.system, drop.town.kim, drop.incident_id, mark)


def test_fetched_pads_and_shocks_are_stamps_and_the_kit_is_in_hand(drop: Drop) -> None:
    say(down(drop), DropMark.IN_HAND, DropMark.IN_HAND, DropMark.PADS_ON, DropMark.SHOCK_GIVEN, DropMark.SHOCK_GIVEN)
    assert drop.stamps() == ["kit_in_hand", "pads_on", "shock_given", "shock_given"]
    assert drop.sortie().kit_in_hand_at == drop.town.clock.now()
    assert stage_of(drop.sortie()) is KitStage.IN_HAND


def test_who_says_that_the_pads_are_on_has_the_kit(drop: Drop) -> None:
    say(down(drop), DropMark.PADS_ON)
    assert drop.stamps() == ["kit_in_hand", "pads_on"]


def test_the_kit_is_fetched_also_when_the_drone_is_home(drop: Drop) -> None:
    down(drop).fly(A.RETRACT, A.RETURN, A.LAND, A.CLOSE)
    say(drop, DropMark.IN_HAND)
    assert stage_of(drop.sortie()) is KitStage.IN_HAND


def test_nobody_has_a_kit_before_the_drone_is_there(drop: Drop) -> None:
    drop.fly(*OUT)
    with pytest.raises(IllegalMoveError):
        say(drop, DropMark.IN_HAND)
    assert drop.stamps() == []


def test_what_somebody_pulled_off_the_line_is_used_up(drop: Drop) -> None:
    drop.fly(*OUT, A.ON_STATION, A.LOWER)
    say(drop, DropMark.IN_HAND)
    drop.fly(A.RETRACT, A.RETURN, A.LAND, A.CLOSE)
    with drop.town.system.db.read() as session:
        kit = session.get_one(KitRow, drop.sortie().kit_id)
    assert kit.used_at == drop.town.clock.now()


def test_an_aed_is_not_asked_for_a_tourniquet(drop: Drop) -> None:
    with pytest.raises(InvalidInputError):
        say(down(drop), DropMark.USED)
    assert drop.stamps() == []


def test_nothing_is_said_of_a_kit_where_none_was_sent(arrest: Drop) -> None:
    with pytest.raises(NotFoundError):
        say(arrest, DropMark.IN_HAND)


def test_why_nobody_fetched_it_is_on_record_and_the_desk_is_asked_no_more(drop: Drop) -> None:
    down(drop)
    mark_unfetched(drop.town.system, drop.town.kim, drop.incident_id, Unfetched.NOT_FOUND)
    assert drop.stamps() == ["kit_not_fetched_not_found"]
    drop.town.clock.advance(FETCHED_WITHIN)
    assert drop.alerts() == []
    say(drop, DropMark.IN_HAND)
    with pytest.raises(IllegalMoveError):
        mark_unfetched(drop.town.system, drop.town.kim, drop.incident_id, Unfetched.ALONE)


def test_the_wall_counts_drones_that_may_be_ordered_and_kits_on_their_way(drop: Drop, town: Town) -> None:
    def told() -> object:
        with town.system.db.read() as session:
            return wall_board(session, town.system, "sejong")["drones"]

    assert told() == {"free": 1, "total": 2, "coming": 0, "down": 0}
    drop.fly(*OUT)
    assert told() == {"free": 1, "total": 2, "coming": 1, "down": 0}
    drop.fly(A.ON_STATION, A.LOWER, A.RELEASE)
    assert told() == {"free": 1, "total": 2, "coming": 0, "down": 1}
    say(drop, DropMark.IN_HAND)
    assert told() == {"free": 1, "total": 2, "coming": 0, "down": 0}
