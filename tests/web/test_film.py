"""Films from ambulances: consent first, three viewers, each only while the patient is theirs; who saw is on record."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from chassis.accounts import UserRow
from chassis.audit import AuditRow
from dispatch.films import ANSWER_WITHIN, LOOK_EVERY, SILENT_AFTER
from dispatch.tables.films import FilmRow, FilmViewerRow
from dispatch.tables.videos import VideoSignalRow
from dispatch.watch import tick
from hospitals.duty import Duty
from tests.dispatch.town import Town
from tests.web.browserless import Person
from tests.web.conftest import PersonMaker
from tests.web.test_main_job import taken

CAR, ANEW, BED, BED_ANEW, THIRD, FOURTH = ("a" * 16, "b" * 16, "c" * 16, "d" * 16, "e" * 16, "f" * 16)
DOCTOR = "1" * 16
CONSENT = {"consent": "presumed"}
CANDIDATE = {"kind": "candidate", "body": "{}"}


class Ward:
    """A patient with a crew, bound for `h_far`; everybody who may have a hand in it."""

    def __init__(self, town: Town, person: PersonMaker) -> None:
        self.town, self.kim, self.crew = town, person("kim"), person("crew")
        self.nurse, self.stranger, self.chief = person("nurse"), person("other-nurse"), person("chief")
        with town.system.db.write() as session:
            session.scalars(select(UserRow).where(UserRow.login == "chief")).one().duty = Duty.MEDICAL_DIRECTOR
        self.incident = taken(self.kim)["incident"]["id"]
        self.job = self.kim.post(f"/api/v1/incidents/{self.incident}/send").json["assignment_ids"][0]
        self.steps("ack", "en_route", "on_scene", "at_patient")
        self.cars = f"/api/v1/assignments/{self.job}/film"
        self.beds = f"/api/v1/incidents/{self.incident}/film"

    def steps(self, *actions: str) -> None:
        for action in actions:
            assert self.crew.post(f"/api/v1/assignments/{self.job}/steps", {"action": action}).status_code == 200

    def bound(self) -> "Ward":
        asked = f"/api/v1/incidents/{self.incident}/requests"
        request = self.crew.post(asked, {"hospital_ids": ["h_far"]}).json["requests"][0]
        assert self.nurse.post(f"/api/v1/requests/{request['id']}/accept").status_code == 200
        assert self.crew.post(f"/api/v1/requests/{request['id']}/confirm").status_code == 200
        return self

    def car(self, path: str = "", **body: Any) -> int:
        return self.crew.post(self.cars + path, body).status_code

    def bed(self, path: str = "", who: Person | None = None, **body: Any) -> int:
        return (who or self.nurse).post(self.beds + path, body).status_code

    def car_news(self, page: str = CAR) -> dict[str, Any]:
        found: dict[str, Any] = self.crew.get(f"{self.cars}?page={page}").json
        return found

    def bed_news(self, page: str = BED, who: Person | None = None) -> dict[str, Any]:
        found: dict[str, Any] = (who or self.nurse).get(f"{self.beds}?page={page}").json
        return found

    def later(self, by: timedelta = LOOK_EVERY) -> None:
        self.town.clock.advance(by)
        tick(self.town.system, "w1")

    def film(self) -> dict[str, Any]:
        found: dict[str, Any] = self.crew.get("/api/v1/crew/me").json["jobs"][0]["film"]
        return found


@pytest.fixture
def ward(town: Town, person: PersonMaker) -> Ward:
    """A patient whom a hospital expects."""
    return Ward(town, person).bound()


def test_the_hospital_asks_the_crew_allows_with_one_tap_and_each_finds_the_other(town: Town, ward: Ward) -> None:
    assert (ward.bed(), ward.bed()) == (204, 204)  # asked once
    asked = ward.film()
    assert (asked["state"], asked["asked_by"], asked["asked_for"]["id"]) == ("asked", "nurse", "h_far")
    assert ward.bed("/watch", page=BED) == 404  # nobody sees before somebody has said on what ground
    assert ward.car(page=CAR, consent="patient") == 204
    assert ward.bed("/watch", page=BED) == 200
    [line] = ward.car_news()["viewers"]
    assert (line["page"], ward.bed_news()["other"]) == (BED, CAR)
    assert ward.car("/signals", page=CAR, viewer=line["id"], kind="offer", body='{"sdp": "v=0"}') == 204
    [offer] = ward.bed_news()["signals"]
    assert (offer["kind"], offer["body"]) == ("offer", '{"sdp": "v=0"}')
    assert ward.bed("/signals", page=BED, kind="answer", body='{"sdp": "v=1"}') == 204
    assert [one["viewer"] for one in ward.car_news()["signals"]] == [line["id"]]
    assert ward.bed("/seen", page=BED) == 204
    [seen] = ward.nurse.get("/api/v1/receiving/board").json["inbound"][0]["film"]["viewers"]
    assert seen["seen_at"] is not None
    assert (ward.car("/end"), ward.car("/end"), ward.film()["ended_reason"]) == (204, 204, "crew")
    with town.system.db.read() as session:
        [row] = session.scalars(select(FilmRow))
        assert (row.consent, row.consent_by, row.consent_language) == ("patient", "crew", "ko")
        [viewer] = session.scalars(select(FilmViewerRow))
        assert (viewer.name, viewer.hospital_id, viewer.left_reason) == ("nurse", "h_far", "film_ended")
        assert session.scalar(select(func.count(VideoSignalRow.id))) == 0
        told = session.scalars(select(AuditRow.action).where(AuditRow.action.like("%_film")).order_by(AuditRow.id))
        assert list(told) == ["ask_film", "begin_film", "watch_film", "leave_film", "end_film"]


def test_only_the_hospital_the_patient_is_bound_for_and_the_medical_director_may_watch(ward: Ward) -> None:
    ward.car(page=CAR, **CONSENT)
    assert ward.bed("/watch", who=ward.stranger, page=BED) == 404
    assert ward.bed("", who=ward.stranger) == 404
    assert ward.stranger.get(f"{ward.beds}?page={BED}").status_code == 404
    assert ward.bed("/watch", who=ward.kim, page=BED) == 403
    assert ward.bed("/watch", who=ward.chief, page=DOCTOR) == 200
    assert ward.bed_news(DOCTOR, ward.chief)["mine"]


def test_before_it_is_chosen_a_hospital_sees_nothing(town: Town, person: PersonMaker) -> None:
    ward = Ward(town, person)
    assert ward.car(page=CAR, **CONSENT) == 204  # a crew may show to the medical director alone
    assert ward.bed("/watch", page=BED) == 404


def test_another_crew_neither_shows_nor_reads(person: PersonMaker, ward: Ward) -> None:
    other = person("other-crew")
    assert other.post(ward.cars, {"page": CAR, **CONSENT}).status_code == 403
    assert other.get(f"{ward.cars}?page={CAR}").status_code == 403


def test_three_watch_and_a_fourth_is_told_who_does(person: PersonMaker, ward: Ward) -> None:
    ward.car(page=CAR, **CONSENT)
    assert [ward.bed("/watch", page=page) for page in (BED, THIRD)] == [200, 200]
    assert ward.bed("/watch", who=ward.chief, page=DOCTOR) == 200
    told = ward.nurse.post(f"{ward.beds}/watch", {"page": FOURTH})
    assert (told.status_code, told.json["code"], told.json["by"]) == (409, "full", "nurse, nurse, chief")
    assert (ward.bed("/watch", page=BED), len(ward.car_news()["viewers"])) == (200, 3)  # who sits there already
    assert ward.bed("/leave", page=THIRD) == 204
    assert ward.bed("/watch", page=FOURTH) == 200


def test_either_page_loaded_anew_goes_on_in_its_own_place(ward: Ward) -> None:
    ward.car(page=CAR, **CONSENT)
    ward.bed("/watch", page=BED)
    [line] = ward.car_news()["viewers"]
    ward.car("/signals", page=CAR, viewer=line["id"], **CANDIDATE)
    assert ward.car("/join", page=ANEW) == 204
    assert (ward.bed_news()["other"], ward.bed_news()["signals"], ward.car_news()["mine"]) == (ANEW, [], False)
    assert ward.car("/signals", page=CAR, viewer=line["id"], **CANDIDATE) == 409
    assert ward.bed("/watch", page=BED_ANEW, was=BED) == 200
    [same] = ward.car_news(ANEW)["viewers"]
    assert (same["id"], same["page"]) == (line["id"], BED_ANEW)
    assert ward.bed("/signals", page=BED, **CANDIDATE) == 409


def test_nothing_is_shown_after_the_handover(ward: Ward) -> None:
    ward.car(page=CAR, **CONSENT)
    ward.bed("/watch", page=BED)
    ward.steps("depart", "at_hospital")
    assert ward.bed_news()["mine"]
    ward.steps("hand_over")
    assert (ward.car_news()["film"]["state"], ward.car_news()["viewers"]) == ("ended", [])
    ward.later()
    with ward.town.system.db.read() as session:
        [row] = session.scalars(select(FilmRow))
        assert (row.state, row.ended_reason) == ("ended", "over")
    assert ward.car(page=CAR, **CONSENT) == 409


def test_who_is_silent_has_left_when_last_heard_of_and_makes_room(ward: Ward) -> None:
    ward.car(page=CAR, **CONSENT)
    ward.bed("/watch", page=BED)
    heard = ward.town.clock.now()
    ward.later(SILENT_AFTER + timedelta(seconds=1))
    with ward.town.system.db.read() as session:
        [viewer] = session.scalars(select(FilmViewerRow))
        assert (viewer.left_reason, viewer.left_at) == ("lost", heard)
    assert (ward.car_news()["mine"], ward.car_news()["viewers"]) == (True, [])


def test_a_question_nobody_answers_ends_and_a_declined_one_is_said(ward: Ward) -> None:
    ward.bed()
    ward.later(ANSWER_WITHIN)
    assert ward.film()["ended_reason"] == "timed_out"
    ward.bed()
    assert (ward.car("/end"), ward.film()["ended_reason"]) == (204, "declined")
    assert (ward.bed(), ward.film()["state"]) == (204, "asked")
    assert (ward.bed("/end"), ward.film()["ended_reason"]) == (204, "viewer")


def test_when_another_hospital_gets_the_patient_the_first_sees_no_more(town: Town, ward: Ward) -> None:
    ward.car(page=CAR, **CONSENT)
    ward.bed("/watch", page=BED)
    [request] = ward.nurse.get("/api/v1/receiving/board").json["requests"]
    ward.kim.post(f"/api/v1/incidents/{ward.incident}/outside", {"name": "다른 병원"})
    assert ward.nurse.get(f"{ward.beds}?page={BED}").status_code == 404, request
    assert ward.car_news()["viewers"] == []  # so the page with the camera closes its line
    ward.later()
    with town.system.db.read() as session:
        assert session.scalar(select(FilmViewerRow.left_reason)) == "addressed_no_more"


def test_the_camera_opens_on_the_crews_page_and_only_a_microphone_where_it_is_watched(ward: Ward) -> None:
    pages = (ward.crew.get("/crew"), ward.nurse.get("/receiving"))
    shows, watches = (page.headers["Permissions-Policy"] for page in pages)
    assert "camera=(self), microphone=(self)" in shows
    assert "camera=(), microphone=(self)" in watches
