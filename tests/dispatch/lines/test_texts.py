"""Texts and pictures: each is kept once, where it belongs, and shown only from our own keeping."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import requests
import responses
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from dispatch.boards.incident import incident_view
from dispatch.deliver import deliver, fetch_pictures
from dispatch.desk.alerting import acknowledge, read_alerts
from dispatch.desk.closing import cancel_incident
from dispatch.desk.conversing import read_caller
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.lines.bare import bare
from dispatch.lines.numbers import written_as
from dispatch.lines.pictures import LARGEST, kind_of
from dispatch.lines.writing import InboundText, Kept, language_of, receive_text
from dispatch.tables.cases import CallRow, IncidentRow, get_incident
from dispatch.tables.texts import KEPT_FOR, AttachmentRow, purge_texts
from dispatch.watch import tick
from tests.dispatch.lines.test_bare import SECRET, TABLE, exif, jpeg
from tests.dispatch.town import Town, call

NUMBER, PHOTO = "+821055501234", "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"
JPEG = jpeg(exif(6), TABLE) + jpeg(exif(6), TABLE)  # a second picture behind it, as telephones make them


@pytest.fixture
def provider() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def write(
    town: Town, text: str, sid: str = "SM1", *, number: str | None = NUMBER, pictures: tuple[str, ...] = ()
) -> Kept:
    return receive_text(town.system, InboundText(sid, number, "+8244119", text, pictures))


def look(town: Town, call_id: str | None) -> dict[str, Any]:
    with town.system.db.read() as session:
        row = get_incident(session, session.get_one(CallRow, call_id).incident_id)
        return incident_view(session, town.system, row)


def test_a_text_of_a_stranger_is_a_call_in_the_queue_and_gets_the_link(town: Town) -> None:
    kept = write(town, "할머니가 쓰러졌어요 한누리대로 2130")
    view = look(town, kept.call_id)
    assert (view["calls"][0]["channel"], view["calls"][0]["text"]) == ("sms", "할머니가 쓰러졌어요 한누리대로 2130")
    assert view["received_at"] == town.clock.now().isoformat()
    assert view["state"] == "pending"
    deliver(town.system, "w1")
    assert [text.to for text in town.paging.sent] == [NUMBER]
    with town.system.db.read() as session:
        assert [one["kind"] for one in read_alerts(session, "sejong")] == ["text_call"]


def test_the_same_text_told_twice_is_one_call_and_the_next_goes_on_with_it(town: Town) -> None:
    kept = write(town, "help", "SM1")
    assert write(town, "help", "SM1") == Kept(kept.call_id, opened=False)
    assert write(town, "3층이에요", "SM2") == Kept(kept.call_id, opened=False)
    town.clock.advance(timedelta(seconds=30))
    for n in range(20):  # in a hurry: nothing is refused
        write(town, f"빨리요 {n}", f"SM1{n}")
    lines = look(town, kept.call_id)["calls"][0]["messages"]
    assert [one["text"] for one in lines] == ["3층이에요", *(f"빨리요 {n}" for n in range(20))]


def test_a_second_text_raises_what_the_first_made_of_the_call(town: Town) -> None:
    kept = write(town, "머리가 아파요", "SM1")
    assert look(town, kept.call_id)["priority"] == 2
    write(town, "숨을 못 쉬어요", "SM2")
    view = look(town, kept.call_id)
    assert (view["priority"], view["complaint"]) == (1, "breathing")


def test_texts_that_come_at_once_make_one_call(town: Town) -> None:
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(lambda n: write(town, f"text {n}", f"SM{n}"), range(4)))
    assert [one.opened for one in kept].count(True) == 1
    assert len({one.call_id for one in kept}) == 1
    with town.system.db.read() as session:
        assert session.scalar(select(func.count()).select_from(IncidentRow)) == 1


def test_a_caller_whose_incident_is_over_opens_a_new_call(town: Town) -> None:
    kept = write(town, "help")
    cancel_incident(town.system, town.kim, look(town, kept.call_id)["id"], "false_alarm")
    assert write(town, "다시 아파요", "SM2").opened


def test_a_long_text_is_kept_whole(town: Town) -> None:
    kept = write(town, "a")
    write(town, "나" * 1300, "SM2")
    assert "".join(one["text"] for one in look(town, kept.call_id)["calls"][0]["messages"]) == "나" * 1300


def test_a_picture_is_fetched_once_and_kept(town: Town, provider: responses.RequestsMock) -> None:
    provider.get(PHOTO, body=JPEG, content_type="text/html")
    kept = write(town, "", pictures=(PHOTO,))
    assert look(town, kept.call_id)["calls"][0]["channel"] == "mms"
    deliver(town.system, "w1")  # pages to crews do not wait for pictures
    assert look(town, kept.call_id)["calls"][0]["attachments"][0]["state"] == "waiting"
    assert (fetch_pictures(town.system, "w1"), fetch_pictures(town.system, "w1")) == (1, 0)
    [one] = look(town, kept.call_id)["calls"][0]["attachments"]
    assert (one["state"], one["content_type"]) == ("kept", "image/jpeg")
    with town.system.db.read() as session:
        kept_body = session.scalars(select(AttachmentRow.body)).one()
    assert kept_body == bare(jpeg(exif(6), TABLE), "image/jpeg")
    assert SECRET not in (kept_body or b"")


@pytest.mark.parametrize(
    ("body", "status", "state"),
    [
        (b"<html><script>alert(1)</script>", 200, "not_shown"),
        (b"\xff\xd8\xff" + b"0" * LARGEST, 200, "too_large"),
        (b"\xff\xd8\xff\xe1" + SECRET, 200, "not_shown"),
        (b"gone", 404, "lost"),
    ],
)
def test_what_is_no_picture_is_not_kept_and_says_why(
    town: Town, provider: responses.RequestsMock, body: bytes, status: int, state: str
) -> None:
    provider.get(PHOTO, body=body, status=status, content_type="image/jpeg")
    kept = write(town, "", pictures=(PHOTO,))
    fetch_pictures(town.system, "w1")
    assert look(town, kept.call_id)["calls"][0]["attachments"][0]["state"] == state


def test_what_may_come_later_is_fetched_later(town: Town, provider: responses.RequestsMock) -> None:
    provider.get(PHOTO, body=requests.ConnectionError())
    kept = write(town, "", pictures=(PHOTO,))
    fetch_pictures(town.system, "w1")
    provider.replace(responses.GET, PHOTO, body=JPEG)
    town.clock.advance(timedelta(seconds=10))
    fetch_pictures(town.system, "w1")
    assert look(town, kept.call_id)["calls"][0]["attachments"][0]["state"] == "kept"


@pytest.mark.parametrize("inside", ["https://127.0.0.1/secret", "http://169.254.169.254/latest", "https://10.0.0.8/x"])
def test_nobody_makes_us_call_an_address_inside(town: Town, inside: str) -> None:
    kept = write(town, "", pictures=(inside,))
    fetch_pictures(town.system, "w1")
    assert look(town, kept.call_id)["calls"][0]["attachments"][0]["state"] == "lost"


def test_a_call_by_voice_goes_on_by_text(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    assert write(town, "4층입니다", number="+821099990000") == Kept(taken.call_id, opened=False)


@given(digits=st.from_regex(r"010[0-9]{8}", fullmatch=True))
def test_a_number_is_found_however_it_was_written(digits: str) -> None:
    ways = written_as(digits)
    dashed = f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    assert {dashed, f"+82{digits[1:]}", f"+82-{dashed[1:]}"} <= ways
    assert written_as(dashed) == written_as(f"+82{digits[1:]}") == ways


@given(begins=st.binary(max_size=40))
def test_any_bytes_are_a_known_kind_or_none(begins: bytes) -> None:
    assert kind_of(begins) in {None, "image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"}


@pytest.mark.parametrize(("text", "spoken"), [("help me", "en"), ("도와주세요 help", "ko"), ("", "ko"), ("119", "ko")])
def test_the_answer_is_in_the_language_of_the_text(text: str, spoken: str) -> None:
    assert language_of(text) == spoken


def test_texts_are_forgotten_after_a_month_and_the_conversation_is_not(town: Town) -> None:
    kept = write(town, "도와주세요")
    write(town, "3층이에요", "SM2")
    for later, forgotten in ((KEPT_FOR, 0), (KEPT_FOR + timedelta(seconds=1), 2), (KEPT_FOR + timedelta(seconds=1), 0)):
        with town.system.db.write() as session:
            assert purge_texts(session, now=town.clock.now() + later) == forgotten
    view = look(town, kept.call_id)["calls"][0]
    assert (view["text"], [one["text"] for one in view["messages"]]) == ("도와주세요", ["3층이에요"])


def test_a_text_without_a_place_has_one_alert_that_tells_all_of_it_and_words_nobody_read_keep_one(town: Town) -> None:
    def standing() -> list[tuple[str, int | None]]:
        with town.system.db.read() as session:
            return [(one["kind"], one["data"].get("wrote")) for one in read_alerts(session, "sejong")]

    kept = write(town, "도와주세요")
    write(town, "빨리요", "SM2")
    assert standing() == [("text_call", 1)]
    town.clock.advance(timedelta(minutes=10))
    tick(town.system, "w1")
    assert [(kind, n) for kind, n in standing() if kind != "stale_capacity"] == [("pending_too_long", 1)]
    write(town, "아직이에요", "SM3")
    assert ("pending_too_long", 2) in standing()
    with town.system.db.read() as session:
        [alert] = [one for one in read_alerts(session, "sejong") if one["kind"] == "pending_too_long"]
        assert alert["data"]["arrived"] == "text_call"
        incident_id = session.get_one(CallRow, kept.call_id).incident_id
    send_unit(town.system, town.kim, incident_id, "s1")
    tick(town.system, "w1")
    assert {kind for kind, _ in standing()} - {"stale_capacity"} == {"caller_wrote"}
    assert kept.call_id is not None
    read_caller(town.system, town.kim, kept.call_id)
    assert {kind for kind, _ in standing()} - {"stale_capacity"} == set()


def test_who_owns_the_alert_of_a_text_hears_of_the_next_one(town: Town) -> None:
    write(town, "도와주세요")
    with town.system.db.read() as session:
        [alert] = read_alerts(session, "sejong")
    acknowledge(town.system, town.kim, alert["id"])
    write(town, "빨리요", "SM2")
    with town.system.db.read() as session:
        assert sorted(one["kind"] for one in read_alerts(session, "sejong")) == ["caller_wrote", "text_call"]
