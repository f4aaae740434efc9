"""Protocol cards: whatever is answered ends in a priority, the same again, and a worse answer never lowers it."""

import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.cards import LANGUAGES, UNKNOWN, Answers, Card, Question, asked, next_question
from dispatch.model import Gate, Priority, Ruling, Tri
from dispatch.protocols import RulesError, read_rules, with_cards
from dispatch.protocols.cardfile import parse_card
from dispatch.triage import Rules, Triage, triage

RULES = read_rules()
CARDS = sorted(RULES.cards.values(), key=lambda card: card.id)
GATES = st.builds(Gate, conscious=st.sampled_from(Tri), breathing=st.sampled_from(Tri))
HOME = files("dispatch.protocols")
GUIDES, COMMON = (HOME.joinpath(f"{name}.toml").read_text("utf-8") for name in ("guides", "answers"))
TABLE = Path(__file__).parents[2] / "docs/questionnaire.md"
ROW = re.compile(
    r"^\| (\w+) \| (\w+)/(\w+) \| ([^|]+) \| P(\d) \| `([\w.]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.M
)


def answers_to(question: Question) -> list[str]:
    """Every answer worth trying, from mild to grave."""
    if question.span is None:
        return list(question.answers)
    numbers = [str(n) for n in range(question.span.lowest, question.span.highest + 1)]
    return [UNKNOWN, *(numbers if question.span.high_is_grave else reversed(numbers))]


@st.composite
def interviews(draw: st.DrawFn) -> tuple[Card, dict[str, str]]:
    card = draw(st.sampled_from(CARDS))
    given = {f"{card.id}.{one.id}": draw(st.none() | st.sampled_from(answers_to(one))) for one in card.questions}
    return card, {name: answer for name, answer in given.items() if answer is not None}


def decide(card: Card, answers: Answers, gate: Gate = Gate(), ruling: Ruling | None = None) -> Triage:  # noqa: B008
    return triage(complaint=card.id, text=None, gate=gate, rules=RULES, answers=answers, ruling=ruling)


@given(interviews(), GATES)
def test_every_interview_ends_in_a_priority_and_the_same_one_again(interview: tuple[Card, Answers], gate: Gate) -> None:
    card, answers = interview
    result = decide(card, answers, gate)
    assert result == decide(card, dict(reversed(answers.items())), gate)
    assert result.priority in Priority
    assert result.guide in RULES.guides
    assert result.response in RULES.responses


@given(interviews(), GATES, st.data())
def test_a_worse_answer_never_lowers_the_priority(
    interview: tuple[Card, dict[str, str]], gate: Gate, data: st.DataObject
) -> None:
    card, answers = interview
    question = data.draw(st.sampled_from(card.questions))
    name, known = f"{card.id}.{question.id}", answers_to(question)
    now = known.index(answers[name]) if name in answers else 0
    worse = answers | {name: data.draw(st.sampled_from(known[now:]))}
    assert decide(card, worse, gate).priority <= decide(card, answers, gate).priority


@given(interviews(), GATES)
def test_an_interview_only_raises_what_gate_and_complaint_gave(interview: tuple[Card, Answers], gate: Gate) -> None:
    card, answers = interview
    assert decide(card, answers, gate).priority <= decide(card, {}, gate).priority


@given(interviews(), GATES)
def test_what_is_named_as_the_reason_is_the_whole_reason(interview: tuple[Card, Answers], gate: Gate) -> None:
    card, answers = interview
    result = decide(card, answers, gate)
    named = dict(one.split("=") for one in result.answers)
    assert named.items() <= answers.items()
    leading = {f"{card.id}.{c.question}" for one in card.questions for c in one.after}
    assert decide(card, {k: v for k, v in answers.items() if k in named or k in leading}, gate) == result
    cards = {rule.id for one in CARDS for rule in one.rules}
    assert bool(named) == bool(cards & set(result.fired))


