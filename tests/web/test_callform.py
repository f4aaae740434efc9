"""A call in writing, by somebody who cannot speak: no sign-in, no script, and never dropped."""

import re
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from chassis.idempotency import KeyRow, claim
from chassis.identity import Role
from chassis.outbox import DeliveryRow
from chassis.pace import PaceRow, purge_paces
from dispatch.desk.closing import cancel_incident
from dispatch.lines import pacing
from dispatch.tables.cases import CallRow
from tests.dispatch.town import Town
from tests.web.browserless import Person
from tests.web.conftest import PersonMaker
from web import manifest, shell
from web.i18n import catalogue
from web.lines import callform
from web.lines.callfields import read

LARGEST = 50_000
HTML = {"Accept": "text/html"}
NUMBER = "010-5550-4321"
TOLD = {
    "conscious": "yes",
    "breathing": "no",
    "happened": "숨을 <b>잘</b> 못 쉬어요",
    "address": "한누리대로 1, 3층",
    "number": NUMBER,
    "sure": "1",
}


class Somebody:
    """A person with a browser that keeps cookies, and nothing else."""

    def __init__(self, app: APIFlask) -> None:
        self.client = app.test_client()
        page = self.client.get("/call", headers=HTML).text
        self.hidden = {name: self.value(page, name) for name in ("csrf_token", "once")}

    @staticmethod
    def value(page: str, name: str) -> str:
        found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
        assert found is not None, name
        return found[1]

    def send(self, **fields: str) -> Any:
        return self.client.post("/call", data=self.hidden | TOLD | fields, headers=HTML)

    def arrive(self, **fields: str) -> Any:
        answer = self.send(**fields)
        assert answer.status_code == 303, answer.text
        return self.client.get(answer.headers["Location"], headers=HTML)


@pytest.fixture
def somebody(app: APIFlask) -> Somebody:
    return Somebody(app)


