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