@given(interviews())
def test_answering_what_is_asked_comes_to_an_end(interview: tuple[Card, dict[str, str]]) -> None:
    card, wanted = interview
    given: dict[str, str] = {}
    for _ in card.questions:
        waiting = next_question(card, given)
        if waiting is None:
            break
        name = f"{card.id}.{waiting.id}"
        given[name] = wanted.get(name, UNKNOWN)
    assert next_question(card, given) is None
    assert all(f"{card.id}.{one.id}" in given for one in asked(card, given))


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_every_rule_of_a_card_can_fire_and_every_question_be_asked(card: Card) -> None:
    for rule in card.rules:
        met: dict[str, str] = {}
        for condition in rule.when:
            question = card.question(condition.question)
            assert question is not None
            for one in (*question.after, condition):
                met[f"{card.id}.{one.question}"] = one.least
        assert rule.id in decide(card, met).fired
    assert 3 <= len(card.questions) <= 7
    worst = {f"{card.id}.{one.id}": answers_to(one)[-1] for one in card.questions}
    assert list(asked(card, worst)) == list(card.questions)


def test_every_complaint_has_a_card_in_every_language() -> None:
    assert {rule.id for rule in RULES.complaints} == set(RULES.cards)
    for card in CARDS:
        said = [one.ask for one in card.questions] + [w for one in card.questions for w in one.answers.values()]
        assert all(set(words) == set(LANGUAGES) for words in said)


def test_the_gate_names_the_interview_of_an_arrest_before_that_of_the_complaint() -> None:
    result = decide(RULES.cards["fall"], {"arrest.child": "yes"}, Gate(Tri.NO, Tri.NO))
    assert result.cards == ("arrest", "fall")
    assert (result.determinant, result.guide) == ("arrest", "arrest_child")
    assert result.fired == ("gate.arrest", "fall", "arrest.child")


def test_gasping_turns_unconscious_into_an_arrest_whose_caller_presses() -> None:
    result = decide(RULES.cards["unconscious"], {"unconscious.gasping": "yes"})
    assert (result.determinant, result.bundle, result.guide) == ("arrest", "arrest", "arrest")
    assert result.response.units == (("als",), ("bls",))


def test_what_the_interview_finds_takes_the_place_of_what_the_complaint_presumes() -> None:
    chest = RULES.cards["chest_pain"]
    assert decide(chest, {}).needs == ("stemi",)
    torn = decide(chest, {"chest_pain.tearing": "yes"})
    assert (torn.needs, torn.bundle) == (("aorta_chest", "stemi"), None)
    assert decide(chest, {"chest_pain.tearing": "yes"}, Gate(Tri.NO, Tri.NO)).needs == ("cardiac_arrest",)


def test_a_persons_priority_stands_until_the_rules_grow_graver_than_they_saw() -> None:
    fall = RULES.cards["fall"]
    head = {"fall.head": "yes"}
    lowered = Ruling(Priority.P4, seen=Priority.P2, reason="better", fired=decide(fall, head).fired)
    assert decide(fall, head, ruling=lowered).priority is Priority.P4
    assert decide(fall, head, ruling=lowered).fired[-1] == "person_lowered"
    high = decide(fall, head | {"fall.height": "6"}, ruling=lowered)
    assert (high.priority, high.determinant) == (Priority.P1, "fall.height")
    raised = decide(fall, {}, ruling=Ruling(Priority.P1, seen=Priority.P3))
    assert (raised.priority, raised.response.id, raised.fired[-1]) == (Priority.P1, "critical", "person_raised")


def test_a_lowered_p1_rises_again_for_an_arrest_and_for_any_other_red_flag() -> None:
    chest = RULES.cards["chest_pain"]
    lowered = Ruling(Priority.P3, seen=Priority.P1, reason="better", fired=decide(chest, {}).fired)
    assert decide(chest, {}, ruling=lowered).priority is Priority.P3
    gone = decide(chest, {}, Gate(Tri.NO, Tri.NO), lowered)
    assert (gone.priority, gone.determinant, gone.response.id) == (Priority.P1, "arrest", "arrest")
    assert decide(chest, {"chest_pain.tearing": "yes"}, ruling=lowered).priority is Priority.P1


