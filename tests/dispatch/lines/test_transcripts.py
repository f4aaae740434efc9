"""What a machine writes down of a call: kept without numbers nobody may keep, shown, advised from, never filled in."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from chassis.errors import NotFoundError
from chassis.events import EventRow
from chassis.identity import Actor, Role
from dispatch.advice import AdviceAnswer
from dispatch.boards.incident import incident_view
from dispatch.desk.advising import answer_advice
from dispatch.lines.claiming import claim_line
from dispatch.lines.redact import MARK, redact
from dispatch.lines.ringing import Heard, hear_line
from dispatch.lines.transcribing import Piece, Speaker, hear_piece
from dispatch.tables.cases import get_incident
from dispatch.tables.transcripts import KEPT, PieceRow, purge_pieces
from tests.dispatch.town import Town

EAR = Actor("tok_ear", "ear", Role.RELAY, "sejong")


def claimed(town: Town, provider_id: str = "CA1") -> str:
    line = hear_line(town.system, Heard(provider_id, "+821055501234", "+8244119", "ringing"))
    return str(claim_line(town.system, town.kim, line)["incident_id"])


def say(town: Town, sequence: int, text: str, speaker: Speaker = Speaker.CALLER) -> bool:
    return hear_piece(town.system, EAR, Piece("CA1", sequence, speaker, text, 0.9))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("주민번호는 850512-1234567 이에요", f"주민번호는 {MARK} 이에요"),
        ("850512 1234567", MARK),
        ("카드 4111 1111 1111 1111 로", f"카드 {MARK} 로"),
        ("4111111111111112", "4111111111111112"),  # not a card's check digit
        ("제 번호는 010-5550-1234", "제 번호는 010-5550-1234"),
        ("한누리대로 2130, 101동 1203호", "한누리대로 2130, 101동 1203호"),
        ("851312-1234567", "851312-1234567"),  # no thirteenth month
    ],
)
def test_numbers_that_prove_or_pay_are_taken_out(said: str, kept: str) -> None:
    assert redact(said) == kept


@given(st.text(alphabet="0123456789 -가▮", max_size=60))
def test_taking_out_twice_is_taking_out_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_words_are_shown_and_advise_but_enter_nothing(town: Town) -> None:
    incident = claimed(town)
    assert say(town, 1, "여기 한누리대로 12 앞인데요")
    assert say(town, 2, "아버지가 가슴이 쥐어짜듯 아프다고 하세요, 주민번호 850512-1234567")
    with town.system.db.read() as session:
        row = get_incident(session, incident)
        seen = incident_view(session, town.system, row)
    assert [piece["text"] for piece in seen["transcript"]][1].endswith(MARK)
    assert (row.complaint, row.place_lat) == (None, None)
    [advice] = [one for one in seen["advice"] if one["kind"] == "complaint"]
    assert advice["offered"] == "chest_pain"
    assert "한누리대로 12" in " ".join(one["text"] for one in seen["places"])
    answer_advice(town.system, town.kim, incident, advice["id"], AdviceAnswer.ACCEPTED)
    with town.system.db.read() as session:
        assert get_incident(session, incident).complaint == "chest_pain"


def test_what_the_call_taker_says_advises_nothing(town: Town) -> None:
    incident = claimed(town)
    say(town, 1, "가슴이 쥐어짜듯 아프신가요?", Speaker.TAKER)
    with town.system.db.read() as session:
        seen = incident_view(session, town.system, get_incident(session, incident))
    assert (len(seen["transcript"]), seen["advice"]) == (1, [])


def test_a_piece_is_kept_once_and_no_event_carries_its_words(town: Town) -> None:
    claimed(town)
    assert say(town, 1, "쓰러졌어요")
    assert not say(town, 1, "쓰러졌어요")
    with town.system.db.read() as session:
        assert len(session.scalars(select(PieceRow)).all()) == 1
        told = session.scalars(select(EventRow).where(EventRow.kind == "transcript")).all()
    assert len(told) == 1
    assert "쓰러" not in str(told[0].data)


def test_words_of_a_call_that_has_not_rung_here_are_not_kept(town: Town) -> None:
    with pytest.raises(NotFoundError):
        say(town, 1, "여보세요")


def test_the_words_go_after_their_time(town: Town) -> None:
    claimed(town)
    say(town, 1, "여보세요")
    town.clock.advance(KEPT - timedelta(minutes=1))
    with town.system.db.write() as session:
        assert purge_pieces(session, now=town.clock.now()) == 0
    town.clock.advance(timedelta(minutes=2))
    with town.system.db.write() as session:
        assert purge_pieces(session, now=town.clock.now()) == 1
