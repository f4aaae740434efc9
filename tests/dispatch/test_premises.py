"""What is known of a place: who sees it, how far it reaches, and that it goes away by itself."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from chassis.audit import AuditRow
from chassis.clock import StillClock
from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError, NotFoundError
from chassis.events import read
from chassis.geo import LatLon, distance_m
from chassis.identity import Actor, Role
from dispatch.boards.field import crew_board
from dispatch.boards.premises import premise_list, premises_at, premises_of
from dispatch.desk.closing import close_incident
from dispatch.desk.premises import end_premise, open_medical, replace_premise, write_premise
from dispatch.desk.sending import cancel_assignment, send_unit
from dispatch.desk.taking import take_call
from dispatch.premises import (
    DAYS,
    FOR_CREWS,
    PremiseDraft,
    PremiseKind,
    PremisePolicy,
    PremiseScope,
    PremiseState,
    Spot,
    complete_draft,
    find_applying,
    plain_number,
)
from dispatch.tables.cases import get_incident
from dispatch.tables.premises import PremiseNoteRow, premise_note
from tests.dispatch.town import CITY_HALL, Town, call, north_of

DOG = PremiseDraft(PremiseKind.DOG, PremiseScope.BUILDING, "큰 개", place=CITY_HALL)
MEDICAL = PremiseDraft(PremiseKind.MEDICAL, PremiseScope.PERSON, "투석", number="+82 10-9999-0000")
NOW = StillClock().now()
POLICY = PremisePolicy()
numbers = st.from_regex(r"\A0[0-9]{8,10}\Z")


def at(town: Town, place: LatLon | None = CITY_HALL, number: str | None = None) -> list[dict[str, Any]]:
    with town.system.db.read() as session:
        return premises_at(session, "sejong", Spot(place, number=number), now=town.clock.now())


def told(town: Town, topic: str) -> list[dict[str, Any]]:
    with town.system.db.read() as session:
        return [dict(e.data) for e in read(session, [topic], after=0) if e.kind == "premise_changed"]


def test_a_note_is_there_for_its_place_and_not_beyond_its_reach(town: Town) -> None:
    note = write_premise(town.system, town.kim, DOG)
    assert [one["id"] for one in at(town)] == [note.id]
    assert [one["away_m"] for one in at(town, north_of(CITY_HALL, 50))] == [50]
    assert at(town, north_of(CITY_HALL, 90)) == []
    assert (note.author, note.expires_at - note.written_at) == ("김상황", timedelta(days=DAYS[PremiseKind.DOG]))


def test_an_expired_note_goes_away_by_itself_and_is_found_as_expired(town: Town) -> None:
    write_premise(town.system, town.kim, DOG)
    town.clock.advance(timedelta(days=DAYS[PremiseKind.DOG]))
    assert at(town) == []
    with town.system.db.read() as session:
        [listed] = premise_list(session, "sejong", now=town.clock.now(), state=PremiseState.EXPIRED)
        assert premise_list(session, "sejong", now=town.clock.now(), state=PremiseState.CURRENT) == []
    assert (listed["state"], listed["text"]) == ("expired", "큰 개")


def test_a_change_ends_the_old_note_and_loses_nothing(town: Town) -> None:
    first = write_premise(town.system, town.kim, DOG)
    second = replace_premise(town.system, town.lee, first.id, PremiseDraft(**_changed(text="작은 개")))
    assert [(one["text"], one["author"], one["replaces"]) for one in at(town)] == [("작은 개", "이상황", first.id)]
    with pytest.raises(IllegalMoveError):
        end_premise(town.system, town.kim, first.id, "gone")
    end_premise(town.system, town.kim, second.id, "gone")
    assert at(town) == []
    with town.system.db.read() as session:
        rows = session.scalars(select(PremiseNoteRow).order_by(PremiseNoteRow.id)).all()
    assert [(row.text, row.ended_reason, row.ended_by) for row in rows] == [
        ("큰 개", "replaced", "이상황"),
        ("작은 개", "gone", "김상황"),
    ]


def test_a_person_is_known_by_the_number_however_it_is_written(town: Town) -> None:
    draft = PremiseDraft(PremiseKind.NOTE, PremiseScope.PERSON, "청각 장애", number="010-9999-0000")
    write_premise(town.system, town.kim, draft)
    assert [one["text"] for one in at(town, None, "+821099990000")] == ["청각 장애"]
    assert at(town, None, "+821099990001") == []


def test_a_medical_text_is_read_on_an_open_incident_only_and_each_reading_is_on_record(town: Town) -> None:
    note = write_premise(town.system, town.kim, MEDICAL)
    [before] = at(town, None, "01099990000")
    assert (before["text"], before["locked"]) == (None, True)
    other = take_call(town.system, town.kim, call(place=None)).incident_id  # the same caller, wherever
    assert open_medical(town.system, town.kim, other, note.id).text == "투석"
    close_incident(town.system, town.kim, other, "called_off")
    with pytest.raises(ForbiddenError):
        open_medical(town.system, town.kim, other, note.id)
    with town.system.db.read() as session:
        lines = session.scalars(select(AuditRow).where(AuditRow.action == "read_premise_note")).all()
    assert [(line.actor, line.subject, line.new) for line in lines] == [("usr_kim", note.id, {"incident": other})]
    assert "투석" not in str([line.new for line in lines]) + str(told(town, "sejong.desk"))


def test_a_medical_note_of_somebody_else_is_not_read_and_not_by_a_crew(town: Town) -> None:
    draft = PremiseDraft(PremiseKind.MEDICAL, PremiseScope.PERSON, "임신 36주", number="010-1234-5678")
    note = write_premise(town.system, town.kim, draft)
    incident = take_call(town.system, town.kim, call()).incident_id
    with pytest.raises(NotFoundError):
        open_medical(town.system, town.kim, incident, note.id)
    with pytest.raises(ForbiddenError):
        open_medical(town.system, town.crew("s1"), incident, note.id)


def test_a_crew_gets_what_its_safety_hangs_on_with_its_job_and_hears_of_news(town: Town) -> None:
    write_premise(town.system, town.kim, DOG)
    write_premise(town.system, town.kim, PremiseDraft(PremiseKind.NOTE, PremiseScope.AREA, "행사", place=CITY_HALL))
    write_premise(town.system, town.kim, MEDICAL)
    incident = take_call(town.system, town.kim, call()).incident_id
    job = send_unit(town.system, town.kim, incident, "s1")
    with town.system.db.read() as session:
        cautions = crew_board(session, town.system, "s1")["jobs"][0]["cautions"]
        assert len(premises_of(session, get_incident(session, incident), now=town.clock.now())) == 3
    assert [one["kind"] for one in cautions] == ["dog"]
    code = PremiseDraft(PremiseKind.DOOR_CODE, PremiseScope.BUILDING, "#119", place=CITY_HALL)
    note = write_premise(town.system, town.lee, code)
    end_premise(town.system, town.lee, note.id, "wrong")
    assert [(one["kind"], one["state"]) for one in told(town, "sejong.unit.s1")] == [
        ("door_code", "current"),
        ("door_code", "ended"),
    ]
    cancel_assignment(town.system, town.kim, job, "called_off")
    write_premise(town.system, town.lee, code)
    assert len(told(town, "sejong.unit.s1")) == 2
    assert told(town, "sejong.unit.s2") == []
    assert all(told(town, f"sejong.hospital.{one}") == [] for one in ("h_near", "h_far", "h_silent"))


def test_a_note_belongs_to_its_region_and_lies_inside_it(town: Town) -> None:
    note = write_premise(town.system, town.kim, DOG)
    stranger = Actor("usr_x", "남", Role.DISPATCHER, "daejeon")
    with pytest.raises(NotFoundError):
        end_premise(town.system, stranger, note.id, "gone")
    with pytest.raises(InvalidInputError, match="outside"):
        write_premise(town.system, town.kim, PremiseDraft(**_changed(place=LatLon(33.4, 126.5))))


WRONG = [
    ({"text": "  "}, "text"),
    ({"place": None}, "place"),
    ({"radius_m": 3.0}, "radius_m"),
    ({"radius_m": 2500.0}, "radius_m"),
    ({"expires_at": NOW}, "expires_at"),
    ({"expires_at": NOW + timedelta(days=731)}, "expires_at"),
    ({"scope": PremiseScope.PERSON}, "number"),
    ({"kind": PremiseKind.MEDICAL}, "scope"),
]


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_a_note_that_cannot_be_true_names_the_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        complete_draft(PremiseDraft(**_changed(**change)), now=NOW, policy=POLICY)
    assert caught.value.field == field


def test_every_kind_has_a_time_it_holds_and_no_private_one_goes_to_a_crew() -> None:
    assert set(DAYS) == set(PremiseKind)
    assert PremiseKind.MEDICAL not in FOR_CREWS


@given(numbers)
def test_a_number_is_the_same_abroad_and_at_home(number: str) -> None:
    spaced = "-".join([number[:3], number[3:6], number[6:]])
    assert plain_number("+82" + number[1:]) == plain_number(spaced) == number


@given(st.floats(0, 400), st.floats(0, 5000), st.floats(5, 2000))
def test_a_vague_place_looks_further_but_never_beyond_its_limit(away: float, vague: float, radius: float) -> None:
    place = north_of(CITY_HALL, away)
    row = PremiseNoteRow(
        id="n", region="x", kind="dog", scope="area", lat=place.lat, lon=place.lon, radius_m=radius, text="t",
        source="crew", author="a", author_name="a", written_at=NOW, expires_at=NOW + timedelta(days=1),
    )  # fmt: skip
    found = find_applying([premise_note(row)], Spot(CITY_HALL, vague), now=NOW, policy=POLICY)
    assert bool(found) == (distance_m(place, CITY_HALL) <= radius + min(vague, POLICY.vague_m))


def _changed(**change: Any) -> dict[str, Any]:
    return {"kind": DOG.kind, "scope": DOG.scope, "text": DOG.text, "place": DOG.place} | change
