"""The migrations make the schema the code expects, forwards and back, empty and with data, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DatabaseError

from chassis import audit
from chassis.clock import StillClock
from chassis.db import Database
from chassis.identity import system_actor
from dispatch.schema import METADATA
from dispatch.upgrade import downgrade, is_at_head, upgrade
from drones.states import SortieReason, SortieState
from drones.tables import put_drone, put_kit, put_station
from drones.tables.airspace import read_zones
from drones.tables.sorties import SortieRow
from drones.windows import Window
from tests.drones.past import put_sortie
from tests.drones.scene import AED_S, DRONE_S, NOW, REGION, SOUTH
from tests.drones.test_figures import plan, sortie

S = SortieState


@pytest.fixture
def empty(bare_url: str) -> Iterator[Database]:
    """A database without any table, empty again afterwards."""
    database = Database(bare_url)
    yield database
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    database.close()


def test_the_newest_migration_is_what_the_tables_say(empty: Database) -> None:
    upgrade(empty)
    with empty.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)
    assert differences == []
    assert is_at_head(empty)


def test_all_the_way_back_leaves_nothing(empty: Database) -> None:
    upgrade(empty)
    downgrade(empty, "base")
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
    assert not is_at_head(empty)


def test_upgrading_twice_changes_nothing_and_keeps_the_data(empty: Database, clock: StillClock) -> None:
    upgrade(empty)
    with empty.write() as session:
        audit.record(session, system_actor("sejong"), "test", "x", at=clock.now())
    upgrade(empty)
    with empty.read() as session:
        assert session.query(audit.AuditRow).count() == 1


@pytest.mark.parametrize("change", ["UPDATE audit SET action = 'other'", "DELETE FROM audit"])
def test_a_migrated_database_refuses_to_change_the_audit(empty: Database, clock: StillClock, change: str) -> None:
    upgrade(empty)
    with empty.write() as session:
        audit.record(session, system_actor("sejong"), "test", "x", at=clock.now())
    with pytest.raises(DatabaseError, match="append-only"), empty.write() as session:
        session.execute(text(change))


def test_an_open_zone_keeps_its_authorisation_through_the_migration_and_back(empty: Database) -> None:
    """0062 gives authorisations rows of their own."""
    upgrade(empty)
    downgrade(empty, "0061")
    old = {
        "id": "P65B",
        "region": "sejong",
        "name": "P65B",
        "restriction": "prohibited",
        "corners": "[[36.4, 127.4]]",
        "radius_m": 18520.0,
        "floor_m": 0.0,
        "authority": "a",
        "source": "s",
        "applies_from": "2026-01-01 00:00:00+00:00",
        "authorisation": "17",
        "authorised_from": "2026-01-01 00:00:00+00:00",
        "authorised_until": "2027-01-01 00:00:00+00:00",
    }
    columns, places = ", ".join(old), ", ".join(f":{name}" for name in old)
    with empty.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO airspace_zones ({columns}) VALUES ({places})"), old)
    upgrade(empty)
    with empty.read() as session:
        (zone,) = read_zones(session, ("sejong",))
    begin, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    assert zone.applies == (Window(begin=begin),)
    assert [(one.document_no, one.valid_from, one.valid_until) for one in zone.authorised] == [("17", begin, end)]
    downgrade(empty, "0061")
    with empty.engine.connect() as connection:
        kept = connection.execute(text("SELECT id, authorisation, ceiling_m FROM airspace_zones")).one()
    assert tuple(kept) == ("P65B", "17", None)


def test_what_was_let_down_before_has_come_off_unless_its_gripper_did_not_open(empty: Database) -> None:
    """0069 tells the vehicle's answer from the pilot's word."""
    upgrade(empty)
    down = sortie(plan())
    held = replace(down, id="held", entered={**down.entered, S.RETRACTING: NOW}, reason=SortieReason.NO_ANSWER)
    home = replace(down, id="home", entered={S.REQUESTED: NOW, S.LANDED: NOW})
    with empty.write() as session:
        put_station(session, SOUTH)
        put_drone(session, DRONE_S)
        put_kit(session, AED_S, region=REGION)
        for one in (down, held, home):
            put_sortie(session, replace(one, station_id=SOUTH.id, kit_id=AED_S.id, let_go_at=None))
    downgrade(empty, "0068")
    upgrade(empty)
    with empty.read() as session:
        found = dict(session.execute(select(SortieRow.id, SortieRow.let_go_at)).all())
    assert found == {down.id: down.entered[S.RELEASED], "held": None, "home": None}
