"""One look at the drops under way serves everything that is watched on them."""

from sqlalchemy import event

from dispatch.desk.underway import watch_drops
from tests.dispatch.drops.conftest import OUT, Drop


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
