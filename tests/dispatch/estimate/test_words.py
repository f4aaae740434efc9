"""Free text → chief complaints and phrases that say where: measured on sentences held back, total on any text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.estimate.complaint import SHOWN, borne_out, fitted, parse, suggest, suggest_now
from dispatch.estimate.lexicon import lexicon
from dispatch.estimate.places import PlaceKind, find_places
from dispatch.estimate.sayings import Held, Saying, borne, fit, model_text, read_sayings
from dispatch.estimate.wordcard import word_card
from dispatch.protocols import read_rules

KNOWN = frozenset(fitted().complaints)


def test_the_sentences_cover_every_complaint_of_the_rules_in_both_languages() -> None:
    rules = {rule.id for rule in read_rules().complaints if rule.words}  # the others a person chooses
    for language in ("ko", "en"):
        assert rules <= {one.complaint for one in read_sayings() if one.language == language}


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("저희 아버지가 가슴을 쥐어짜듯이 아프다고 하세요", "chest_pain"),
        ("할머니가 말이 어눌해지고 오른팔에 힘이 없대요", "stroke"),
        ("애기가 뜨거운 물에 데었어요", "burn"),
        ("벌에 쏘이고 온몸에 두드러기가 났어요", "anaphylaxis"),
        ("he is having a seizure and shaking", "seizure"),
        ("blood sugar is low and he is confused, diabetic", "diabetes"),
    ],
)
def test_new_words_for_a_known_complaint_come_first(words: str, complaint: str) -> None:
    first = suggest_now(words, known=KNOWN)[0]
    assert first.complaint == complaint
    assert borne_out(first.chance, fitted()) is not None


def test_only_what_the_rules_know_is_suggested() -> None:
    found = suggest_now("가슴이 아파요", known=frozenset({"stroke", "fever"}))
    assert {one.complaint for one in found} <= {"stroke", "fever"}


def test_words_that_say_nothing_suggest_nothing() -> None:
    assert suggest_now("", known=KNOWN) == ()
    assert suggest_now("!!! ???", known=KNOWN) == ()
    assert borne_out(0.1, fitted()) is None


@given(st.text(max_size=500))
def test_any_text_gets_an_orderly_answer_and_the_same_again(text: str) -> None:
    found = suggest_now(text, known=KNOWN)
    assert found == suggest_now(text, known=KNOWN)
    assert len(found) <= SHOWN
    assert [one.chance for one in found] == sorted((one.chance for one in found), reverse=True)


def test_what_was_fitted_survives_being_written() -> None:
    words = lexicon()
    few = [one for one in read_sayings() if one.complaint in ("burn", "fall", "eye")]
    made = fit(few, words)
    again = parse(model_text(made))
    assert again == made
    known = frozenset({"burn", "fall", "eye"})
    right = sum(suggest(one.text, again, words, known=known)[0].complaint == one.complaint for one in few)
    assert right >= 0.95 * len(few)  # what it has met, it knows


def test_a_suggestion_is_borne_out_as_often_as_it_was_right() -> None:
    one = Saying("x", "burn", "ko")
    held = [Held(one, ("burn",), 0.95)] * 9 + [Held(one, ("fall", "burn"), 0.55)] * 3
    table = {row.chance: row for row in borne(held)}
    assert (table[0.9].cases, table[0.9].right) == (3, 1.0)
    assert (table[0.5].cases, table[0.5].right) == (4, 0.75)
    card = word_card(fitted(), held, lambda text: None, frozenset({"burn"}))
    assert "| burn | fall | 3 |" in card


@pytest.mark.parametrize(
    ("text", "kind", "phrase"),
    [
        ("한누리대로 2130 시청이요", PlaceKind.ROAD, "한누리대로 2130"),
        ("도움6로 11 앞", PlaceKind.ROAD, "도움6로 11"),
        ("등산로 다사 1234 5678 표지판", PlaceKind.GRID, "다사 1234 5678"),
        ("503동 1201호예요", PlaceKind.UNIT, "503동 1201호"),
        ("지하 2층 주차장", PlaceKind.FLOOR, "지하 2층"),
        ("3번 출구 앞에 쓰러졌어요", PlaceKind.EXIT, "3번 출구"),
        ("너비뜰 교차로에서 사고", PlaceKind.JUNCTION, "너비뜰 교차로"),
        ("금남교 밑 산책로", PlaceKind.BRIDGE, "금남교"),
        ("조치원역 앞", PlaceKind.STATION, "조치원역"),
        ("호남고속도로 하행선", PlaceKind.ROAD, "호남고속도로"),
        ("하행 123.4km 지점", PlaceKind.KILOMETRE, "123.4km 지점"),
        ("가재마을 5단지", PlaceKind.ESTATE, "가재마을 5단지"),
        ("on the 3rd floor", PlaceKind.FLOOR, "3rd floor"),
        ("세종 시청 앞", PlaceKind.NAME, "세종 시청"),
        ("in front of sejong city hall", PlaceKind.NAME, "sejong city hall"),
    ],
)
def test_phrases_that_say_where_are_found_with_their_kind(text: str, kind: PlaceKind, phrase: str) -> None:
    found = find_places(text, ["세종시청", "Sejong City Hall"])
    assert (kind, phrase) in [(one.kind, one.text) for one in found]


@pytest.mark.parametrize(
    "text", ["학교에서 아파요", "이 지역이요", "종교 때문에", "숨을 못 쉬어요", "he is cold", "2호 처방약"]
)
def test_what_only_sounds_like_a_place_is_left_alone(text: str) -> None:
    assert not [one for one in find_places(text) if one.kind in (PlaceKind.BRIDGE, PlaceKind.STATION, PlaceKind.ROAD)]


@given(st.text(max_size=300), st.lists(st.text(max_size=12), max_size=5))
def test_phrases_lie_within_the_text_and_never_on_each_other(text: str, names: list[str]) -> None:
    found = find_places(text, names)
    for one in found:
        assert text[one.start : one.end] == one.text
        assert 0 < one.confidence < 1
    assert all(one.end <= after.start for one, after in pairwise(found))


@pytest.mark.parametrize("piece", ["가", "동 1", "길 1", "1", "A", "A ", "km 1"])
def test_an_endless_text_is_read_to_its_limit(piece: str) -> None:
    assert len(find_places(piece * 50_000, ["가가"])) <= 2000
