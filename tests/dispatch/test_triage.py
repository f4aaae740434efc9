"""From words and gate answers to a priority: same answers, same result, every rule named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.model import Gate, Priority, Tri
from dispatch.protocols import RulesError, parse_rules, read_rules
from dispatch.triage import suggest_complaint, triage

RULES = read_rules()
GATES = st.builds(Gate, conscious=st.sampled_from(Tri), breathing=st.sampled_from(Tri))
COMPLAINTS = st.one_of(st.none(), st.sampled_from([rule.id for rule in RULES.complaints]))


def test_unconscious_and_not_breathing_is_an_arrest_with_two_units_and_a_drone() -> None:
    result = triage(complaint="fall", text=None, gate=Gate(Tri.NO, Tri.NO), rules=RULES)
    assert (result.priority, result.determinant, result.kit) == (Priority.P1, "arrest", "aed")
    assert result.response.units == (("als",), ("bls",))
    assert result.fired == ("gate.arrest", "fall")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("아버지가 가슴이 아프다고 하세요", "chest_pain"),
        ("my mother has slurred speech", "stroke"),
        ("할머니가 넘어졌어요", "fall"),
        ("교통사고예요, 피가 많이 나요", "bleeding"),
        ("hello?", None),
    ],
)
def test_plain_words_suggest_a_complaint(words: str, complaint: str | None) -> None:
    assert suggest_complaint(words, RULES) == complaint


@pytest.mark.parametrize("words", ["benefit", "an outfit", "he has heartburn", "influx", "fluid"])
def test_a_word_inside_another_word_says_nothing(words: str) -> None:
    assert suggest_complaint(words, RULES) is None


@pytest.mark.parametrize("words", ["he is burned", "burns on the hand", "burnt"])
def test_a_word_may_have_an_ending(words: str) -> None:
    assert suggest_complaint(words, RULES) == "burn"


@pytest.mark.parametrize(
    ("words", "priority", "determinant"),
    [
        ("not breathing", 1, "arrest"),
        ("back pain, not breathing", 1, "arrest"),
        ("허리가 아프다가 숨을 안 쉬어요", 1, "arrest"),
        ("unresponsive, fever since yesterday", 1, "arrest"),
        ("갑자기 쓰러져서", 1, "unconscious"),
        ("의식을 잃었어요", 1, "unconscious"),
        ("하혈을 해요", 1, "bleeding"),
        ("칼에 찔렸어요", 1, "trauma"),
        ("자살 시도", 2, "unknown"),
        ("back pain", 2, "unknown"),
    ],
)
def test_what_a_caller_writes_is_triage_enough(words: str, priority: int, determinant: str) -> None:
    result = triage(complaint=None, text=words, gate=Gate(), rules=RULES)
    assert (result.priority, result.determinant) == (priority, determinant)
    assert result.unknown[:2] == ("conscious", "breathing")


@given(st.lists(st.sampled_from([word for rule in RULES.complaints for word in rule.words])))
def test_words_alone_are_never_less_urgent_than_silence(words: list[str]) -> None:
    nothing = triage(complaint=None, text=None, gate=Gate(), rules=RULES)
    said = triage(complaint=None, text=", ".join(words), gate=Gate(), rules=RULES)
    assert said.priority <= nothing.priority


def test_who_has_asked_knows_better_than_the_words() -> None:
    result = triage(complaint=None, text="back pain, not breathing well", gate=Gate(Tri.YES, Tri.YES), rules=RULES)
    assert (result.priority, result.determinant) == (Priority.P4, "back_pain")


def test_not_breathing_and_nobody_knows_whether_conscious_is_an_arrest() -> None:
    result = triage(complaint=None, text=None, gate=Gate(breathing=Tri.NO), rules=RULES)
    assert (result.determinant, result.kit, result.guide) == ("arrest", "aed", "arrest")
    awake = triage(complaint=None, text=None, gate=Gate(Tri.YES, Tri.NO), rules=RULES)
    assert awake.determinant == "breathing_severe"


def test_nothing_known_is_urgent_and_says_what_is_unknown() -> None:
    result = triage(complaint=None, text=None, gate=Gate(), rules=RULES)
    assert result.priority is Priority.P2
    assert result.unknown == ("conscious", "breathing", "complaint")


@given(COMPLAINTS, GATES)
def test_every_answer_ends_in_a_priority_and_the_same_one_again(complaint: str | None, gate: Gate) -> None:
    first = triage(complaint=complaint, text=None, gate=gate, rules=RULES)
    assert first == triage(complaint=complaint, text=None, gate=gate, rules=RULES)
    assert first.fired
    assert first.response in RULES.responses


@given(COMPLAINTS, GATES)
def test_a_worse_answer_never_lowers_the_priority(complaint: str | None, gate: Gate) -> None:
    before = triage(complaint=complaint, text=None, gate=gate, rules=RULES)
    for worse in (Gate(Tri.NO, gate.breathing), Gate(gate.conscious, Tri.NO), Gate(Tri.NO, Tri.NO)):
        assert triage(complaint=complaint, text=None, gate=worse, rules=RULES).priority <= before.priority


@given(COMPLAINTS.filter(bool), GATES)
def test_the_gate_can_only_raise_a_complaint(complaint: str, gate: Gate) -> None:
    alone = triage(complaint=complaint, text=None, gate=Gate(), rules=RULES)
    assert triage(complaint=complaint, text=None, gate=gate, rules=RULES).priority <= alone.priority


def test_a_broken_rule_set_names_every_mistake() -> None:
    text = """
    version = "t"
    source = "t"
    [fallback]
    priority = 2
    determinant = "unknown"
    response = "nowhere"
    [[gate]]
    id = "g"
    priority = 1
    determinant = "d"
    response = "gone"
    [[complaint]]
    id = "c"
    priority = 3
    response = "basic"
    [[response]]
    id = "basic"
    units = [["bls"]]
    mobilisation_s = 60
    """
    with pytest.raises(RulesError) as caught:
        parse_rules(text)
    assert "nowhere" in str(caught.value)
    assert "gone" in str(caught.value)


def test_a_rule_set_that_is_no_toml_is_refused() -> None:
    with pytest.raises(RulesError):
        parse_rules("version = ")
