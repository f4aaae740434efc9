"""Which complaints a text names: both languages, denials, slips of the keyboard, any text at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.estimate.lexicon import LONGEST_TEXT, PARTICLES, lexicon, parse, read

WORDS = lexicon()


def ids(text: str) -> set[str]:
    return {concept.id for concept in read(text, WORDS).concepts}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("가슴이 너무 아프고 식은땀이 나요", "chest_pain"),
        ("숨도 차고 말을 못 해요", "dyspnea"),
        ("아버지가 의식이 없어요 빨리요", "unconscious"),
        ("갑자기 한쪽 팔에 힘이 없고 말이 어눌해요", "stroke"),
        ("피가 안 멈춰요", "bleeding_heavy"),
        ("의식은 없는데 숨은 쉬어요", "unconscious"),
        ("pain, chest", "chest_pain"),
        ("Rt. side motor weakness", "stroke"),
        ("5th finger lac.", "wound"),
        ("she is not breathing", "arrest"),
        ("sudden onset of the worst headache", "headache_sudden"),
    ],
)
def test_words_of_both_languages_point_to_a_complaint(text: str, concept: str) -> None:
    assert concept in ids(text)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("가슴이 아프지 않아요", "chest_pain"),
        ("두통은 없어요", "headache"),
        ("열은 없고 배가 아파요", "fever"),
        ("no chest pain but short of breath", "chest_pain"),
        ("denies any headache", "headache"),
        ("without fever", "fever"),
    ],
)
def test_what_is_denied_is_not_said(text: str, concept: str) -> None:
    assert concept not in ids(text)


def test_a_denial_reaches_no_further_than_its_own_word() -> None:
    assert "dyspnea" in ids("no chest pain but short of breath")
    assert "belly_pain" in ids("열은 없고 배가 아파요")


@pytest.mark.parametrize("slip", ["headahce", "headche", "dizzyness and diziness", "laceratoin of scalp"])
def test_one_wrong_letter_is_forgiven(slip: str) -> None:
    assert ids(slip) & {"headache", "dizziness", "wound"}


def test_every_group_has_a_concept_and_every_red_flag_is_grave() -> None:
    assert len({concept.id for concept in WORDS.concepts}) == len(WORDS.concepts)
    assert all(concept.urgency < 3 for concept in WORDS.concepts if concept.red)
    assert all(1 <= concept.urgency <= 5 for concept in WORDS.concepts)


def test_every_line_of_the_list_is_found_when_it_is_said() -> None:
    for concept in WORDS.concepts:
        for line in concept.when:
            said = ". ".join(_first_way(word) for word in line)
            assert concept.id in ids(said), (concept.id, line, said)


def _first_way(word: str) -> str:
    said = WORDS.patterns[word].pattern.split("|")[0]
    for mark, plain in (
        (r"[\s.,/]+", " "),
        (r"\s?", " "),
        (r"\b", ""),
        (r"\w*", ""),
        (f"[{PARTICLES}]?", ""),
        ("\\", ""),
    ):
        said = said.replace(mark, plain)
    return said


@given(st.text(max_size=300))
def test_any_text_is_read_and_the_same_again(text: str) -> None:
    assert read(text, WORDS) == read(text, WORDS)


@pytest.mark.parametrize("piece", ["아", "no ", "안 ", "가슴이 아프지 ", "pain ", " ", "'" * 7, "𝕳", "ﷺ", "not not "])
def test_an_endless_text_ends_soon(piece: str) -> None:
    first = read(piece * 100_000, WORDS)
    assert first == read((piece * 100_000)[:LONGEST_TEXT], WORDS)


def test_another_list_may_be_read() -> None:
    small = parse(
        'version = "x"\n[words]\nache = ["ache"]\n[[concept]]\nid = "a"\ngroup = "g"\nurgency = 3\nwhen = [["ache"]]'
    )
    assert [concept.id for concept in read("an ache", small).concepts] == ["a"]
    assert small.groups == ("g",)
