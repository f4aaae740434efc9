"""`flask roads calibrate`: what a terminal says, and what comes in force."""

from pathlib import Path

from apiflask import APIFlask

from dispatch.tables.trips import newest_model
from tests.dispatch.minutes.test_trips import put
from tests.dispatch.town import Town
from tests.routing.test_calibrate import SLOW


def run(app: APIFlask, *args: str) -> tuple[int, str]:
    told = app.test_cli_runner().invoke(args=["roads", "calibrate", *args])
    return told.exit_code, told.output


def in_force(town: Town) -> int:
    with town.system.db.read() as session:
        row = newest_model(session, "sejong")
        return row.number if row is not None else 0


def test_calibrating_prints_what_it_found_and_puts_it_in_force(app: APIFlask, town: Town) -> None:
    put(town, SLOW, 60)
    code, told = run(app, "--dry-run")
    assert (code, in_force(town)) == (0, 0)
    assert "60 trips" in told
    assert "newest 12, in force before" in told
    assert "nothing changed" in told
    code, told = run(app)
    assert (code, in_force(town)) == (0, 1)
    assert "version 1 is in force in sejong" in told


def test_where_nothing_was_driven_or_the_file_is_none_the_minutes_in_force_stay(
    app: APIFlask, town: Town, tmp_path: Path
) -> None:
    assert run(app)[0] == 1
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", "utf-8")
    code, told = run(app, "--record", str(other))
    assert code == 1
    assert "stay" in told
    assert run(app, "--simulated")[0] == 0
    assert in_force(town) == 0
