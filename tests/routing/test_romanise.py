"""Street names in Latin letters. The examples are those of the notice of 2000 and of signs that stand in the street."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.romanise import is_korean, romanise, romanise_street

HANGUL = st.text(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("korean", "latin"),
    [
        *(("백마", "baengma"), ("왕십리", "wangsimni"), ("별내", "byeollae"), ("신라", "silla"), ("종로", "jongno")),
        *(
            ("해돋이", "haedoji"),
            ("묵호", "mukho"),
            ("독립문", "dongnimmun"),
            ("한라산", "hallasan"),
            ("옥천", "okcheon"),
        ),
        *(("압구정", "apgujeong"), ("울릉", "ulleung"), ("대관령", "daegwallyeong"), ("값", "gap"), ("월곶", "wolgot")),
    ],
)
def test_a_word_is_written_as_it_sounds(korean: str, latin: str) -> None:
    assert romanise(korean) == latin


@pytest.mark.parametrize(
    ("korean", "latin"),
    [
        *(
            ("종로", "Jong-ro"),
            ("신문로", "Sinmun-ro"),
            ("한누리대로", "Hannuri-daero"),
            ("테헤란로4길", "Teheran-ro 4-gil"),
        ),
        *(
            ("가고개12길", "Gagogae 12-gil"),
            ("가고개23안1길", "Gagogae 23an 1-gil"),
            ("세종로 · 종로", "Sejong-ro · Jong-ro"),
        ),
        *(
            ("경부고속도로", "Gyeongbu Expressway"),
            ("경부고속도로 진출입로", "Gyeongbu Expressway Ramp"),
            ("B 65", "B 65"),
        ),
    ],
)
def test_a_street_is_written_as_its_sign_does(korean: str, latin: str) -> None:
    assert romanise_street(korean) == latin


@given(HANGUL)
def test_no_hangul_is_left_and_every_name_becomes_one(name: str) -> None:
    written = romanise_street(name)
    assert written
    assert written.isascii()
    assert not is_korean(written)


@given(st.text(st.characters(max_codepoint=0x2FF), max_size=12))
def test_what_is_not_korean_is_left_alone_but_for_its_blanks(name: str) -> None:
    assert romanise_street(name).split() == name.split()
