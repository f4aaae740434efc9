"""The hospital ladder at work: silence widens, a no hurries, somebody decides in the end; all of it can be replayed."""

from datetime import timedelta

import pytest

from chassis.errors import ForbiddenError, TakenError
from chassis.identity import Actor, Role
from dispatch.boards.incident import ladder_view
from dispatch.desk import climbing
from dispatch.desk.alerting import read_alerts
from dispatch.desk.asking import ask_hospitals, confirm_hospital
from dispatch.desk.closing import cancel_incident
from dispatch.desk.taking import take_call
from dispatch.record import pack, unpack_view
from dispatch.tables.areas import get_region
from dispatch.tables.cases import get_incident
from dispatch.tables.climbs import steps_of
from dispatch.watch import tick
from hospitals.intake import answering
from hospitals.ladder import climb
from hospitals.model import Answer, BedCount, BedType, Capability, Hospital, Level, Says, Source
from hospitals.request import DeclineCode, Request, RequestState
from hospitals.tables.board import put_hospital
from hospitals.tables.requests import read_requests
from tests.dispatch.town import CITY_HALL, Town, call, north_of

CHIEF = Actor("usr_park", "박팀장", Role.SUPERVISOR, "sejong")


def add_hospitals(town: Town, *names: str, catchment: bool) -> None:
    """More hospitals, each two kilometres farther than the last."""
    from_m = 14_000.0 if catchment else 30_000.0
    with town.system.db.write() as session:
        for number, name in enumerate(names):
            now = town.clock.now()
            put_hospital(
                session,
                Hospital(
                    id=name,
                    region="sejong" if catchment else "elsewhere",
                    name_ko=name,
                    name_en=name,
                    place=north_of(CITY_HALL, from_m + 2000 * number),
                    level=Level.LOCAL_CENTRE,
                    answers=(Answer(Capability.STEMI, Says.YES, now, Source.HOSPITAL),),
                    beds=(BedCount(BedType.ER_GENERAL, 5, 20, now, Source.HOSPITAL),),
                ),
            )
        if catchment:
            area = get_region(session, "sejong")
            area.catchment = [*area.catchment, *names]


def begin(town: Town) -> str:
    """A suspected STEMI for whom the first three have been asked."""
    incident = take_call(town.system, town.kim, call()).incident_id
    assert len(ask_hospitals(town.system, town.kim, incident)) == 3
    return incident


def pass_time(town: Town, seconds: float) -> None:
    town.clock.advance(timedelta(seconds=seconds))
    tick(town.system, "w1")


def asked(town: Town, incident: str) -> dict[str, Request]:
    with town.system.db.read() as session:
        return {request.hospital_id: request for request in read_requests(session, incident_ids=(incident,))}


def ladder(town: Town, incident: str) -> dict[str, object]:
    with town.system.db.read() as session:
        return ladder_view(session, incident) or {}


def alerts(town: Town) -> set[str]:
    with town.system.db.read() as session:
        return {str(alert["kind"]) for alert in read_alerts(session, "sejong")}


def decline(town: Town, request: Request) -> None:
    nurse = town.nurse(request.hospital_id)
    answering.decline(town.system, nurse, request.id, code=DeclineCode.NO_SPECIALIST)


def test_a_minute_of_silence_asks_two_more(town: Town) -> None:
    add_hospitals(town, "h4", "h5", "h6", catchment=True)
    incident = begin(town)
    pass_time(town, 59)
    assert len(asked(town, incident)) == 3
    pass_time(town, 1)
    assert len(asked(town, incident)) == 5


def test_when_all_have_said_no_nobody_waits_for_the_minute(town: Town) -> None:
    add_hospitals(town, "h4", "h5", catchment=True)
    incident = begin(town)
    for request in asked(town, incident).values():
        decline(town, request)
    pass_time(town, 1)
    assert set(asked(town, incident)) == {"h_near", "h_far", "h_silent", "h4", "h5"}


def test_when_the_catchment_is_used_up_the_search_goes_beyond_it(town: Town) -> None:
    add_hospitals(town, "h_abroad", catchment=False)
    incident = begin(town)
    for request in asked(town, incident).values():
        decline(town, request)
    pass_time(town, 1)
    assert "ladder_neighbours" in alerts(town)
    pass_time(town, 1)
    assert "h_abroad" in asked(town, incident)


