"""One look at the drops under way serves everything that is watched on them; what fails of it fails alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from dispatch.crew.stepping import step
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.desk.underway import watch_drops
from dispatch.states import AssignmentAction
from dispatch.tables.cases import AssignmentRow, get_incident
from dispatch.tables.records import AlertRow
from dispatch.watch import tick
from drones.tables import put_drone, put_kit
from drones.tables.airspace import ZoneRow
from drones.tables.sorties import lock_sortie
from tests.dispatch.drops.conftest import ARREST, OUT, Drop
from tests.dispatch.drops.test_zone_in_flight import appears
from tests.dispatch.town import call
from tests.drones.scene import AED_S, DRONE_S, HANSOL, REGION


def asked_in_a_look(drop: Drop) -> list[str]:
    """The statements of one look."""
    engine, asked = drop.town.system.db.engine, list[str]()

    def remember(*said: object) -> None:
        asked.append(str(said[2]))

    event.listen(engine, "before_cursor_execute", remember)
    watch_drops(drop.town.system)
    event.remove(engine, "before_cursor_execute", remember)
    return asked


def test_orders_their_drones_and_the_zones_are_read_once_a_look(drop: Drop) -> None:
    drop.fly(*OUT)
    watch_drops(drop.town.system)  # what it finds wrong now is put right
    asked = asked_in_a_look(drop)
    assert sum(one.startswith("SELECT sorties.") for one in asked) == 1
    assert sum("JOIN drones" in one or "FROM drones" in one for one in asked) == 1
    assert sum(one.startswith("SELECT airspace_zones.") for one in asked) == 1


def test_where_nothing_flies_only_the_orders_and_what_stands_are_read(arrest: Drop) -> None:
    assert sum(one.startswith("SELECT") for one in asked_in_a_look(arrest)) == 3


def second(drop: Drop) -> Drop:
    """Another call, and a drone like the first on its way to it."""
    town, twin = drop.town, replace(DRONE_S, id="dr-s2", name="D2")
    with town.system.db.write() as session:
        put_drone(session, twin)
        put_kit(session, replace(AED_S, id="kit-2", drone_id=twin.id), region=REGION)
    taken = take_call(town.system, town.kim, replace(call(HANSOL, complaint=None, gate=ARREST), language="ko"))
    other = Drop(town, taken.incident_id, taken.call_id)
    other.order()
    other.fly(*OUT)
    return other


def late(drop: Drop) -> None:
    """The instant its kit is due is wrong by an hour."""
    with drop.town.system.db.write() as session:
        row = lock_sortie(session, drop.sortie_id)
        row.eta += timedelta(hours=1)


def crew_there(drop: Drop, unit: str = "s1") -> None:
    job = send_unit(drop.town.system, drop.town.kim, drop.incident_id, unit)
    step(drop.town.system, drop.town.crew(unit), job, AssignmentAction.ON_SCENE)


def alerts(drop: Drop) -> set[str]:
    with drop.town.system.db.read() as session:
        open_ones = select(AlertRow.kind).where(AlertRow.open.is_(True), AlertRow.incident_id == drop.incident_id)
        return set(session.scalars(open_ones))


def test_a_zone_that_nobody_can_read_keeps_neither_the_race_nor_the_time_from_being_watched(drop: Drop) -> None:
    drop.fly(*OUT)
    appears(drop)
    with drop.town.system.db.write() as session:
        row = session.scalars(select(ZoneRow)).one()
        row.corners, row.digest = [[1.0]], "spoilt"
    late(drop)
    due = drop.sortie().eta
    crew_there(drop)
    tick(drop.town.system, "w1")
    assert "recall_advised" in alerts(drop)
    assert drop.sortie().eta < due - timedelta(minutes=50)


@pytest.mark.parametrize("spoilt", ["sortie", "crew"])
def test_what_cannot_be_made_out_of_one_drop_hides_no_other(drop: Drop, spoilt: str) -> None:
    drop.fly(*OUT)
    other = second(drop)
    late(other)
    due = other.sortie().eta
    for one, unit in ((drop, "s1"), (other, "s2")):
        crew_there(one, unit)
    with drop.town.system.db.write() as session:
        if spoilt == "sortie":
            lock_sortie(session, drop.sortie_id).flight = {"stages": "none"}
        else:
            session.scalars(select(AssignmentRow).where(AssignmentRow.unit_id == "s1")).one().state = "elsewhere"
    watch_drops(drop.town.system)
    assert "recall_advised" in alerts(other)
    assert other.sortie().eta < due - timedelta(minutes=50)


def test_a_sweep_that_fails_keeps_no_drop_from_being_watched(drop: Drop) -> None:
    drop.fly(*OUT)
    crew_there(drop)
    waits = take_call(drop.town.system, drop.town.kim, call(HANSOL)).incident_id
    with drop.town.system.db.write() as session:
        get_incident(session, waits).priority = 9  # no such thing
    drop.town.clock.advance(timedelta(minutes=30))
    tick(drop.town.system, "w1")
    assert "recall_advised" in alerts(drop)