@given(interviews(), st.sampled_from(Priority), st.sampled_from(Tri), st.sampled_from(Tri))
def test_no_lowering_outlives_an_arrest_nobody_had_seen(
    interview: tuple[Card, dict[str, str]], wanted: Priority, conscious: Tri, breathing: Tri
) -> None:
    card, answers = interview
    before = decide(card, answers, Gate(Tri.YES, Tri.YES))
    ruling = Ruling(wanted, before.priority, "better", before.fired)
    after = decide(card, answers, Gate(conscious, breathing), ruling)
    assert after.priority is Priority.P1 or Tri.NO not in (conscious, breathing)


@given(interviews(), st.sampled_from(Priority), st.sampled_from(Priority), st.data())
def test_a_worse_answer_lowers_no_persons_priority_either(
    interview: tuple[Card, dict[str, str]], wanted: Priority, seen: Priority, data: st.DataObject
) -> None:
    card, answers = interview
    question = data.draw(st.sampled_from(card.questions))
    name, known = f"{card.id}.{question.id}", answers_to(question)
    now = known.index(answers[name]) if name in answers else 0
    worse = answers | {name: data.draw(st.sampled_from(known[now:]))}
    ruling = Ruling(wanted, seen, fired=decide(card, answers).fired)
    assert decide(card, worse, ruling=ruling).priority <= decide(card, answers, ruling=ruling).priority


def test_the_published_table_is_what_the_cards_do() -> None:
    rows = ROW.findall(TABLE.read_text("utf-8"))
    assert len(rows) >= 25
    for complaint, conscious, breathing, said, priority, determinant, bundle, kit, guide in rows:
        answers = {f"{complaint}.{k}": v for k, _, v in (one.partition("=") for one in said.split()) if v}
        result = decide(RULES.cards[complaint], answers, Gate(Tri(conscious), Tri(breathing)))
        found = (int(result.priority), result.determinant, result.bundle or "–", result.kit or "–", result.guide)
        assert found == (int(priority), determinant, bundle.strip(), kit.strip(), guide.strip()), (complaint, said)


PRINCIPLE = re.compile(r"^\| (\w+) \| (\w+)/(\w+) \| ([^|]+) \| P(\d) \|" + r" ([^|]+) \|" * 5 + "$", re.M)
PRINCIPLES = PRINCIPLE.findall(TABLE.read_text("utf-8").partition("## Principles")[2])


def test_the_principles_are_many_and_name_their_sources() -> None:
    assert len(PRINCIPLES) >= 30
    assert all(re.search(r"\d{4}", row[-1]) for row in PRINCIPLES)


@pytest.mark.parametrize("row", PRINCIPLES, ids=lambda row: f"{row[0]}: {row[-2]}")
def test_what_the_guidance_asks_for_comes_out(row: tuple[str, ...]) -> None:
    complaint, conscious, breathing, said, priority, needs, kit, guide, _, _ = row
    answers = {f"{complaint}.{k}": v for k, _, v in (one.partition("=") for one in said.split()) if v}
    for name, answer in answers.items():
        question = RULES.cards[complaint].question(name.partition(".")[2])
        assert question is not None and question.takes(answer), name
    result = decide(RULES.cards[complaint], answers, Gate(Tri(conscious), Tri(breathing)))
    assert int(result.priority) == int(priority)
    assert set(result.needs) == (set() if needs == "–" else set(needs.split(", ")))
    assert kit in {"*", result.kit or "–"}
    assert guide in {"*", result.guide}


