"""The medical director at the desk: orders for the whole region, and sees what becomes of them."""

from typing import Any

from chassis.identity import Actor
from dispatch.boards.incident import incident_view
from dispatch.guidance.answering import answer_order
from dispatch.guidance.ordering import order, settle_order
from dispatch.guidance.writing import see_lines, write_line
from dispatch.orders.model import OrderAction
from dispatch.orders.path import Dose
from dispatch.tables.cases import get_incident
from tests.dispatch.orders.test_ordering import ASPIRIN, case, director, doctor  # noqa: F401
from tests.dispatch.town import Town


def read(town: Town, incident: str, who: Actor) -> dict[str, Any]:
    with town.system.db.read() as session:
        return incident_view(session, town.system, get_incident(session, incident), reader=who)


def test_the_director_reads_what_the_crew_asks_back_and_every_line(town: Town, case: tuple[str, str]) -> None:  # noqa: F811
    incident, crew = case[0], town.crew("s1")
    made = order(town.system, director(), incident, ASPIRIN)
    other = order(town.system, doctor(), incident, ASPIRIN)
    answer_order(town.system, crew, made, OrderAction.READ_BACK, heard=Dose(100, "mg", "oral"))
    line = write_line(town.system, crew, incident, text="100 mg 맞습니까")
    seen = read(town, incident, director())
    assert [(one["id"], one["state"], one["hospital_id"]) for one in seen["orders"]] == [
        (made, "queried", None),
        (other, "ordered", "h_far"),
    ]
    assert seen["orders"][0]["steps"][-1]["heard"] == {"amount": 100, "unit": "mg", "route": "oral"}
    assert (seen["talk"]["side"], seen["talk"]["unread"]) == ("director", 1)
    assert [one["text"] for one in seen["talk"]["lines"]] == ["100 mg 맞습니까"]
    see_lines(town.system, director(), incident, newest=line, read=True)
    settle_order(town.system, director(), made, OrderAction.UPHOLD)
    seen = read(town, incident, director())
    assert (seen["orders"][0]["state"], seen["talk"]["unread"]) == ("ordered", 0)


def test_nobody_else_at_the_desk_reads_what_is_ordered_or_written(town: Town, case: tuple[str, str]) -> None:  # noqa: F811
    order(town.system, director(), case[0], ASPIRIN)
    seen = read(town, case[0], town.kim)
    assert ("orders" in seen, "talk" in seen) == (False, False)
    assert seen["guidance"]["orders"] == {"ordered": 1}
