"""A drone whose flight has failed is heard in the air: desk and pad are told until it is nowhere up there any more."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chassis import topics
from chassis.errors import StillInTheAirError
from chassis.events import read
from dispatch.boards.pad import pad_board
from dispatch.desk.alerting import acknowledge
from dispatch.desk.closing import close_incident
from dispatch.tables.records import AlertRow
from dispatch.watch import tick
from drones import pad
from drones.mission import Telemetry
from drones.states import SortieAction, SortieReason
from drones.tables.sorties import VEHICLES, lock_sortie
from drones.vehicle import VehicleState
from tests.dispatch.drops.conftest import OUT, Drop
from tests.drones.conftest import PILOT
from tests.drones.scene import DRONE_S, HANSOL, NORTH, REGION, SOUTH

LATER = timedelta(seconds=20)


def alerts(drop: Drop) -> list[AlertRow]:
    tick(drop.town.system, "w1")
    return standing(drop)


def standing(drop: Drop) -> list[AlertRow]:
    """Without another look."""
    with drop.town.system.db.read() as session:
        wanted = select(AlertRow).where(AlertRow.kind == "failed_in_air", AlertRow.open.is_(True))
        return list(session.scalars(wanted))


def pad_told(drop: Drop) -> list[Any]:
    with drop.town.system.db.read() as session:
        told = read(session, [topics.pad(REGION, SOUTH.id)], after=0)
    return [event.data["failed"] for event in told if event.kind == "failed_in_air"]


def on_board(drop: Drop, station: str = SOUTH.id) -> Mapping[str, Any]:
    with drop.town.system.db.read() as session:
        board: Mapping[str, Any] = pad_board(session, drop.town.system, station)["failed_in_air"]
    return board


def says(drop: Drop, *, armed: bool, in_air: bool) -> None:
    """The vehicle says this now."""
    state = VehicleState(drop.town.clock.now(), armed=armed, in_air=in_air, battery_share=0.5)
    with drop.town.system.db.write() as session:
        lock_sortie(session, drop.sortie_id).vehicle = VEHICLES.dump_python(state, mode="json")


@pytest.fixture
def up(drop: Drop) -> Drop:
    """Failed as it flew, and heard in the air since."""
    drop.fly(*OUT)
    says(drop, armed=True, in_air=True)
    drop.fly(SortieAction.FAIL, reason=SortieReason.LOST_LINK)
    assert alerts(drop) == [], "what it said before is no word of now"
    drop.town.clock.advance(LATER)
    says(drop, armed=True, in_air=True)
    return drop


def test_desk_and_pad_are_told_once(up: Drop) -> None:
    (alert,) = alerts(up)
    assert (alert.level, alert.region, alert.incident_id, alert.subject) == (1, REGION, up.incident_id, up.sortie_id)
    told = {"sortie_id": up.sortie_id, "drone_id": DRONE_S.id}
    assert alert.data == told
    acknowledge(up.town.system, up.town.kim, alert.id)
    up.town.clock.advance(LATER)
    says(up, armed=True, in_air=True)
    assert [one.id for one in alerts(up)] == [alert.id]
    assert pad_told(up) == [told]
    assert on_board(up) == {up.sortie_id: told}
    assert on_board(up, NORTH.id) == {}


def test_one_that_falls_silent_may_be_there_still(up: Drop) -> None:
    alerts(up)
    up.town.clock.advance(3 * LATER)
    assert len(alerts(up)) == 1


def test_it_is_over_when_it_stands_on_the_ground(up: Drop) -> None:
    alerts(up)
    says(up, armed=False, in_air=False)
    assert alerts(up) == []
    assert pad_told(up)[-1] is None
    assert on_board(up) == {}


def test_it_is_over_when_somebody_has_looked_at_it(up: Drop) -> None:
    alerts(up)
    up.town.clock.advance(LATER)
    pad.put_into_service(up.town.system, PILOT, DRONE_S.id)
    assert alerts(up) == []
    assert pad_told(up)[-1] is None


def test_it_is_over_when_its_battery_must_be_empty(up: Drop) -> None:
    alerts(up)
    up.town.clock.advance(timedelta(hours=2))
    assert alerts(up) == []
    assert pad_told(up)[-1] is None


def test_it_stands_when_the_incident_is_over_until_the_drone_is_down(up: Drop) -> None:
    (alert,) = alerts(up)
    close_incident(up.town.system, up.town.kim, up.incident_id, "treated_on_scene")
    assert [one.id for one in standing(up)] == [alert.id]
    assert pad_told(up)[-1] is not None
    says(up, armed=False, in_air=False)
    assert alerts(up) == []


def test_one_that_nobody_hears_raises_nothing(drop: Drop) -> None:
    drop.fly(*OUT, SortieAction.FAIL, reason=SortieReason.LOST_LINK)
    drop.town.clock.advance(LATER)
    assert alerts(drop) == []
    assert pad_told(drop) == []


@pytest.mark.parametrize(("altitude_m", "told"), [(40.0, 1), (0.4, 0), (None, 0)])
def test_of_a_drone_that_its_station_alone_tells_of_the_height_says_whether_it_flies(
    drop: Drop, altitude_m: float | None, told: int
) -> None:
    drop.fly(*OUT, SortieAction.FAIL, reason=SortieReason.LOST_LINK)
    drop.town.clock.advance(LATER)
    report = Telemetry(drop.town.clock.now(), HANSOL, altitude_m, None, None)
    pad.report_position(drop.town.system, PILOT, DRONE_S.id, report)
    drop.town.clock.advance(timedelta(seconds=9))
    assert len(alerts(drop)) == told
    if told:
        drop.town.clock.advance(3 * LATER)
        assert len(alerts(drop)) == 1, "one that is told of no more may be there still"
        pad.put_into_service(drop.town.system, PILOT, DRONE_S.id)
        assert alerts(drop) == []


def test_what_was_told_before_it_failed_or_long_ago_says_nothing_of_now(drop: Drop) -> None:
    drop.fly(*OUT)
    pad.report_position(drop.town.system, PILOT, DRONE_S.id, Telemetry(drop.town.clock.now(), HANSOL, 40.0, None, None))
    drop.fly(SortieAction.FAIL, reason=SortieReason.LOST_LINK)
    assert alerts(drop) == []
    drop.town.clock.advance(timedelta(seconds=1))
    pad.report_position(drop.town.system, PILOT, DRONE_S.id, Telemetry(drop.town.clock.now(), HANSOL, 40.0, None, None))
    drop.town.clock.advance(LATER)
    assert alerts(drop) == []


def test_one_that_is_told_to_be_up_there_is_not_put_into_service(drop: Drop) -> None:
    drop.fly(*OUT, SortieAction.FAIL, reason=SortieReason.LOST_LINK)
    drop.town.clock.advance(LATER)
    report = Telemetry(drop.town.clock.now(), HANSOL, 40.0, None, None)
    pad.report_position(drop.town.system, PILOT, DRONE_S.id, report)
    with pytest.raises(StillInTheAirError):
        pad.put_into_service(drop.town.system, PILOT, DRONE_S.id)
