"""Registered people over the wire: their own page without a password, and who of the others gets a card."""

import io
import json
import re
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import inspect, text

from dispatch.deliver import deliver
from tests.dispatch.registered.people import OTHER, SECRETS, registered
from tests.dispatch.registered.test_summary import ALLERGY, CONDITION, PATIENT, bundle
from tests.dispatch.town import Town
from tests.web.browserless import Person, a_call
from tests.web.conftest import PersonMaker

NUMBER = "010-9999-0000"
FORM = {
    "name": "홍길동특이",
    "relation": "self",
    "birth_year": "1948",
    "conditions": "확장성심근병증",
    "allergies_none": "1",
    "needs": ["deaf"],
    "contact_name": ["홍보호자", "", ""],
    "contact_number": ["010-7777-8888", "", ""],
    "contact_relation": ["딸", "", ""],
    "shared": ["crew", "hospital"],
    "consent": "1",
    "seen": "0",
}


class Somebody:
    """A person with a telephone and a browser, who signs in nowhere."""

    def __init__(self, app: APIFlask, town: Town) -> None:
        self.client, self.town = app.test_client(), town
        self.client.get("/registered", headers={"Accept": "text/html"})
        with self.client.session_transaction() as session:
            self.csrf = str(session["csrf"])

    def post(self, path: str, **fields: Any) -> Any:
        return self.client.post(path, data={"csrf_token": self.csrf, **fields}, headers={"Accept": "text/html"})

    def page(self) -> str:
        return self.client.get("/registered", headers={"Accept": "text/html"}).get_data(as_text=True)

    def come_in(self, number: str = NUMBER) -> None:
        waiting = self.post("/registered/code", number=number).headers["Location"].rpartition("=")[2]
        assert self.post("/registered/enter", id=waiting, code=self.code()).status_code == 303

    def code(self) -> str:
        deliver(self.town.system, "worker")
        return str(next(iter(re.findall(r"\b\d{6}\b", self.town.paging.sent[-1].body))))

    def person_id(self) -> str:
        return re.findall(r"/registered/card/(reg_\w+)", self.page())[0]


@pytest.fixture
def somebody(app: APIFlask, town: Town) -> Somebody:
    return Somebody(app, town)


def test_a_card_is_written_changed_renewed_and_withdrawn_without_a_password(somebody: Somebody) -> None:
    assert "홍길동특이" not in somebody.page()
    somebody.come_in()
    assert somebody.post("/registered/card", **FORM).status_code == 303
    page, person = somebody.page(), somebody.person_id()
    assert [word in page for word in ("홍길동특이", "확장성심근병증", "알 수 없음", "없음", "청각장애")] == [True] * 5
    form = somebody.client.get(f"/registered/card/{person}", headers={"Accept": "text/html"}).get_data(as_text=True)
    seen = re.findall(r'name="seen" value="(\d+)"', form)[0]
    assert somebody.post(f"/registered/card/{person}", **FORM | {"seen": seen, "drugs": "아스피린"}).status_code == 303
    assert somebody.post(f"/registered/card/{person}", **FORM | {"seen": seen}).status_code == 409
    assert "아스피린" in somebody.page()
    assert somebody.post(f"/registered/card/{person}/renew").status_code == 303
    somebody.post(f"/registered/card/{person}/withdraw")
    assert "아스피린" in somebody.page()  # asked once more
    somebody.post(f"/registered/card/{person}/withdraw", sure="1")
    assert "아스피린" not in somebody.page()


def test_the_visit_opens_this_page_alone_and_ends(somebody: Somebody) -> None:
    somebody.come_in()
    somebody.post("/registered/card", **FORM)
    assert somebody.client.get("/api/v1/desk/board").status_code == 401
    assert somebody.client.get("/api/v1/chief/registered").status_code == 401
    cookie = somebody.client.get_cookie("goldentime-registered", path="/registered")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Strict", "/registered")
    person = somebody.person_id()
    somebody.post("/registered/leave")
    assert "홍길동특이" not in somebody.page()
    away = somebody.client.get(f"/registered/card/{person}", headers={"Accept": "text/html"})
    assert (away.status_code, away.headers["Location"]) == (303, "/registered")


def test_a_form_that_cannot_be_kept_comes_back_as_it_was(somebody: Somebody) -> None:
    somebody.come_in()
    for change, field in (({"consent": ""}, "consent"), ({"birth_year": "19"}, "birth_year"), ({"name": " "}, "name")):
        fields = {name: value for name, value in (FORM | change).items() if value != ""}
        answer = somebody.post("/registered/card", **fields)
        assert answer.status_code == 422
        page = answer.get_data(as_text=True)
        assert f'id="{field}-wrong"' in page
        assert [word in page for word in ("확장성심근병증", "홍보호자", "010-7777-8888")] == [True] * 3


def test_whoever_asks_for_codes_is_answered_alike_registered_or_not(somebody: Somebody, town: Town) -> None:
    registered(town, number=OTHER)
    answers = [somebody.post("/registered/code", number=number) for number in (OTHER, "010-1212-1212")]
    assert [a.status_code for a in answers] == [303, 303]
    assert somebody.post("/registered/code", number="12").status_code == 422
    assert somebody.post("/registered/enter", id="rcd_nothing", code="123456").status_code == 422
    assert somebody.client.post("/registered/code", data={"number": NUMBER}).status_code == 403


