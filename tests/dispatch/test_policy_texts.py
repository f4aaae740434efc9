"""A policy as a text: written out, read back, compared, and every mistake told with its line."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.plan import Policy
from dispatch.policies.changing import changes, compare
from dispatch.policies.faults import Fault, Words
from dispatch.policies.reading import parse_policy, read_policy
from dispatch.policies.writing import duration_text, leaves, policy_text
from dispatch.protocols import read_rules

WORDS = Words(frozenset({"core-2026.11"}), frozenset({"arrest", "trauma", "stroke"}))
FULL = policy_text(replace(Policy(), rules="core-2026.11"))


def faults(text: str) -> list[tuple[Fault, str, int | None]]:
    return [(one.fault, one.at, one.line) for one in read_policy(text, words=WORDS)[1]]


def test_what_the_code_has_is_written_out_and_read_back_the_same() -> None:
    read = parse_policy(FULL, words=WORDS)
    assert replace(read, rules="") == Policy()
    assert policy_text(read) == FULL
    assert {"assign.coverage_standard", "hospitals.trust.answers.half_life", "drop.rules.aed.p_first_min"} <= {
        *leaves(read)
    }


def test_an_empty_text_is_what_the_code_has() -> None:
    assert parse_policy("", words=WORDS) == Policy()


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    text = """rules = "other"
[assign]
stale_after = 60
stale_penalti = "1m"
divert_limit = 1.5
[hospitals]
ask_budget = true
[hospitals.trust]
yes = 1.2
strength = nan
[hospitals.not_able_by_level]
city_hall = 0.1
[ladder]
parallel = [3, 3]
designated_bundles = ["arrest", "hiccups"]
expiry = "30s"
[drop.rules.aed]
enabled = "yes"
[drop]
limits = 3
"""
    assert sorted(faults(text), key=lambda one: one[1]) == [
        (Fault.NOT_A_WHOLE_NUMBER, "assign.divert_limit", 5),
        (Fault.NOT_A_LENGTH_OF_TIME, "assign.stale_after", 3),
        (Fault.UNKNOWN_KEY, "assign.stale_penalti", 4),
        (Fault.NOT_A_TABLE, "drop.limits", 20),
        (Fault.NOT_A_SWITCH, "drop.rules.aed.enabled", 18),
        (Fault.NOT_A_WHOLE_NUMBER, "hospitals.ask_budget", 7),
        (Fault.UNKNOWN_KEY, "hospitals.not_able_by_level.city_hall", 12),
        (Fault.NOT_A_NUMBER, "hospitals.trust.strength", 10),
        (Fault.TOO_HIGH, "hospitals.trust.yes", 9),
        (Fault.UNKNOWN_WORD, "ladder.designated_bundles", 15),
        (Fault.NOT_A_LIST, "ladder.parallel", 14),
        (Fault.WRONG_ORDER, "ladder.phone_after", None),
        (Fault.UNKNOWN_WORD, "rules", 1),
    ]


@pytest.mark.parametrize(("text", "line"), [("[assign", 1), ("a = 1\nb = \n", 2), ("x", 1)])
def test_what_is_no_toml_is_told_with_its_line(text: str, line: int) -> None:
    assert faults(text) == [(Fault.NOT_TOML, "", line)]


@pytest.mark.parametrize("spoilt", ['half_life = "0s"', 'half_life = "-5m"'])
def test_a_figure_that_would_break_the_arithmetic_is_refused(spoilt: str) -> None:
    assert faults(f"[hospitals.trust.answers]\n{spoilt}")[0][0] is Fault.TOO_LOW


@given(st.timedeltas(timedelta(0), timedelta(days=1)).map(lambda t: timedelta(seconds=round(t.total_seconds()))))
def test_a_length_of_time_reads_as_it_was_written(length: timedelta) -> None:
    read, mistakes = read_policy(f'[assign]\nshift_margin = "{duration_text(length)}"', words=WORDS)
    assert not mistakes
    assert read.assign.shift_margin == length


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    policy, mistakes = read_policy(text, words=WORDS)
    assert isinstance(policy, Policy)
    assert mistakes or parse_policy(text, words=WORDS) == policy


def test_a_comparison_shows_what_was_added_and_removed() -> None:
    told = compare("a\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nc\nd\ne\nF\ng\nh\n")
    assert [(one.kind, one.text) for one in told if one.kind in {"added", "removed"}] == [
        ("removed", "f"),
        ("added", "F"),
    ]
    assert told[0].kind == "gap"
    assert compare("a\n", "a\n") == ()


def test_the_rule_sets_and_bundles_of_the_release_are_the_words(shared_words: Words) -> None:
    assert "core-2026.11" in shared_words.rules
    assert {"arrest", "trauma", "stroke"} <= shared_words.bundles


@pytest.fixture
def shared_words() -> Words:
    """What the shipped rules allow."""
    from dispatch.policies.force import words_of

    return words_of(read_rules())


def test_the_list_of_bounds_names_figures_that_exist() -> None:
    from fnmatch import fnmatchcase

    from dispatch.policies.limits import BOUNDS

    known = [*leaves(Policy())]
    assert [pattern for pattern, _ in BOUNDS if not any(fnmatchcase(at, pattern) for at in known)] == []


def test_no_figure_of_the_code_is_out_of_its_own_bounds() -> None:
    assert faults(FULL) == []


STROKE = """
[ladder.acuity.2]
neighbours_after = "7m"
[ladder.bundle.stroke]
designated = true
parallel = [4, 4, 3, 0, 0]
widen_by = 3
[ladder.bundle.stroke.acuity.1]
designated = false
designate_after = "11m"
[ladder.bundle.arrest]
designated = false
"""


def test_a_bundle_and_an_acuity_of_it_have_their_own_ladder() -> None:
    ladder = parse_policy(STROKE, words=WORDS).ladder
    first, second, other = ladder.of("stroke", 1), ladder.of("stroke", 2), ladder.of(None, 3)
    assert (first.parallel[0], first.widen_by, first.designate_after) == (4, 3, timedelta(minutes=11))
    assert (first.neighbours_after, second.neighbours_after) == (timedelta(minutes=10), timedelta(minutes=7))
    assert ("stroke" in first.designated_bundles, "stroke" in second.designated_bundles) == (False, True)
    assert "arrest" not in ladder.of("arrest", 1).designated_bundles
    assert first.scope == ("bundle.stroke", "bundle.stroke.acuity.1")
    assert second.scope == ("acuity.2", "bundle.stroke")
    assert replace(other, scope=()) == Policy().ladder
    assert first.of("stroke", 1) == first


def test_a_particular_ladder_is_written_and_compared_like_any_figure() -> None:
    policy = parse_policy(STROKE, words=WORDS)
    assert read_policy(policy_text(policy), words=WORDS)[0] == policy
    assert "[ladder.bundle.stroke.acuity.1]" in policy_text(policy)
    told = {one.at: (one.old, one.new) for one in changes(Policy(), policy)}
    assert told["ladder.bundle.stroke.widen_by"] == (None, 3)
    assert len(told) == 7


def test_a_mistake_in_a_particular_ladder_is_told_with_its_line() -> None:
    text = """[ladder.bundle.stroke]
