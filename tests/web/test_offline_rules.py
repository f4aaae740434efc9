"""What an answer means for a write that waits on a crew's device, and what its page shows meanwhile."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.node import ask, needs_node
from web.manifest import HERE

CREW = HERE / "static" / "app" / "crew"
QUEUE, OVERLAY = CREW / "queue.js", CREW / "overlay.js"
DAY_MS = 24 * 3600_000
MANY = 1000
WRITE = {"owner": "me", "state": "waiting", "lane": None, "heavy": False, "tries": 0}
pytestmark = needs_node


def means(status: int, code: str = "", tries: int = 1) -> Any:
    return ask(QUEUE, "meaning", "meaning(told, told.tries)", {"status": status, "code": code, "tries": tries})


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (0, "offline", "again"),
        (0, "slow", "again"),
        (0, "unread", "again"),  # 200, and a network's own sign-in page in it
        (401, "sign_in", "sign_in"),
        (403, "password_first", "sign_in"),
        (403, "csrf", "token"),
        (403, "forbidden", "ask"),
        (409, "idempotency_done", "done"),
        (409, "idempotency_in_progress", "again"),
        (409, "illegal_move", "ask"),
        (409, "doubtful", "ask"),
        (409, "outrun", "anew"),
        (422, "invalid_input", "ask"),
        (429, "too_many", "again"),
    ],
)
def test_an_answer_means_one_thing(status: int, code: str, meaning: str) -> None:
    assert means(status, code) == meaning


@pytest.mark.parametrize("status", [502, 503, 504, 520])
def test_a_proxy_without_its_server_never_makes_work_for_a_person(status: int) -> None:
    assert means(status, "unread", MANY) == "again"


@pytest.mark.parametrize(("status", "code"), [(500, "internal"), (404, "unread")])
def test_a_stumble_over_one_write_comes_before_a_person_at_last(status: int, code: str) -> None:
    assert [means(status, code, tries) for tries in (1, 5, 6)] == ["again", "again", "ask"]


def test_what_nobody_answers_lets_the_others_pass_and_is_tried_in_turn() -> None:
    stuck, other = WRITE | {"tries": 6, "seq": 1}, WRITE | {"tries": 7, "seq": 2}
    queues = [[stuck, WRITE | {"seq": 3}], [other, stuck], [stuck | {"lane": "a"}, WRITE | {"lane": "a", "seq": 3}]]
    assert ask(QUEUE, "nextOf", "told.map(one => nextOf(one, 'me').seq)", queues) == [3, 1, 1]


@pytest.mark.parametrize(
    ("problem", "counted"), [("offline", False), ("slow", True), ("unread", True), ("idempotency_in_progress", False)]
)
def test_only_what_reached_somebody_counts_against_a_write(problem: str, counted: bool) -> None:
    assert ask(QUEUE, "counts", "counts(told)", {"status": 0, "code": problem}) is counted


def again(status: int, code: str) -> Any:
    """A write of 10:00 that was refused so, as its person sends it once more."""
    write = WRITE | {"key": "old", "at": 1000, "body": {"dose": 10}, "problem": {"status": status, "code": code}}
    return ask(
        QUEUE, "anyway, writtenAt", "(one => ({...one, told: writtenAt(one)}))(anyway(told, 'new', 2000))", write
    )


def test_what_may_have_been_done_keeps_its_key_and_what_was_answered_takes_another() -> None:
    assert [again(status, "internal")["key"] for status in (500, 504)] == ["old", "old"]
    assert [again(0, "too_old")["key"], again(409, "illegal_move")["key"], again(403, "forbidden")["key"]] == [
        "old",
        "new",
        "new",
    ]


def test_a_doubted_dose_sent_all_the_same_says_so() -> None:
    assert again(409, "doubtful")["body"] == {"dose": 10, "sure": True}
    assert again(409, "illegal_move")["body"] == {"dose": 10}


def test_a_write_was_written_when_it_was_written_unless_it_is_said_anew() -> None:
    assert [again(409, code)["told"] for code in ("illegal_move", "doubtful", "stale")] == [1000, 1000, 2000]


def test_after_six_days_a_person_is_asked_once() -> None:
    told = [{"at": 0}, {"at": DAY_MS}, {"at": 0, "agreed": True}]
    assert ask(QUEUE, "tooOld", f"told.map(one => tooOld(one, {6 * DAY_MS + 1}))", told) == [True, False, False]


@pytest.mark.parametrize(
    ("status", "code", "may"),
    [(403, "forbidden", True), (409, "illegal_move", True), (422, "invalid_input", False), (0, "too_old", True)],
)
def test_it_may_go_once_more_where_that_could_end_otherwise(status: int, code: str, may: bool) -> None:
    assert ask(QUEUE, "mayGoAnyway", "mayGoAnyway(told)", {"status": status, "code": code}) is may


@given(st.lists(st.integers(1, MANY), min_size=2, max_size=20))
@settings(max_examples=5)
def test_a_longer_silence_never_makes_the_device_ask_more_often(tries: list[int]) -> None:
    waits = ask(QUEUE, "rest", "told.map(rest)", sorted(tries))
    assert waits == sorted(waits)
    assert all(1000 <= one <= 30_000 for one in waits)


JOB: dict[str, Any] = {
    "id": "a",
    "incident_id": "i",
    "state": "en_route",
    "stamps": [{"name": "ack"}, {"name": "en_route"}],
    "vitals": [],
    "notes": [],
    "care": [],
    "patient": {"sex": "female", "age_years": 70},
    "allowed": ["on_scene"],
}


def laid(*writes: tuple[str, dict[str, Any]], state: str = "waiting") -> Any:
    """The job under `writes`; None where they end it."""
    told = [{"path": f"/api/v1/{path}", "body": body, "at": 0, "key": "k", "state": state} for path, body in writes]
    found = ask(OVERLAY, "laidOver", "laidOver([told.job], told.writes)", {"job": JOB, "writes": told})
    return found[0] if found else None


def test_steps_that_wait_move_the_job_and_a_correction_takes_the_last_one_back() -> None:
    on_scene = ("assignments/a/steps", {"action": "on_scene"})
    assert laid(on_scene)["state"] == "on_scene"
    assert laid(on_scene)["stamps"][-1]["unsent"] is True
    assert laid(on_scene, ("assignments/a/correct", {"reason": "slip"}))["state"] == "en_route"
    assert laid(on_scene, ("assignments/a/steps", {"action": "clear"})) is None


def test_what_was_refused_lies_under_nothing() -> None:
    assert laid(("assignments/a/steps", {"action": "on_scene"}), state="refused") == JOB


def test_entries_that_wait_stand_among_the_others_and_change_no_other_job() -> None:
    found = laid(
        ("incidents/i/vitals", {"heart_rate_bpm": 88}),
        ("incidents/i/patient", {"age_years": 71, "sex": None, "reason": "slip"}),
        ("incidents/other/notes", {"text": "elsewhere"}),
    )
    assert [one["heart_rate_bpm"] for one in found["vitals"]] == [88]
    assert found["patient"] == {"sex": "female", "age_years": 71}
    assert found["notes"] == []
