"""What the person who called sees of the kit: from take-off to the last shock, and nothing of drone or patient."""

import pytest

from chassis.errors import IllegalMoveError
from dispatch.boards.caller import caller_view
from dispatch.boards.drop import drop_view
from dispatch.caller.holding import hold_kit
from dispatch.dropscript import DropMark
from dispatch.tables.cases import CallRow, StampRow, get_incident
from tests.dispatch.drops.conftest import OUT, A, Drop


def seen(drop: Drop) -> dict[str, object] | None:
    with drop.town.system.db.read() as session:
        call = session.get_one(CallRow, drop.call_id)
        kit = caller_view(session, call, drop.town.system.rules, now=drop.town.clock.now())["kit"]
        assert kit is None or isinstance(kit, dict)
        return kit


def stands(drop: Drop) -> object:
    kit = seen(drop)
    return kit and kit["stands"]


def test_a_caller_sees_the_kit_from_take_off_until_it_is_used(drop: Drop) -> None:
    drop.fly(A.ACCEPT, A.PREFLIGHT_OK, A.LAUNCH)
    assert stands(drop) is None
    drop.fly(A.TAKE_OFF)
    coming = seen(drop)
    assert coming is not None
    assert (coming["stands"], coming["eta"], coming["question"]) == ("coming", drop.sortie().eta.isoformat(), None)
    drop.fly(A.ON_STATION)
    assert stands(drop) == "lowering"
    drop.fly(A.LOWER, A.RELEASE)
    assert stands(drop) == "down"
    drop.fly(A.RETRACT, A.RETURN, A.LAND, A.CLOSE)
    assert stands(drop) == "down"  # the drone is home, the box still lies there


def test_a_drone_that_went_home_with_the_kit_has_not_brought_it(drop: Drop) -> None:
    drop.fly(*OUT, A.ON_STATION, A.LOWER, A.RETRACT, A.RETURN)
    assert stands(drop) == "not_coming"


def test_the_caller_says_that_it_is_here_and_the_desk_reads_who_said_so(drop: Drop) -> None:
    drop.fly(*OUT, A.ON_STATION, A.LOWER, A.RELEASE)
    with drop.town.system.db.read() as session:
        call = session.get_one(CallRow, drop.call_id)
    for mark in (DropMark.IN_HAND, DropMark.PADS_ON, DropMark.NO_SHOCK):
        hold_kit(drop.town.system, call, mark)
    assert stands(drop) == "in_hand"
    with drop.town.system.db.read() as session:
        view = drop_view(session, drop.town.system.rules, get_incident(session, drop.incident_id))
        sources = set(session.query(StampRow.source).filter(StampRow.name == DropMark.PADS_ON))
    assert view is not None
    assert set(view["marks"]) == {"kit_in_hand", "pads_on", "no_shock_advised"}
    assert view["words"]["question"]["marks"] == ["shock_given", "no_shock_advised"]
    assert {source for (source,) in sources} == {"caller"}


def test_nobody_has_by_their_own_word_what_is_still_in_the_air(drop: Drop) -> None:
    drop.fly(*OUT)
    with drop.town.system.db.read() as session:
        call = session.get_one(CallRow, drop.call_id)
    with pytest.raises(IllegalMoveError):
        hold_kit(drop.town.system, call, DropMark.IN_HAND)