def test_the_best_yes_ends_the_search_and_takes_its_alerts_off(town: Town) -> None:
    add_hospitals(town, "h_abroad", catchment=False)
    incident = begin(town)
    for request in asked(town, incident).values():
        decline(town, request)
    pass_time(town, 1)
    pass_time(town, 1)
    abroad = Actor("usr_abroad", "박간호", Role.HOSPITAL, "elsewhere", "h_abroad")
    answering.accept(town.system, abroad, asked(town, incident)["h_abroad"].id)
    pass_time(town, 25)
    assert asked(town, incident)["h_abroad"].state is RequestState.HELD
    assert ladder(town, incident)["ended_at"] is not None
    assert not any(kind.startswith("ladder_") for kind in alerts(town))


def test_after_a_quarter_of_an_hour_a_hospital_is_proposed_and_a_person_designates_it(town: Town) -> None:
    incident = begin(town)
    with pytest.raises(ForbiddenError):
        climbing.designate_hospital(town.system, town.kim, incident, "h_far")
    for _ in range(16):
        pass_time(town, 60)
    with town.system.db.read() as session:
        [alert] = [one for one in read_alerts(session, "sejong") if one["kind"] == "ladder_designate"]
    proposed = alert["data"]["hospital_id"]
    chosen = climbing.designate_hospital(town.system, town.kim, incident, proposed)
    assert chosen.state is RequestState.DESIGNATED
    with town.system.db.read() as session:
        assert get_incident(session, incident).hospital_id == proposed
    assert "ladder_designate" not in alerts(town)


def test_a_hold_that_runs_out_takes_the_search_up_where_it_stood(town: Town) -> None:
    add_hospitals(town, "h4", "h5", "h6", catchment=True)
    incident = begin(town)
    began = ladder(town, incident)["started_at"]
    answering.accept(town.system, town.nurse("h_far"), asked(town, incident)["h_far"].id)
    pass_time(town, 25)
    assert asked(town, incident)["h_far"].state is RequestState.HELD
    pass_time(town, 600)
    assert asked(town, incident)["h_far"].state is RequestState.RELEASED
    resumed = ladder(town, incident)
    assert (resumed["ended_at"], resumed["started_at"]) == (None, began)
    pass_time(town, 1)
    assert len(asked(town, incident)) > 3


def test_while_the_regional_room_has_it_the_ladder_waits(town: Town) -> None:
    add_hospitals(town, "h4", "h5", catchment=True)
    incident = begin(town)
    climbing.take_over(town.system, CHIEF, incident)
    with pytest.raises(TakenError, match="박팀장"):
        climbing.take_over(town.system, Actor("usr_2", "최팀장", Role.SUPERVISOR, "sejong"), incident)
    pass_time(town, 90)
    assert len(asked(town, incident)) == 3
    climbing.hand_back(town.system, CHIEF, incident)
    pass_time(town, 1)
    assert len(asked(town, incident)) == 5


def test_nobody_is_searched_for_any_more_when_the_call_is_cancelled_or_confirmed(town: Town) -> None:
    first, second = begin(town), begin(town)
    cancel_incident(town.system, town.kim, first, "false_alarm")
    answering.accept(town.system, town.nurse("h_far"), asked(town, second)["h_far"].id)
    confirm_hospital(town.system, town.kim, asked(town, second)["h_far"].id)
    assert ladder(town, first)["ended_at"] is not None
    assert ladder(town, second)["ended_at"] is not None


def test_every_step_can_be_decided_again_from_its_record(town: Town) -> None:
    add_hospitals(town, "h4", "h5", catchment=True)
    incident = begin(town)
    decline(town, asked(town, incident)["h_far"])
    for seconds in (1, 59, 30, 60, 600, 300):
        pass_time(town, seconds)
    with town.system.db.read() as session:
        steps = [(row.rung, row.view, row.step) for row in steps_of(session, incident)]
    assert {"ask", "designate"} <= {rung for rung, _, _ in steps}
    assert [pack(climb(unpack_view(view))) for _, view, _ in steps] == [step for _, _, step in steps]