widen_by = 0
designate_after = "5m"
[ladder.bundle.hiccups]
widen_by = 2
[ladder.bundle.stroke.acuity.6]
widen_by = 2
[ladder.acuity.1]
parallel = [1, 1, 1, 1, 1]
expiry = "40s"
"""
    assert sorted(faults(text), key=lambda one: one[1]) == [
        (Fault.WRONG_ORDER, "ladder.acuity.1.expiry", 10),
        (Fault.UNKNOWN_KEY, "ladder.acuity.1.parallel", 9),
        (Fault.UNKNOWN_WORD, "ladder.bundle.hiccups", 4),
        (Fault.UNKNOWN_WORD, "ladder.bundle.stroke.acuity.6", 6),
        (Fault.WRONG_ORDER, "ladder.bundle.stroke.designate_after", 3),
        (Fault.TOO_LOW, "ladder.bundle.stroke.widen_by", 2),
    ]


def test_no_bounds_of_a_figure_let_a_drones_way_look_beyond_what_is_known() -> None:
    """A figure in force that the planner refuses would stop dispatch."""
    low, high = ("heights_m = [50.0]", "over_m = 20.0"), ("walk_m = 90.0", "look_m = 60.0")
    text = "\n".join(("[drop.way]", *low, "[drop.way.site]", *high))
    policy, mistakes = read_policy(text, words=Words())
    assert mistakes == () and policy.drop.way.heights_m == (50.0,)
    for said in ("heights_m = [49.0]", "heights_m = []", "over_m = 21.0", "site.walk_m = 91.0", "site.look_m = 61.0"):
        assert read_policy(f"[drop.way]\n{said}", words=Words())[1]
