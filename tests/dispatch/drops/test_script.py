"""What a bystander is told and asked: of every kit, at every stage, in every language, and in order."""

from importlib.resources import files

import pytest

from dispatch.cards import LANGUAGES
from dispatch.dropscript import DropMark
from dispatch.protocols import RulesError, read_rules
from dispatch.protocols.dropfile import parse_drops
from drones.kitstage import KitStage
from drones.model import KitKind

TEXT = files("dispatch.protocols").joinpath("drops.toml").read_text("utf-8")
DROPS = read_rules().drops


@pytest.mark.parametrize("kit", KitKind)
def test_every_kit_has_words_for_every_stage_a_caller_sees(kit: KitKind) -> None:
    script = DROPS[kit]
    for stage in set(KitStage) - {KitStage.OFFERED}:
        assert script.steps[stage]
        assert all(step[spoken] for step in script.steps[stage] for spoken in LANGUAGES)
    assert set(script.name) == set(LANGUAGES)


@pytest.mark.parametrize("kit", KitKind)
def test_nothing_is_asked_before_the_kit_is_down_and_then_first_whether_it_was_fetched(kit: KitKind) -> None:
    script = DROPS[kit]
    early = (KitStage.OFFERED, KitStage.COMING, KitStage.LOWERING, KitStage.NOT_COMING)
    assert [stage for stage in early if script.asked(stage, ())] == []
    first = script.asked(KitStage.DOWN, ())
    assert first is not None
    assert first.marks == (DropMark.IN_HAND,)


def test_an_aed_is_asked_for_pads_and_then_for_shocks_again_and_again() -> None:
    script, marked = DROPS[KitKind.AED], [DropMark.IN_HAND]
    pads = script.asked(KitStage.IN_HAND, marked)
    assert pads is not None
    assert pads.marks == (DropMark.PADS_ON,)
    for shocks in range(3):
        asked = script.asked(KitStage.IN_HAND, [*marked, DropMark.PADS_ON, *[DropMark.SHOCK_GIVEN] * shocks])
        assert asked is not None
        assert asked.marks == (DropMark.SHOCK_GIVEN, DropMark.NO_SHOCK)


def test_a_bleeding_kit_that_is_used_asks_nothing_more() -> None:
    script = DROPS[KitKind.BLEEDING]
    assert script.asked(KitStage.IN_HAND, [DropMark.IN_HAND, DropMark.USED]) is None
    assert not script.takes(DropMark.PADS_ON)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('id = "phone"', 'id = "fax"', "drops.toml.kit"),
        ('id = "phone"', 'id = "burns"', "burns stands there 2 times"),
        ('marks = ["pads_on"]', 'marks = ["pads_of"]', "marks"),
        ('marks = ["pads_on"]', 'marks = ["kit_in_hand"]', "marks"),
        ('fetched = { ko = "상자를 가져왔나요?",', "fetched = {", "fetched.ko"),
        ('sources = ["own wording"]', "sources = []", "sources"),
        ("not_coming = [", "not_going = [", "not_coming"),
    ],
)
def test_a_mistake_in_the_file_is_named(old: str, new: str, named: str) -> None:
    assert old in TEXT
    with pytest.raises(RulesError, match=named):
        parse_drops(TEXT.replace(old, new, 1))
