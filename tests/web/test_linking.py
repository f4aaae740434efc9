"""`flask drones connect` and `flask drones link` on the command line."""

import fcntl

import pytest
from apiflask import APIFlask
from click.testing import Result

from chassis.alone import Alone
from drones.tables import put_drone, put_station
from drones.tables.links import Connection, read_connections
from tests.dispatch.town import Town
from tests.drones.scene import DRONE_S, SOUTH


def told(app: APIFlask, *args: str) -> Result:
    result: Result = app.test_cli_runner().invoke(args=["drones", *args])
    return result


def lines_of(town: Town) -> dict[str, Connection]:
    with town.system.db.read() as session:
        return {one.drone_id: one for one in read_connections(session)}


@pytest.fixture(autouse=True)
def drone(town: Town) -> None:
    """One drone that nobody has connected yet."""
    with town.system.db.write() as session:
        put_station(session, SOUTH)
        put_drone(session, DRONE_S)


def test_a_line_is_set_and_taken_away(app: APIFlask, town: Town) -> None:
    assert told(app, "connect", DRONE_S.id, "tcp:127.0.0.1:5760", "--system", "1").exit_code == 0
    assert lines_of(town)[DRONE_S.id] == Connection(DRONE_S.id, "tcp:127.0.0.1:5760", 1)
    assert "not connected" in told(app, "connect", DRONE_S.id).output
    assert DRONE_S.id not in lines_of(town)


def test_a_line_nobody_can_open_is_refused_with_the_forms_there_are(app: APIFlask, town: Town) -> None:
    refused = told(app, "connect", DRONE_S.id, "carrier-pigeon")
    assert refused.exit_code == 1
    assert "udpin:host:port" in refused.output
    assert told(app, "connect", "no-such-drone", "tcp:127.0.0.1:5760").exit_code == 1
    assert lines_of(town) == {}


def test_nor_does_one_on_another_host_at_the_same_database(app: APIFlask, town: Town) -> None:
    if town.system.db.is_sqlite:
        pytest.skip("SQLite is one host's")
    town.system.settings.instance.mkdir(parents=True, exist_ok=True)
    first = Alone(town.system.db, "link")
    assert first.take()
    second = told(app, "link")
    first.let_go()
    assert second.exit_code == 1
    assert "--standby" in second.output


def test_a_second_process_does_not_start_while_the_first_holds_the_lines(app: APIFlask, town: Town) -> None:
    town.system.settings.instance.mkdir(parents=True, exist_ok=True)
    with (town.system.settings.instance / "link.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        second = told(app, "link")
    assert second.exit_code == 1
    assert "--standby" in second.output