def board(kim: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = kim.get("/api/v1/desk/board").json["incidents"]
    return found


def test_a_written_call_stands_in_the_queue_and_its_writer_on_their_own_page(somebody: Somebody, kim: Person) -> None:
    arrived = somebody.arrive(lat="36.48", lon="127.289", accuracy="12")
    assert re.fullmatch(r"/c/[\w-]+", arrived.headers["Location"])
    assert somebody.client.get(arrived.headers["Location"], headers=HTML).status_code == 200
    [incident] = board(kim)
    [call] = kim.get(f"/api/v1/incidents/{incident['id']}").json["incident"]["calls"]
    assert (call["channel"], call["language"], call["text"]) == ("web", "ko", TOLD["happened"])
    assert [(one["source"], one["text"]) for one in call["hypotheses"]] == [("link", None), ("link", TOLD["address"])]
    assert (incident["gate"]["breathing"], incident["place"] is not None) == ("no", True)
    assert call["messages"][0]["text"].endswith(TOLD["address"])
    assert "web_call" in {one["kind"] for one in kim.get("/api/v1/desk/board").json["alerts"]}


def test_sent_twice_it_is_one_call_and_one_page(somebody: Somebody, kim: Person) -> None:
    pages = {somebody.arrive().headers["Location"] for _ in range(2)}
    [incident] = board(kim)
    [call] = kim.get(f"/api/v1/incidents/{incident['id']}").json["incident"]["calls"]
    assert (len(pages), len(call["messages"])) == (1, 1)


def test_the_second_press_waits_for_the_first(somebody: Somebody, town: Town, kim: Person) -> None:
    filled = read(somebody.hidden | TOLD)
    with town.system.db.write() as session:
        claim(session, callform.OWNER, filled.key, filled.key, now=town.system.clock.now())
    waiting = somebody.arrive()
    assert (waiting.status_code, waiting.headers["Refresh"], board(kim)) == (202, callform.LOOKED_AGAIN_S, [])


def test_nobody_gets_the_page_of_a_call_that_another_telephone_opened(app: APIFlask, kim: Person) -> None:
    Somebody(app).arrive()
    other = Somebody(app).arrive(number="+82 10 5550 4321", happened="아직이요")
    assert (other.status_code, "/c/" in other.text, len(board(kim))) == (200, False, 1)
    [call] = kim.get(f"/api/v1/incidents/{board(kim)[0]['id']}").json["incident"]["calls"]
    assert "아직이요" in {one["text"] for one in call["messages"]}


@pytest.mark.parametrize(
    ("name", "value"), [("number", "112 번"), ("sure", ""), ("happened", "아" * 2001), ("address", "길" * 201)]
)
def test_what_is_wrong_says_so_beside_its_field_and_nothing_is_lost(
    somebody: Somebody, kim: Person, name: str, value: str
) -> None:
    answer = somebody.send(**{name: value})
    assert (answer.status_code, board(kim)) == (422, [])
    assert re.findall(r'id="(\w+)-wrong"', answer.text) == [name]
    assert catalogue("ko")[f"callform.wrong_{name}"] in answer.text
    kept = [value for field, value in (TOLD | {name: value}).items() if field in {"address", "number"}]
    assert [one in answer.text for one in kept] == [True, True]
    assert "숨을 &lt;b&gt;잘" in answer.text or name == "happened"
    assert somebody.value(answer.text, "once") == somebody.hidden["once"]
    assert len(re.findall(r'type="radio"[^>]* checked', answer.text)) == 2


@pytest.mark.parametrize("place", [("nan", "127.2"), ("91", "127.2"), ("36.4", ""), ("north", "east")])
def test_a_position_that_is_none_does_not_keep_a_call_from_coming(
    somebody: Somebody, kim: Person, place: tuple[str, str]
) -> None:
    somebody.arrive(lat=place[0], lon=place[1], accuracy="inf")
    [incident] = board(kim)
    assert incident["place"] is None


def test_a_page_that_was_open_too_long_keeps_its_words_and_works_at_the_second_press(somebody: Somebody) -> None:
    answer = somebody.send(csrf_token="old")
    assert (answer.status_code, TOLD["address"] in answer.text) == (403, True)
    somebody.hidden["csrf_token"] = somebody.value(answer.text, "csrf_token")
    assert somebody.arrive().headers["Location"].startswith("/c/")


def test_too_many_of_a_number_are_told_to_ring_with_their_words_before_them(
    app: APIFlask, town: Town, kim: Person
) -> None:
    somebody = Somebody(app)
    for n in range(pacing.MOST_A_NUMBER):
        somebody.arrive(happened=f"{n}")
    stopped = somebody.send(happened="again")
    assert (stopped.status_code, int(stopped.headers["Retry-After"])) == (429, pacing.WINDOW.total_seconds())
    assert ['href="tel:119"' in stopped.text, "again" in stopped.text] == [True, True]
    assert somebody.send(number="010-5550-9999").status_code == 303
    town.clock.advance(pacing.WINDOW)
    assert somebody.send(happened="again").status_code == 303
    assert len(board(kim)) == 2


def test_an_address_is_held_to_its_own_pace_and_no_number_is_kept(
    app: APIFlask, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "MOST_AN_ADDRESS", 2)
    sent = [Somebody(app).send(number=f"010-5550-000{n}").status_code for n in range(3)]
    assert sent == [303, 303, 429]
    with town.system.db.write() as session:
        assert {len(row.whom) for row in session.scalars(select(PaceRow))} == {64}
        town.clock.advance(timedelta(days=2))
        assert [purge_paces(session, now=town.clock.now()) for _ in range(2)] == [6, 0]


def test_an_application_is_paced_by_its_token_and_may_send_the_same_again_afterwards(
    app: APIFlask, town: Town, person: PersonMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "MOST_AN_APP", 1)
    client = app.test_client()
    mine, other = ({"Authorization": f"Bearer {person.machine(Role.RELAY)}"} for _ in range(2))

    def send(number: str, headers: dict[str, str]) -> Any:
        keyed = headers | {"Idempotency-Key": number}
        return client.post("/api/v1/calls/app", json={"number": number, "text": "도와주세요"}, headers=keyed)

    assert [send("010-5550-0001", mine).status_code, send("010-5550-0001", mine).status_code] == [201, 201]
    stopped = send("010-5550-0002", mine)
    assert (stopped.status_code, stopped.json["code"], stopped.headers["Retry-After"]) == (429, "too_many", "60")
    assert send("010-5550-0003", other).status_code == 201
    town.clock.advance(pacing.APP_WINDOW)
    assert send("010-5550-0002", mine).status_code == 201


def test_while_the_database_is_away_the_words_stay_and_the_number_is_told(
    somebody: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(callform, "claim", away)
    answer = somebody.send()
    assert (answer.status_code, TOLD["address"] in answer.text, "tel:119" in answer.text) == (503, True, True)


def test_what_fails_on_the_way_leaves_the_same_post_free_to_come_again(
    somebody: Somebody, kim: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(callform, "receive_form", lambda *_: 1 / 0)
        assert somebody.send().status_code == 500
    assert somebody.arrive().headers["Location"].startswith("/c/")
    assert len(board(kim)) == 1


def test_it_speaks_four_languages_and_remembers_the_one_chosen(app: APIFlask, town: Town) -> None:
    client = app.test_client()

    def spoken(path: str = "/call", **headers: str) -> str:
        found = re.search(r'<html lang="(\w+)"', client.get(path, headers=HTML | headers).text)
        assert found is not None
        return found[1]

    assert [spoken(), spoken(**{"Accept-Language": "vi-VN,vi;q=0.9,en;q=0.8"})] == ["ko", "vi"]
    assert [spoken("/call?speak=zh"), spoken(**{"Accept-Language": "vi"}), spoken("/call?speak=xx")] == ["zh"] * 3
    somebody = Somebody(app)
    somebody.client.get("/call?speak=vi")
    page = somebody.client.get(somebody.arrive().headers["Location"], headers=HTML).text
    assert 'lang="vi"' in page  # first aid, on their own page
    with town.system.db.read() as session:
        assert session.scalars(select(CallRow.language)).all() == ["vi"]
    assert catalogue("vi")["callform.speak"] != catalogue("en")["callform.speak"]


def test_the_form_is_small_and_needs_no_assets(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "read_manifest", lambda: None)
    answer = app.test_client().get("/call?speak=vi", headers=HTML)
    loaded = set(re.findall(r"""(?:href|src)="/static/([^"#?]+)""", answer.text))
    size = len(answer.data) + sum((manifest.HERE / "static" / name).stat().st_size for name in loaded)
    assert {"css/ui.css", "css/callform.css", "app/callform.js"} <= loaded
    assert size < LARGEST


def texted(town: Town) -> list[str]:
    with town.system.db.read() as session:
        sent = session.scalars(select(DeliveryRow).where(DeliveryRow.channel == "sms")).all()
    return [one.payload["to"] for one in sent if one.payload["template"] == "caller_link"]


def end_all(town: Town, kim: Person) -> None:
    for incident in (one for one in board(kim) if one["state"] != "cancelled"):
        cancel_incident(town.system, town.kim, incident["id"], "false_alarm")


def test_the_form_texts_a_number_once_a_day_and_only_at_home(app: APIFlask, town: Town, kim: Person) -> None:
    for number in (NUMBER, NUMBER, "+44 7700 900123", "+1 588 123 4567"):
        assert "/c/" in Somebody(app).arrive(number=number).headers["Location"]
        end_all(town, kim)
    assert len(texted(town)) == 1
    town.clock.advance(timedelta(days=1))
    Somebody(app).arrive()
    assert len(texted(town)) == 2


def test_the_callers_link_lies_nowhere_in_clear(somebody: Somebody, town: Town) -> None:
    token = somebody.arrive().headers["Location"].rpartition("/")[2]
    with town.system.db.read() as session:
        kept = [one.body or b"" for one in session.scalars(select(KeyRow))]
    assert kept and not any(token.encode() in one for one in kept)
