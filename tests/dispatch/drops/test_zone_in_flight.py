"""A zone appears while a drone flies: desk and pad are told what to do, and nothing moves by itself."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from chassis import topics
from chassis.events import read
from chassis.geo import between, distance_m
from chassis.identity import Actor, Role
from dispatch.boards.pad import pad_board
from dispatch.desk.alerting import acknowledge
from dispatch.tables.records import AlertRow
from dispatch.watch import tick
from drones import zoning
from drones.states import SortieAction, SortieState
from drones.tables.fleet import lock_drone
from drones.tables.sorties import VEHICLES, lock_sortie
from drones.vehicle import VehicleState
from drones.zoning import ZoneDraft
from tests.dispatch.drops.conftest import OUT, Drop
from tests.drones.scene import CITY_HALL, HANSOL, REGION, SOUTH

ADMIN = Actor("adm", "관리자", Role.ADMIN, REGION)


def appears(drop: Drop, share: float = 0.6, name: str = "산불 진화 헬기") -> str:
    draft = ZoneDraft(name, between(CITY_HALL, HANSOL, share), 300.0, "SFC", "1500 ft AGL", None, None)
    return zoning.draw_zone(drop.town.system, ADMIN, draft).id


def alerts(drop: Drop) -> list[dict[str, Any]]:
    tick(drop.town.system, "w1")
    with drop.town.system.db.read() as session:
        rows = session.scalars(select(AlertRow).where(AlertRow.kind == "zone_ahead", AlertRow.open.is_(True)))
        return [{"level": row.level, "incident_id": row.incident_id, **row.data} for row in rows]


def pad_told(drop: Drop) -> list[Any]:
    with drop.town.system.db.read() as session:
        told = read(session, [topics.pad(REGION, SOUTH.id)], after=0)
    return [event.data["ahead"] for event in told if event.kind == "zone_ahead"]


def test_a_zone_on_the_way_alarms_desk_and_pad_with_what_to_do(drop: Drop) -> None:
    drop.fly(*OUT)
    assert alerts(drop) == []
    zone_id = appears(drop)
    (alert,) = alerts(drop)
    assert (alert["zone_id"], alert["zone"], alert["advice"]) == (zone_id, "산불 진화 헬기", "return")
    assert (alert["level"], alert["incident_id"]) == (1, drop.incident_id)
    entry_s = (datetime.fromisoformat(alert["enters_at"]) - drop.town.clock.now()).total_seconds()
    assert 0 < entry_s < drop.sortie().flight.to_target.total_seconds()
    assert [one["zone_id"] for one in pad_told(drop)] == [zone_id]
    with drop.town.system.db.read() as session:
        board = pad_board(session, drop.town.system, SOUTH.id)
    assert board["zones_ahead"][drop.sortie_id]["advice"] == "return"
    assert "incident_id" not in board["zones_ahead"][drop.sortie_id]


def says(drop: Drop, share: float, speed_mps: float, *, paused: bool = False) -> None:
    """The vehicle is at this share of the way, and so fast."""
    now, place = drop.town.clock.now(), between(CITY_HALL, HANSOL, share)
    with drop.town.system.db.write() as session:
        row = lock_sortie(session, drop.sortie_id)
        row.vehicle = VEHICLES.dump_python(VehicleState(now, place=place, ground_speed_mps=speed_mps), mode="json")
        row.paused_at = now if paused else None
        drone = lock_drone(session, row.drone_id)
        drone.lat, drone.lon, drone.heard_at = place.lat, place.lon, now


def test_the_time_of_entry_is_corrected_and_the_alert_keeps_its_owner(
    drop: Drop,
) -> None:
    drop.fly(*OUT)
    appears(drop)
    says(drop, 0.1, 15.0)
    (first,) = alerts(drop)
    way_m = distance_m(CITY_HALL, HANSOL)
    drop.town.clock.advance(timedelta(seconds=20))
    says(drop, 0.1 + 20 * 15.0 / way_m, 15.0)
    assert alerts(drop) == [first]  # as it was told
    assert len(pad_told(drop)) == 1
    with drop.town.system.db.read() as session:
        alert_id = session.scalars(select(AlertRow.id).where(AlertRow.kind == "zone_ahead")).one()
    acknowledge(drop.town.system, drop.town.kim, alert_id)
    says(drop, 0.1 + 20 * 15.0 / way_m, 9.0)
    (slower,) = alerts(drop)
    assert slower["enters_at"] > first["enters_at"]
    says(drop, 0.1 + 20 * 15.0 / way_m, 0.0, paused=True)
    assert [one["enters_at"] for one in alerts(drop)] == [None]
    assert [one["enters_at"] for one in pad_told(drop)] == [first["enters_at"], slower["enters_at"], None]
    with drop.town.system.db.read() as session:
        assert session.get_one(AlertRow, alert_id).acked_by == drop.town.kim.name


def test_nothing_moves_the_drone_but_a_person(drop: Drop) -> None:
    drop.fly(*OUT)
    appears(drop)
    alerts(drop)
    assert drop.sortie().state is SortieState.AIRBORNE


def test_it_is_said_once_and_goes_when_the_zone_is_opened_on_the_telephone(drop: Drop) -> None:
    drop.fly(*OUT)
    zone_id = appears(drop)
    assert len(alerts(drop)) == len(alerts(drop)) == 1
    assert len(pad_told(drop)) == 1
    pilot = Actor("p", "조종자", Role.PILOT, REGION, SOUTH.id)
    zoning.approve_by_telephone(
        drop.town.system,
        pilot,
        zone_id,
        sortie_id=drop.sortie_id,
        number="17",
        given_by="관제사 박",
        lasts=timedelta(hours=1),
        max_altitude_m=150.0,
    )
    assert alerts(drop) == []
    assert pad_told(drop)[-1] is None


def test_what_to_do_changes_when_the_drone_has_turned_home(drop: Drop) -> None:
    drop.fly(*OUT)
    appears(drop, share=0.5)
    assert [one["advice"] for one in alerts(drop)] == ["return"]
    drop.fly(SortieAction.ON_STATION)
    assert [one["advice"] for one in alerts(drop)] == ["divert"]
    assert [one["advice"] for one in pad_told(drop)] == ["return", "divert"]


def test_before_take_off_it_says_to_stay_and_an_ended_zone_takes_it_off(drop: Drop) -> None:
    zone_id = appears(drop)
    assert [one["advice"] for one in alerts(drop)] == ["stay"]
    zoning.end_zone(drop.town.system, ADMIN, zone_id)
    assert alerts(drop) == []
