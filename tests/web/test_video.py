"""Live pictures by the caller's link: nothing without consent, one desk at a time, either side ends it."""

from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from chassis.audit import AuditRow
from chassis.outbox import DeliveryRow
from dispatch.seeing import ANSWER_WITHIN, LONGEST, MOST_SIGNALS
from dispatch.tables.videos import VideoRow, VideoSignalRow
from dispatch.watch import tick
from tests.dispatch.town import Town
from tests.web.browserless import Person
from tests.web.test_caller import alerts, incident, taken

PHONE, AGAIN, DESK, OTHER = ("a" * 16, "b" * 16, "d" * 16, "e" * 16)
CANDIDATE = {"kind": "candidate", "body": "{}"}


class Line:
    """Both ends of one call's live picture."""

    def __init__(self, kim: Person, phone: FlaskClient) -> None:
        self.kim, self.phone, self.call = kim, phone, taken(kim)
        self.theirs = f"/api/v1/caller/{self.call['link_token']}/video"
        self.ours = f"/api/v1/calls/{incident(kim, self.call)['calls'][0]['id']}/video"

    def caller(self, path: str = "", **body: Any) -> int:
        return self.phone.post(self.theirs + path, json=body).status_code

    def desk(self, path: str = "", **body: Any) -> int:
        return self.kim.post(self.ours + path, body).status_code

    def caller_news(self, page: str, since: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = self.phone.get(f"{self.theirs}?page={page}&since={since}").json
        return found

    def desk_news(self, page: str, since: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = self.kim.get(f"{self.ours}?page={page}&since={since}").json
        return found

    def state(self) -> str:
        return str(incident(self.kim, self.call)["calls"][0]["video"]["state"])


@pytest.fixture
def line(app: APIFlask, kim: Person) -> Line:
    """A call with its link."""
    return Line(kim, app.test_client())


def test_from_the_question_to_the_end(town: Town, line: Line) -> None:
    assert line.desk(picture=True) == 204
    assert line.desk(picture=True) == 204  # asked once
    assert "상황실이 현장 영상을 요청" in line.phone.get(f"/c/{line.call['link_token']}").text
    assert line.desk("/watch", page=DESK) == 409  # nobody sees before the person has said yes
    assert (line.caller(page=PHONE, picture=True), line.state()) == (204, "consented")
    assert alerts(line.kim)["caller_video"] == 2
    assert line.caller("/signals", page=PHONE, **CANDIDATE) == 409  # nobody is there to hear it
    assert (line.desk("/watch", page=DESK), line.state()) == (204, "connecting")
    assert "caller_video" not in alerts(line.kim)
    assert line.caller_news(PHONE)["other"] == DESK
    assert line.caller("/signals", page=PHONE, kind="offer", body='{"sdp": "v=0"}') == 204
    [offer] = line.desk_news(DESK)["signals"]
    assert (offer["kind"], offer["body"]) == ("offer", '{"sdp": "v=0"}')
    assert line.desk_news(DESK, since=offer["id"])["signals"] == []
    assert line.desk("/signals", page=DESK, kind="answer", body='{"sdp": "v=0"}') == 204
    assert [one["kind"] for one in line.caller_news(PHONE)["signals"]] == ["answer"]
    assert (line.desk("/seen", page=DESK), line.state()) == (204, "live")
    assert (line.caller("/end"), line.caller("/end"), line.state()) == (204, 204, "ended")
    with town.system.db.read() as session:
        [row] = session.scalars(select(VideoRow))
        assert (row.asked_by, row.watched_by, row.ended_reason, row.consent_language) == ("kim", "kim", "caller", "ko")
        assert session.scalar(select(func.count(VideoSignalRow.id))) == 0
        told = session.scalars(select(AuditRow.action).where(AuditRow.action.like("%_video")).order_by(AuditRow.id))
        assert list(told) == ["ask_video", "consent_video", "watch_video", "end_video"]
        texts = session.scalars(select(DeliveryRow).where(DeliveryRow.key.like("caller_video:%"))).all()
        assert len(texts) == 1


def test_the_caller_may_begin_it_with_sound_alone(line: Line) -> None:
    assert line.caller(page=PHONE, picture=False) == 204
    shown = incident(line.kim, line.call)["calls"][0]["video"]
    assert (shown["picture"], shown["asked_by"]) == (False, None)


def test_a_page_loaded_anew_goes_on_and_the_old_one_is_out(line: Line) -> None:
    line.caller(page=PHONE, picture=True)
    line.desk("/watch", page=DESK)
    line.caller("/signals", page=PHONE, **CANDIDATE)
    [read] = [one["id"] for one in line.desk_news(DESK)["signals"]]
    assert (line.caller("/join", page=AGAIN), line.state()) == (204, "connecting")
    assert line.caller("/signals", page=PHONE, **CANDIDATE) == 409
    assert (line.caller_news(PHONE)["mine"], line.caller_news(AGAIN)["other"]) == (False, DESK)
    assert (line.desk_news(DESK)["other"], line.desk_news(DESK)["signals"]) == (AGAIN, [])
    line.caller("/signals", page=AGAIN, **CANDIDATE)
    assert len(line.desk_news(DESK, since=read)["signals"]) == 1
    assert line.desk("/watch", page=OTHER) == 204
    assert (line.desk("/seen", page=DESK), line.desk_news(DESK)["mine"]) == (409, False)
    assert line.caller_news(AGAIN)["other"] == OTHER


def test_who_declines_is_not_seen_and_may_be_asked_again(line: Line) -> None:
    line.desk(picture=True)
    line.caller("/end")
    assert incident(line.kim, line.call)["calls"][0]["video"]["ended_reason"] == "declined"
    assert line.caller("/join", page=PHONE) == 404
    assert (line.desk(picture=True), line.state()) == (204, "requested")


@pytest.mark.parametrize(("consented", "after"), [(False, ANSWER_WITHIN), (True, LONGEST)])
def test_what_nobody_ends_ends_by_itself(town: Town, line: Line, consented: bool, after: timedelta) -> None:
    line.desk(picture=True)
    if consented:
        line.caller(page=PHONE, picture=True)
    town.clock.advance(after)
    tick(town.system, "w1")
    assert incident(line.kim, line.call)["calls"][0]["video"]["ended_reason"] == "timed_out"


def test_with_its_incident_it_is_over(line: Line) -> None:
    line.caller(page=PHONE, picture=True)
    line.kim.post(f"/api/v1/incidents/{line.call['incident_id']}/cancel", {"reason": "test_call"})
    assert line.caller_news(PHONE)["video"]["state"] == "ended"
    assert line.caller(page=AGAIN, picture=True) == 409


def test_nobody_floods_the_other_side(line: Line) -> None:
    line.caller(page=PHONE, picture=True)
    line.desk("/watch", page=DESK)
    answers = [line.caller("/signals", page=PHONE, **CANDIDATE) for _ in range(MOST_SIGNALS + 1)]
    assert answers == [204] * MOST_SIGNALS + [429]
    assert line.caller("/signals", page=PHONE, kind="offer", body="x" * 16_001) == 422


def test_a_camera_opens_on_the_callers_page_alone(line: Line) -> None:
    shown = line.phone.get(f"/c/{line.call['link_token']}").headers["Permissions-Policy"]
    assert "camera=(self), microphone=(self)" in shown
    assert "camera=(), microphone=(self)" in line.kim.get("/desk").headers["Permissions-Policy"]