CARD = """
id = "fall"
version = 1
sources = ["ours"]
guide = "wait"
[[question]]
id = "head"
worst = "yes"
ask = { ko = "a", en = "b", zh = "c", vi = "d" }
[[question]]
id = "kind"
ask = { ko = "a", en = "b", zh = "c", vi = "d" }
answers = [{ code = "mild", ko = "a", en = "b", zh = "c", vi = "d" }, { code = "bad", ko = "a", en = "b", zh = "c", vi = "d" }]
[[rule]]
id = "head"
when = { head = "yes" }
priority = 2
ko = "a"
en = "b"
[[rule]]
id = "kind"
when = { kind = "bad" }
priority = 2
ko = "a"
en = "b"
"""  # noqa: E501


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (', vi = "d" }\n[[question]]', " }\n[[question]]", r"fall\.toml\.question\[1\]\.ask\.vi: is missing"),
        ('zh = "c"', 'zh = " "', r"fall\.toml\.question\[1\]\.ask\.zh: says nothing"),
        ('worst = "yes"', 'worst = "maybe"', r"question\[1\]\.worst: yes or no, not 'maybe'"),
        ('when = { head = "yes" }', 'when = { heads = "yes" }', r"rule\.fall\.head\.when\.heads: no question"),
        ('when = { kind = "bad" }', 'when = { kind = "worse" }', r"when\.kind: 'worse' is no answer to it"),
        ('when = { kind = "bad" }', 'when = { head = "yes" }', r"question\.kind: its answer changes nothing"),
        ('when = { kind = "bad" }', 'when = { kind = ["mild"] }', r"rule\.fall\.kind: the graver 'bad' to kind"),
        ('id = "head"\nworst', 'id = "head"\nafter = { kind = "bad" }\nworst', r"after\.kind: no question"),
        ("priority = 2", "priority = 5", r"rule\[1\]\.priority: 1 to 4, not 5"),
        ("priority = 2", 'priority = "2"', r"rule\[1\]\.priority: has to be int"),
        ("priority = 2", 'priority = 2\nkit = "bread"', r"rule\.fall\.head\.kit: no kit 'bread'"),
        ("priority = 2", 'priority = 2\nneeds = ["magic"]', r"needs: no capability 'magic'"),
        ("priority = 2", 'priority = 2\nresponse = "all"', r"response: no response plan 'all'"),
        ("priority = 2", 'priority = 2\ncolour = "red"', r"rule\[1\]\.colour: nobody knows this key"),
        ('guide = "wait"', 'guide = "sing"', r"fall\.toml\.guide: no guide 'sing'"),
        ('id = "fall"', 'id = "fell"', r"fall\.toml\.id: 'fell' in a file of another name"),
        ('sources = ["ours"]', "sources = []", r"fall\.toml: a card names its sources"),
        ("version = 1", "version = [", r"fall\.toml: "),
    ],
)
def test_a_card_that_cannot_be_used_says_where(old: str, new: str, says: str) -> None:
    assert "fall" in with_cards(bare(), {"fall.toml": CARD}, GUIDES, COMMON).cards
    with pytest.raises(RulesError, match=says):
        with_cards(bare(), {"fall.toml": CARD.replace(old, new, 1)}, GUIDES, COMMON)


def test_a_card_of_no_complaint_and_two_mistakes_are_all_told() -> None:
    texts = {"x.toml": CARD.replace('"fall"', '"x"', 1), "fall.toml": CARD.replace('"wait"', '"sing"')}
    with pytest.raises(RulesError) as told:
        with_cards(bare(), texts, GUIDES, COMMON)
    assert "x.toml.id: no complaint 'x'" in str(told.value)
    assert "no guide 'sing'" in str(told.value)


def bare() -> Rules:
    """The rules without their cards."""
    gate = tuple(replace(rule, card=None) for rule in RULES.gate)
    return replace(RULES, cards={}, guides={}, gate=gate)


def test_no_question_hangs_on_exactly_some_answers() -> None:
    home = files("dispatch.protocols")
    text = home.joinpath("cards/breathing.toml").read_text("utf-8")
    common = {tri.value: dict.fromkeys(LANGUAGES, tri.value) for tri in Tri}
    broken = text.replace('after = { asthma = "yes" }', 'after = { asthma = ["yes"] }')
    assert broken != text
    with pytest.raises(RulesError, match=r"inhaler\.after"):
        parse_card("breathing", broken, common=common, guides=RULES.guides)