def test_a_health_summary_is_shown_before_it_is_kept(somebody: Somebody) -> None:
    somebody.come_in()
    somebody.post("/registered/card", **{n: v for n, v in FORM.items() if n != "allergies_none"})
    person = somebody.person_id()
    resolved = CONDITION | {"clinicalStatus": {"coding": [{"code": "resolved"}]}}

    def send(body: bytes) -> Any:
        return somebody.post(f"/registered/card/{person}/summary", file=(io.BytesIO(body), "summary.json"))

    shown = send(bundle(PATIENT, CONDITION, ALLERGY, resolved)).get_data(as_text=True)
    assert [word in shown for word in ("심방세동", "49436004", "페니실린", "지금은 해당 없음")] == [True] * 4
    assert "심방세동" not in somebody.page()
    sealed = re.findall(r'name="sealed" value="([^"]+)"', shown)[0]
    other = somebody.post(f"/registered/card/{person}/summary/save", sealed=sealed[:-4] + "AAAA")
    assert other.status_code == 303
    assert "심방세동" not in somebody.page()
    somebody.post(f"/registered/card/{person}/summary/save", sealed=sealed)
    page = somebody.page()
    assert [word in page for word in ("심방세동", "확장성심근병증", "페니실린")] == [True] * 3
    assert send(b"{").status_code == 422


def calling(person: PersonMaker, town: Town) -> tuple[Person, str, str]:
    """A registered person calls: the dispatcher, the person's id, the incident."""
    kim, who = person("kim"), registered(town, number=NUMBER)
    incident = kim.post("/api/v1/calls", a_call(caller_number="+821099990000")).json["incident_id"]
    return kim, who, incident


def test_each_role_gets_exactly_what_is_addressed_to_it(person: PersonMaker, town: Town) -> None:
    kim, who, incident = calling(person, town)
    job = kim.post(f"/api/v1/incidents/{incident}/send").json["assignment_ids"][0]
    ask = kim.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": ["h_far"]}).json["requests"][0]["id"]
    person("nurse").post(f"/api/v1/requests/{ask}/accept")
    kim.post(f"/api/v1/requests/{ask}/confirm")
    assert kim.post(f"/api/v1/incidents/{incident}/registered/{who}/patient", {"answer": "yes"}).status_code == 204
    unit = next(j for j in kim.get(f"/api/v1/incidents/{incident}").json["incident"]["assignments"] if j["id"] == job)
    crew, other = {"s1": ("crew", "other-crew"), "s2": ("other-crew", "crew")}[unit["unit_id"]]
    paths = {
        f"/api/v1/incidents/{incident}/registered": {"kim", "chief"},
        f"/api/v1/assignments/{job}/registered": {crew},
        f"/api/v1/requests/{ask}/registered": {"nurse"},
    }
    for login in ("kim", "chief", crew, other, "nurse", "other-nurse", "pilot", "admin", "centre"):
        for path, readers in paths.items():
            answer = person(login).get(path)
            assert (answer.status_code == 200) == (login in readers), (login, path)
            assert ("와파린오밀리그램" in str(answer.json)) == (login in readers), (login, path)
        for board in ("/api/v1/desk/board", "/api/v1/crew/me", "/api/v1/receiving/board", "/api/v1/pad/board"):
            assert not [word for word in SECRETS if word in str(person(login).get(board).json)]


def test_an_idempotency_key_keeps_no_card(person: PersonMaker, town: Town) -> None:
    kim, _, _ = calling(person, town)
    body = {"number": NUMBER, "reason": "other", "words": "확인"}
    for path, sent in (("/api/v1/registered/call", {"number": NUMBER}), ("/api/v1/registered/glass", body)):
        answer = kim.post(path, sent, Idempotency_Key="a key")
        assert answer.json["cards"][0]["drugs"][0]["text"] == "와파린오밀리그램"
    with town.system.db.read() as session:
        names = inspect(session.get_bind()).get_table_names()
        rows = [str(session.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names]
    escaped = [json.dumps(word).strip('"') for word in SECRETS]
    assert [word for word in (*SECRETS, *escaped) if any(word in row for row in rows)] == []


def test_the_report_counts_for_administrators_and_names_lookers_to_supervisors_only(
    person: PersonMaker, town: Town
) -> None:
    kim, _, _ = calling(person, town)
    body = {"number": NUMBER, "reason": "unconscious", "words": "지갑에서 번호를 찾음"}
    [card] = kim.post("/api/v1/registered/glass", body).json["cards"]
    assert kim.get(f"/api/v1/registered/glass/{card['look_id']}").json["cards"] == [card]
    assert person("admin").get("/api/v1/chief/registered").json["looks"] == {"glass": 1}
    assert person("admin").get("/chief/registered").status_code == 403
    page = person("chief").client.get("/chief/registered", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "지갑에서 번호를 찾음" in page
    assert not [word for word in SECRETS if word in page]
