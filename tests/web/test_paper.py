"""On paper: the board, also while the database is away; the signed sheet; calls entered again from cards."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from apiflask import APIFlask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from chassis import accounts
from chassis.clock import StillClock
from chassis.db import Database
from chassis.errors import InvalidInputError
from tests.dispatch.town import Town
from tests.web.browserless import SEJONG_CITY_HALL, Person, a_call
from tests.web.conftest import PersonMaker
from web.app import create_app
from web.desk.papercall import times_of
from web.manifest import read_manifest
from web.paper import drawing, keeping

pytestmark = pytest.mark.skipif(not read_manifest(), reason="the print font is not installed: python -m web.assets")
PAGE = {"Accept": "text/html"}


def words(body: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)


@pytest.fixture
def away(town: Town, app: APIFlask) -> Iterator[APIFlask]:
    """The same system after its database has gone."""
    sqlite = town.system.db.is_sqlite
    gone = Database("sqlite:////nowhere/at/all.sqlite" if sqlite else "postgresql+psycopg://nobody@127.0.0.1:1/none")
    alone = create_app(dataclasses.replace(town.system, db=gone))
    alone.testing = False
    yield alone
    alone.extensions["goldentime_hubs"].close()
    gone.close()


def ask(app: APIFlask, who: Person | None, path: str = "/board.pdf", **headers: str) -> TestResponse:
    client = app.test_client()
    cookie = who.client.get_cookie("goldentime") if who is not None else None
    if cookie is not None:
        client.set_cookie("goldentime", cookie.value)
    return client.get(path, headers=headers)


def test_the_board_holds_what_a_centre_needs_and_its_hangul_is_inside(person: PersonMaker) -> None:
    kim = person("kim")
    taken = kim.post("/api/v1/calls", a_call(caller_number="+821012345678")).json
    kim.post(f"/api/v1/incidents/{taken['incident_id']}/send")
    kim.post(f"/api/v1/incidents/{taken['incident_id']}/requests", {"hospital_ids": ["h_far"]})
    answer = kim.get("/board.pdf")
    assert (answer.mimetype, answer.headers["Age"], answer.headers["Cache-Control"]) == (
        "application/pdf",
        "0",
        "no-store",
    )
    told = words(answer.data)
    for said in (
        taken["number"],
        "세종시청",
        "가슴 통증",
        "Chest pain",
        "세종s1",
        "출동 지령",
        "h_far",
        "2026-03-02 09:00:00",
    ):
        assert said in told, said
    assert "260302-0900-1" in told
    assert "+821012345678" not in told
    fonts = [font for page in PdfReader(BytesIO(answer.data)).pages for font in page["/Resources"]["/Font"].values()]
    assert all("/FontFile2" in font.get_object()["/FontDescriptor"] for font in fonts)


def test_the_worker_prints_every_five_minutes_and_keeps_a_sensible_number(town: Town, clock: StillClock) -> None:
    folder = town.system.settings.instance
    assert keeping.keep_board(town.system) is not None
    clock.advance(timedelta(minutes=4))
    assert keeping.keep_board(town.system) is None
    clock.advance(timedelta(minutes=1))
    assert keeping.keep_board(town.system) is not None
    kept = sorted(path.name for path in (folder / keeping.FOLDER).iterdir())
    assert kept == ["board-20260302T000000Z.pdf", "board-20260302T000500Z.pdf"]
    found = keeping.find_board(folder)
    assert found is not None
    assert (found.made_at, "09:05:00" in words(found.body)) == (clock.now(), True)
    assert (folder / "board.pdf").stat().st_mode & 0o077 == 0
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_old_boards_go(town: Town, clock: StillClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEPT", 2)
    for _ in range(4):
        keeping.keep_board(town.system)
        clock.advance(timedelta(minutes=5))
    assert len(list((town.system.settings.instance / keeping.FOLDER).iterdir())) == 2


def test_without_a_database_the_desk_reads_the_newest_board_with_its_age(
    town: Town, away: APIFlask, person: PersonMaker
) -> None:
    kim = person("kim")
    keeping.keep_board(town.system)
    town.clock.advance(timedelta(minutes=3))
    answer = ask(away, kim)
    assert (answer.status_code, answer.headers["Age"]) == (200, "180")
    assert "board-20260302T000000Z.pdf" in answer.headers["Content-Disposition"]
    assert "09:00:00" in words(answer.data)
    assert ask(away, kim, "/api/v1/desk/board").status_code == 503  # this page only


def test_without_a_database_nobody_else_reads_it(town: Town, away: APIFlask, person: PersonMaker) -> None:
    keeping.keep_board(town.system)
    assert ask(away, None).status_code == 401
    assert ask(away, None, **PAGE).headers["Location"] == "/signin?next=/board.pdf"
    for login in ("nurse", "crew", "admin"):
        assert ask(away, person(login)).status_code == 403
    assert ask(away, person("kim"), Authorization="Bearer gt_guess").status_code == 503
    forged = away.test_client()
    forged.set_cookie("goldentime", "eyJyb2xlIjoiZGlzcGF0Y2hlciJ9.aaaa.bbbb")
    assert forged.get("/board.pdf").status_code == 401


def test_without_a_database_and_without_a_board_it_says_so(away: APIFlask, person: PersonMaker) -> None:
    answer = ask(away, person("kim"))
    assert (answer.status_code, answer.json["code"]) == (503, "no_board")


def test_with_a_database_a_person_who_was_switched_off_reads_nothing(town: Town, person: PersonMaker) -> None:
    kim = person("kim")
    keeping.keep_board(town.system)
    with town.system.db.write() as session:
        found = accounts.find_user(session, "kim")
        assert found is not None
        found.active = False
    assert kim.get("/board.pdf").status_code == 401


def test_without_its_font_nothing_is_printed_and_the_reason_is_clear(
    person: PersonMaker, monkeypatch: pytest.MonkeyPatch, town: Town
) -> None:
    drawing.use_fonts.cache_clear()
    monkeypatch.setattr(drawing, "FOLDER", drawing.FOLDER / "gone")
    answer = person("kim").get("/board.pdf")
    assert (answer.status_code, answer.json["code"]) == (503, "no_print_font")
    assert "python -m web.assets" in answer.json["detail"]
    with pytest.raises(drawing.NoPrintFontError):
        keeping.keep_board(town.system)
    assert keeping.find_board(town.system.settings.instance) is None


def test_a_shift_is_handed_over_on_the_page_and_printed(person: PersonMaker) -> None:
    kim, chief = person("kim"), person("chief")
    taken = kim.post("/api/v1/calls", a_call()).json
    form = {"csrf_token": kim.csrf}
    kim.client.post("/desk/handover/notes", data=form | {"text": "<b>문</b> 고장"})
    shown = kim.client.post("/desk/handover", data=form).headers["Location"]
    page = kim.client.get(shown, headers=PAGE).text
    assert taken["number"] in page
    assert "&lt;b&gt;문&lt;/b&gt; 고장" in page
    kim.client.post(f"{shown}/sign-out", data=form | {"remark": "조용했음"})
    chief.client.post(f"{shown}/sign-in", data={"csrf_token": chief.csrf})
    [listed] = kim.get("/api/v1/handovers").json["handovers"]
    assert (listed["state"], listed["outgoing"], listed["incoming"], listed["intact"]) == (
        "complete",
        "kim",
        "chief",
        True,
    )
    told = words(kim.get(f"{shown}.pdf").data)
    for said in (taken["number"], "kim", "chief", "조용했음", "고장", listed["digest"]):
        assert said in told, said
    assert (
        chief.post(f"/api/v1{shown.removeprefix('/desk').replace('handover', 'handovers', 1)}/sign-in").status_code
        == 409
    )


RECEIVED = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)


def card(**more: Any) -> dict[str, Any]:
    def at(minutes: int) -> str:
        return (RECEIVED + timedelta(minutes=minutes)).isoformat()

    steps = {"dispatch": at(1), "en_route": at(2), "on_scene": at(9), "clear": at(40)}
    told = {
        "card": "260302-0800-1",
        "received_at": at(0),
        "unit_id": "s1",
        "steps": steps,
        "disposition": "transported",
    }
    return told | {"complaint": "chest_pain", "locations": [SEJONG_CITY_HALL]} | more


def test_a_paper_call_keeps_its_own_times_and_the_servers(person: PersonMaker, town: Town) -> None:
    kim = person("kim")
    entered = kim.post("/api/v1/paper-calls", card())
    assert entered.status_code == 201, entered.text
    told = kim.get(f"/api/v1/incidents/{entered.json['incident']['id']}").json["incident"]
    assert (told["state"], told["received_at"], told["paper_card"]) == ("closed", RECEIVED.isoformat(), "260302-0800-1")
    assert told["entered_at"] == town.clock.now().isoformat()
    assert {(one["source"], one["entered_at"]) for one in told["stamps"]} == {("import", town.clock.now().isoformat())}
    assert [one["name"] for one in told["stamps"]] == [
        "call_received",
        "dispatch",
        "en_route",
        "on_scene",
        "clear",
        "closed",
    ]
    assert [one["at"] for one in told["stamps"]][-1] == (RECEIVED + timedelta(minutes=40)).isoformat()
    again = kim.post("/api/v1/paper-calls", card())
    assert (again.status_code, again.json["errors"][0]["field"]) == (422, "card")


def test_a_paper_call_that_still_runs_stands_in_the_queue_with_its_unit(person: PersonMaker) -> None:
    kim = person("kim")
    steps = {"dispatch": RECEIVED.isoformat(), "en_route": (RECEIVED + timedelta(minutes=2)).isoformat()}
    body = card(steps=steps, disposition=None)
    incident = kim.post("/api/v1/paper-calls", body).json["incident"]
    assert (incident["state"], incident["assignments"][0]["state"]) == ("active", "en_route")
    assert incident["decision_id"] is not None
    crew = person("crew")
    assert (
        crew.post(f"/api/v1/assignments/{incident['assignments'][0]['id']}/steps", {"action": "on_scene"}).status_code
        == 200
    )
    other = kim.post("/api/v1/paper-calls", body | {"card": "260302-0800-2"})
    assert (other.status_code, other.json["code"]) == (409, "taken")


WRONG = [
    ({"received_at": "2026-03-02T01:00:00+00:00"}, "received_at"),
    ({"received_at": "2026-02-01T00:00:00+00:00"}, "received_at"),
    ({"unit_id": None}, "unit_id"),
    ({"steps": {}}, "dispatch"),
    ({"steps": {"dispatch": "2026-03-01T22:00:00+00:00"}}, "dispatch"),
    ({"steps": {"dispatch": RECEIVED.isoformat()}}, "clear"),
    ({"card": "no spaces please"}, "card"),
]


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_a_card_that_cannot_be_true_names_the_field(person: PersonMaker, change: dict[str, Any], field: str) -> None:
    answer = person("kim").post("/api/v1/paper-calls", card(**change))
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_the_form_reads_times_as_people_write_them(person: PersonMaker) -> None:
    kim = person("kim")
    form = {
        "csrf_token": kim.csrf,
        "card": "A-1",
        "day": "2026-03-02",
        "received_at": "0805",
        "place": "36.48, 127.289",
    }
    done = kim.client.post("/desk/paper", data=form | {"complaint": "fever", "disposition": "called_off"})
    assert done.status_code == 200, done.text
    assert "A-1" in done.text
    wrong = kim.client.post("/desk/paper", data=form | {"card": "A-2", "received_at": "25:00", "note": "적은 말"})
    assert wrong.status_code == 422
    assert 'value="적은 말"' in wrong.text  # nothing typed is lost


def test_a_time_before_the_one_above_it_is_past_midnight() -> None:
    found = times_of("2026-03-01", "23:58", {"dispatch": "0:01", "clear": "00:40"}, "Asia/Seoul")
    assert [f"{at:%d %H:%M}" for at in found.values()] == ["01 23:58", "02 00:01", "02 00:40"]
    for day, told in (("soon", "10:00"), ("2026-03-01", "10"), ("2026-03-01", "ten"), ("2026-03-01", "24:30")):
        with pytest.raises(InvalidInputError):
            times_of(day, told, {}, "Asia/Seoul")


def test_administration_finds_expired_notes(person: PersonMaker, town: Town) -> None:
    note = {"kind": "dog", "scope": "building", "text": "큰 개", "lat": 36.48, "lon": 127.289}
    person("kim").post("/api/v1/premises", note)
    town.clock.advance(timedelta(days=366))
    page = person("admin").client.get("/desk/premises?state=expired", headers=PAGE).text
    assert "큰 개" in page
    assert "만료" in page
