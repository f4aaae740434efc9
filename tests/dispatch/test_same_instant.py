"""What happens at one instant is listed and told in one order everywhere, whatever order the database gives it in."""

from chassis import events, topics
from chassis.identity import system_actor
from chassis.work import working
from dispatch.boards.desk import desk_board, map_places
from dispatch.desk.alerting import clear_alerts_of, raise_alert, read_alerts
from dispatch.desk.taking import take_call
from dispatch.tables.areas import StationRow
from tests.dispatch.town import Town, call
from tests.shuffled import shuffled

UNITS = [f"s{n}" for n in range(8)]
TIMES = 5  # eight things stand in the right order by chance once in 40320 times


def silent_units(town: Town) -> str:
    """Eight units of one call fall silent at once; the call."""
    incident = take_call(town.system, town.kim, call()).incident_id
    with working(town.system, system_actor("sejong", "watch")) as work:
        for unit in UNITS:
            raise_alert(work, town.system, "silent_unit", unit, region="sejong", level=3, incident_id=incident)
    return incident


def test_alerts_of_one_instant_are_listed_as_they_were_raised(town: Town) -> None:
    silent_units(town)
    with shuffled(), town.system.db.read() as session:
        for _ in range(TIMES):
            assert [one["subject"] for one in read_alerts(session, "sejong") if one["level"] == 3] == UNITS


def test_alerts_that_end_together_are_told_in_the_order_they_were_raised(town: Town) -> None:
    incident = silent_units(town)
    with town.system.db.read() as session:
        before = events.newest_id(session, "sejong")
    with shuffled(), working(town.system, town.kim) as work:
        clear_alerts_of(work, incident)
    with town.system.db.read() as session:
        told = events.read(session, [topics.desk("sejong")], after=before)
    assert [one.data["subject"] for one in told if one.data["kind"] == "silent_unit"] == UNITS


def test_calls_of_one_instant_stand_in_one_order_on_the_console(town: Town) -> None:
    taken = [take_call(town.system, town.kim, call()).incident_id for _ in UNITS]
    with shuffled(), town.system.db.read() as session:
        for _ in range(TIMES):
            board = desk_board(session, town.system, "sejong")
            assert [one["id"] for one in board["incidents"]] == taken


def test_stations_stand_in_one_order_on_the_map(town: Town) -> None:
    with town.system.db.write() as session:
        for name in reversed(UNITS):
            session.add(StationRow(id=name, region="sejong", name_ko=name, name_en=name, lat=36.5, lon=127.3))
    with shuffled(), town.system.db.read() as session:
        for _ in range(TIMES):
            places = map_places(session, "sejong")["stations"]
            assert [one["id"] for one in places if one["id"] in UNITS] == UNITS
