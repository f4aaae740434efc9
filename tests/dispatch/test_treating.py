"""A crew writes down what it does; nothing is ever lost, and whoever may not write does not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from chassis import topics
from chassis.audit import AuditRow
from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError, NotFoundError
from chassis.identity import Actor, Role
from dispatch.boards.field import crew_board
from dispatch.care.doubts import DoubtfulError
from dispatch.care.entry import CareEntry, CareKind
from dispatch.crew.stepping import step
from dispatch.crew.treating import Said, add_entry, amend_entry, strike_entry
from dispatch.desk.closing import close_incident
from dispatch.states import AssignmentAction as A
from dispatch.tables.care import read_entries
from tests.dispatch.test_assessing import at_patient, goes_to, told
from tests.dispatch.town import Town

ADRENALINE = Said(CareKind.DRUG, "adrenaline", dose=1.0, unit="mg", route="iv")
ASPIRIN = Said(CareKind.DRUG, "aspirin", dose=300.0, unit="mg", route="oral")


def entries(town: Town, incident: str) -> tuple[CareEntry, ...]:
    with town.system.db.read() as session:
        return read_entries(session, incident)


def chief(town: Town) -> Actor:
    return Actor("usr_chief", "최팀장", Role.SUPERVISOR, "sejong")


def test_a_drug_is_on_record_with_both_times_and_on_the_crews_page(town: Town) -> None:
    incident, _ = at_patient(town)
    given_at = town.clock.now() - timedelta(minutes=2)
    add_entry(town.system, town.crew("s1"), incident, replace(ADRENALINE, device_at=given_at))
    [kept] = entries(town, incident)
    assert (kept.code, kept.dose, kept.unit, kept.route, kept.by_name) == ("adrenaline", 1.0, "mg", "iv", "s1 대원")
    assert (kept.done_at, kept.at) == (given_at, town.clock.now())
    with town.system.db.read() as session:
        [shown] = crew_board(session, town.system, "s1")["jobs"][0]["care"]
    assert (shown["name"]["ko"], shown["stands"]) == ("에피네프린", True)


def test_only_the_receiving_hospital_hears_what_was_given_and_the_desk_no_content(town: Town) -> None:
    incident, _ = at_patient(town)
    goes_to(town, incident, "h_far")
    made = add_entry(town.system, town.crew("s1"), incident, ADRENALINE)
    [heard] = told(town, topics.hospital("sejong", "h_far"), "care")
    assert (heard["code"], heard["dose"]) == ("adrenaline", 1.0)
    assert told(town, topics.hospital("sejong", "h_silent"), "care") == []
    assert told(town, topics.desk("sejong"), "care") == [{"incident_id": incident, "kind": "drug", "entry": made}]
    [crew] = told(town, topics.unit("sejong", "s1"), "care")
    assert crew["id"] == made


def test_an_amendment_stands_in_place_of_the_original_which_stays(town: Town) -> None:
    incident, _ = at_patient(town)
    first = add_entry(town.system, town.crew("s1"), incident, ADRENALINE)
    half = amend_entry(town.system, town.crew("s1"), first, replace(ADRENALINE, dose=0.5), reason="잘못 누름")
    kept = {one.id: one for one in entries(town, incident)}
    assert (kept[first].dose, kept[half].dose, kept[half].amends, kept[half].reason) == (1.0, 0.5, first, "잘못 누름")
    with pytest.raises(IllegalMoveError):
        amend_entry(town.system, town.crew("s1"), first, ADRENALINE, reason="again")
    strike_entry(town.system, town.crew("s1"), half, reason="주지 않음")
    with town.system.db.read() as session:
        shown = crew_board(session, town.system, "s1")["jobs"][0]["care"]
        lines = session.scalars(select(AuditRow.action).where(AuditRow.action.like("%_care")).order_by(AuditRow.id))
        assert list(lines) == ["add_care", "amend_care", "strike_care"]
    assert [one["stands"] for one in shown] == [False, False, False]


def test_an_amendment_stays_of_its_kind(town: Town) -> None:
    incident, _ = at_patient(town)
    first = add_entry(town.system, town.crew("s1"), incident, ADRENALINE)
    with pytest.raises(InvalidInputError) as caught:
        amend_entry(town.system, town.crew("s1"), first, Said(CareKind.FINDING, "pale"), reason="slip")
    assert caught.value.field == "kind"


def test_an_allergy_is_said_before_and_stands_on_record_when_overridden(town: Town) -> None:
    incident, _ = at_patient(town)
    crew = town.crew("s1")
    add_entry(town.system, crew, incident, Said(CareKind.ALLERGY, "nsaid"))
    with pytest.raises(DoubtfulError) as caught:
        add_entry(town.system, crew, incident, ASPIRIN)
    assert [(one.code, one.against) for one in caught.value.doubts] == [("allergy", "nsaid")]
    assert [one.kind for one in entries(town, incident)] == [CareKind.ALLERGY]
    add_entry(town.system, crew, incident, ASPIRIN, sure=True)
    assert entries(town, incident)[-1].despite == ("allergy:nsaid",)


def test_a_struck_allergy_no_longer_stands_against_anything(town: Town) -> None:
    incident, _ = at_patient(town)
    crew = town.crew("s1")
    allergy = add_entry(town.system, crew, incident, Said(CareKind.ALLERGY, "aspirin"))
    strike_entry(town.system, crew, allergy, reason="보호자 착오")
    add_entry(town.system, crew, incident, ASPIRIN)
    assert entries(town, incident)[-1].despite == ()


def test_what_arrives_too_late_to_be_asked_about_is_kept_with_its_doubt(town: Town) -> None:
    incident, _ = at_patient(town)
    long_ago = town.clock.now() - timedelta(minutes=25)
    ten = replace(ADRENALINE, dose=10.0)
    with pytest.raises(DoubtfulError):
        add_entry(town.system, town.crew("s1"), incident, ten)
    add_entry(town.system, town.crew("s1"), incident, replace(ten, device_at=long_ago))
    [kept] = entries(town, incident)
    assert (kept.done_at, kept.despite) == (long_ago, ("dose_high",))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said(CareKind.DRUG), "code"),
        (Said(CareKind.DRUG, "unobtainium"), "code"),
        (replace(ADRENALINE, unit="furlong"), "unit"),
        (replace(ADRENALINE, unit=None), "unit"),
        (replace(ADRENALINE, route="by_post"), "route"),
        (replace(ADRENALINE, dose=0.0), "dose"),
        (Said(CareKind.FINDING, "pale", dose=1.0, unit="mg"), "dose"),
    ],
)
def test_what_cannot_be_is_named(town: Town, said: Said, field: str) -> None:
    incident, _ = at_patient(town)
    with pytest.raises(InvalidInputError) as caught:
        add_entry(town.system, town.crew("s1"), incident, said)
    assert caught.value.field == field
    assert entries(town, incident) == ()


def test_after_the_case_the_crew_and_a_supervisor_amend_and_nobody_else(town: Town) -> None:
    incident, job = at_patient(town)
    first = add_entry(town.system, town.crew("s1"), incident, ADRENALINE)
    step(town.system, town.crew("s1"), job, A.TREAT_ONLY)
    close_incident(town.system, town.kim, incident, "treated")
    late = replace(ADRENALINE, dose=0.5, device_at=town.clock.now())
    for other in (town.crew("s2"), town.nurse("h_far"), town.kim):
        with pytest.raises(ForbiddenError):
            amend_entry(town.system, other, first, late, reason="wrong dose")
    second = amend_entry(town.system, town.crew("s1"), first, late, reason="wrong dose")
    amend_entry(town.system, chief(town), second, replace(late, route="im"), reason="route")
    add_entry(town.system, town.crew("s1"), incident, Said(CareKind.HISTORY, "asthma"))
    assert [one.amends for one in entries(town, incident)] == [None, first, second, None]


def test_a_unit_that_declined_writes_nothing_and_an_entry_nobody_knows_is_not_found(town: Town) -> None:
    incident, _ = at_patient(town)
    with pytest.raises(ForbiddenError):
        add_entry(town.system, town.crew("s2"), incident, ADRENALINE)
    with pytest.raises(NotFoundError):
        strike_entry(town.system, town.crew("s1"), "care_none", reason="x")
