"""The last metres to the patient: written by the desk, read by the crew, never lost to somebody slower."""

import pytest

from chassis import events, topics
from chassis.errors import InvalidInputError, StaleError
from dispatch.desk.detailing import PlaceDetail, detail_place
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import take_call
from dispatch.events import crew_view
from dispatch.tables.cases import get_incident
from tests.dispatch.town import Town, call


def test_desk_and_crew_read_the_same_and_parts_are_written_one_by_one(town: Town) -> None:
    incident = take_call(town.system, town.kim, call()).incident_id
    send_plan(town.system, town.kim, incident)
    detail_place(town.system, town.kim, incident, PlaceDetail(floor="12", unit="103동 1204호"))
    detail_place(town.system, town.lee, incident, PlaceDetail(entrance="2번 출입구", floor=""))
    with town.system.db.read() as session:
        told = crew_view(get_incident(session, incident))["place_detail"]
        heard = [e.kind for e in events.read(session, [topics.unit("sejong", "s1")], after=0)]
    assert told == {"unit": "103동 1204호", "entrance": "2번 출입구"}
    assert heard.count("place_detailed") == 2


def test_whoever_looked_at_an_older_one_is_told(town: Town) -> None:
    incident = take_call(town.system, town.kim, call()).incident_id
    with town.system.db.read() as session:
        seen = get_incident(session, incident).version
    detail_place(town.system, town.kim, incident, PlaceDetail(floor="3"), seen=seen)
    with pytest.raises(StaleError):
        detail_place(town.system, town.lee, incident, PlaceDetail(floor="4"), seen=seen)


def test_a_part_that_is_too_long_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        PlaceDetail(floor="x" * 21)
