"""What a hospital gets to read of a patient at every step, over every address that a hospital may call."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from apiflask import APIFlask
from pypdf import PdfReader

from chassis import events, topics
from chassis.events import Event
from chassis.identity import Role
from tests.dispatch.town import Town
from tests.web.browserless import SEJONG_CITY_HALL, Person, a_call
from tests.web.conftest import PersonMaker
from web.guard import access_of

WORDS, NOTE = "words-of-the-caller", "note-of-the-crew"
PLACE = SEJONG_CITY_HALL | {"text": "City Hall 4F"}


class Case:
    """A patient whom `nurse` of h_far is asked for, and who must not be read of before and after."""

    def __init__(self, app: APIFlask, town: Town, person: PersonMaker) -> None:
        self.app, self.town = app, town
        self.kim, self.crew, self.nurse, self.other = (person(p) for p in ("kim", "crew", "nurse", "other-nurse"))
        sent = self.kim.post("/api/v1/calls", a_call(text=WORDS, send=True, locations=[PLACE])).json
        self.incident: str = sent["incident"]["id"]
        self.number: str = sent["number"]
        self.job: str = sent["sent"]["assignment_ids"][0]
        self.steps("ack", "en_route", "on_scene", "at_patient")
        self.crew.post(f"/api/v1/incidents/{self.incident}/vitals", {"glucose_mg_dl": 1337})
        self.crew.post(f"/api/v1/incidents/{self.incident}/notes", {"text": NOTE})
        self.request = ""

    def steps(self, *actions: str) -> None:
        for action in actions:
            assert self.crew.post(f"/api/v1/assignments/{self.job}/steps", {"action": action}).status_code == 200

    def ask(self) -> None:
        asked = self.kim.post(f"/api/v1/incidents/{self.incident}/requests", {"hospital_ids": ["h_far"]}).json
        self.request = asked["requests"][0]["id"]

    def agree(self) -> None:
        assert self.nurse.post(f"/api/v1/requests/{self.request}/accept").status_code == 200

    def confirm(self) -> None:
        assert self.crew.post(f"/api/v1/requests/{self.request}/confirm").status_code == 200

    def drive_and_measure(self) -> None:
        """What is told to the chosen hospital while it is chosen: signs, a note, where the unit is."""
        self.steps("depart")
        self.crew.post(f"/api/v1/incidents/{self.incident}/vitals", {"glucose_mg_dl": 1337})
        self.crew.post(f"/api/v1/incidents/{self.incident}/notes", {"text": NOTE})
        self.crew.post("/api/v1/units/s1/position", {"lat": 36.4911, "lon": 127.28})

    def hand_over(self) -> None:
        self.steps("at_hospital", "hand_over")

    def everything(self, who: Person) -> str:
        """All that every address a hospital may read answers, whatever ids are asked for."""
        ids = {"incident_id": self.incident, "request_id": self.request or "none", "assignment_id": self.job}
        answers = []
        for rule in self.app.url_map.iter_rules():
            access = access_of(self.app, rule.endpoint)
            if access is None or Role.HOSPITAL not in access.roles or "GET" not in (rule.methods or ()):
                continue
            path = rule.rule
            for name in rule.arguments:
                for shape in (f"<{name}>", f"<path:{name}>", f"<int:{name}>"):
                    path = path.replace(shape, ids.get(name, "0"))
            if rule.endpoint != "streams.stream":
                answers.append(words_of(who.get(path)))
        return "\n".join([*answers, self.heard(who, "?after=0"), self.heard(who, after="0")])

    def heard(self, who: Person, query: str = "", after: str | None = None) -> str:
        """All that the stream of a hospital says from a position on, up to a word that is only just said."""
        headers = {"Last-Event-ID": after} if after is not None else {}
        answer = who.client.get(f"/api/v1/stream{query}", headers=headers)
        lines = (line.decode() for line in answer.iter_encoded())
        said, last = [next(lines)], self.last_word("h_far" if who is self.nurse else "h_silent")
        while f"id: {last}\n" not in said[-1]:
            said.append(next(lines))
        return "".join(said)

    def last_word(self, hospital_id: str) -> int:
        """Something of no patient that is told to a hospital."""
        topic = topics.hospital("sejong", hospital_id)
        with self.town.system.db.write() as session:
            [told] = events.append(session, [Event("sejong", topic, "last_word", "", {}, self.town.clock.now())])
        self.town.system.bell.ring()
        return told

    def told(self, hospital_id: str = "h_far") -> str:
        """All the log has said to a hospital."""
        with self.town.system.db.read() as session:
            read = events.read(session, (f"sejong.hospital.{hospital_id}",), after=0, limit=1000)
        return "\n".join(
            f"{event.kind} {event.subject} {dict(event.data)}" for event in read if event.kind != "last_word"
        )


def words_of(answer: Any) -> str:
    """What stands in an answer, also in one that is printed."""
    if answer.content_type != "application/pdf":
        return str(answer.get_data(as_text=True))
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.get_data())).pages)


@pytest.fixture
def case(app: APIFlask, town: Town, person: PersonMaker) -> Case:
    return Case(app, town, person)


def secrets_in(text: str, case: Case) -> set[str]:
    """What of the patient alone stands in the text; an error may repeat the id it was asked with."""
    found = {name for name in (WORDS, NOTE, "1337", "City Hall 4F") if name in text}
    return found | ({"number"} if case.number in text else set())


def test_nothing_before_it_is_asked_the_minimum_until_it_is_chosen_then_all_of_its_own(case: Case) -> None:
    assert secrets_in(case.everything(case.nurse), case) == set()
    case.ask()
    assert secrets_in(case.everything(case.nurse), case) == set()
    assert case.nurse.get("/api/v1/receiving/board").json["requests"][0]["bundle"] == "stemi"
    case.agree()
    case.confirm()
    case.drive_and_measure()
    assert "1337" in case.heard(case.nurse, "?after=0")
    assert case.incident not in case.heard(case.other, "?after=0")
    assert secrets_in(case.everything(case.nurse), case) == {NOTE, "1337", "number"}  # never the place, nor the caller
    assert secrets_in(case.everything(case.other) + case.told("h_silent"), case) == set()


def test_whoever_cannot_take_the_patient_is_told_nothing_more(case: Case) -> None:
    case.ask()
    case.nurse.post(f"/api/v1/requests/{case.request}/decline", {"code": "no_icu_bed"})
    case.crew.post(f"/api/v1/incidents/{case.incident}/vitals", {"glucose_mg_dl": 1337})
    assert secrets_in(case.everything(case.nurse) + case.told(), case) == set()
    assert case.incident not in case.told()


def test_whoever_loses_the_patient_on_the_way_is_told_nothing_more(case: Case) -> None:
    case.ask()
    case.agree()
    case.confirm()
    case.drive_and_measure()
    assert {NOTE, "1337", "number"} <= secrets_in(case.heard(case.nurse, "?after=0"), case)
    assert "36.4911" in case.heard(case.nurse)
    gone = case.kim.post(f"/api/v1/incidents/{case.incident}/outside", {"name": "Elsewhere"})
    assert gone.status_code == 200, gone.text
    [asked] = case.nurse.get("/api/v1/receiving/board").json["requests"]
    assert asked["state"] == "redirected"
    before = case.told()
    case.crew.post(f"/api/v1/incidents/{case.incident}/vitals", {"glucose_mg_dl": 1338})
    case.kim.post(f"/api/v1/incidents/{case.incident}/notes", {"text": NOTE})
    assert case.told() == before
    assert secrets_in(case.everything(case.nurse), case) == set()
    again = case.heard(case.nurse, "?after=0")
    assert "redirected" in again  # that it lost the patient is its own to know
    assert [word for word in (case.incident, case.number, "36.4911") if word in again + case.heard(case.nurse)] == []


def test_after_the_handover_it_reads_for_as_long_as_the_region_says_and_no_longer(case: Case) -> None:
    case.ask()
    case.agree()
    case.confirm()
    case.drive_and_measure()
    case.hand_over()
    assert NOTE in secrets_in(case.everything(case.nurse), case)
    assert NOTE in secrets_in(case.heard(case.nurse, after="0"), case)
    case.town.clock.advance(timedelta(hours=24))
    before = case.told()
    case.kim.post(f"/api/v1/incidents/{case.incident}/notes", {"text": "나중에 적은 말"})
    assert secrets_in(case.everything(case.nurse), case) == {"number"}  # on the list of outcomes it still owes
    [owed] = case.nurse.get("/api/v1/receiving/outcomes").json["patients"]
    assert (owed["readable"], owed["complaint"], owed["age_years"]) == (False, None, None)
    assert case.told() == before
    assert case.incident not in case.heard(case.nurse, "?after=0") + case.heard(case.nurse)


def test_a_case_that_is_closed_without_a_handover_stamp_ends_too(case: Case) -> None:
    case.ask()
    case.agree()
    case.confirm()
    case.drive_and_measure()
    case.steps("at_hospital", "clear")
    closed: Any = case.kim.post(f"/api/v1/incidents/{case.incident}/close", {"reason": "transported"})
    assert closed.status_code == 200, closed.text
    assert NOTE in secrets_in(case.everything(case.nurse), case)
    case.town.clock.advance(timedelta(hours=24))
    assert secrets_in(case.everything(case.nurse), case) == {"number"}
