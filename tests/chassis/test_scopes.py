"""Scopes: what they cover, and what is none."""

import pytest

from chassis.scopes import checked, covers


@pytest.mark.parametrize(
    "wrong",
    [
        "system/Encounter",
        "system/Encounter.",
        "system/Encounter.sr",
        "system/Encounter.read",
        "patient/Encounter.r",
        "system/encounter.r",
        "system/Observation.rs?category=vital-signs",
        "system/Encounter.rs ",
        "*",
    ],
)
def test_what_is_no_scope_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no scope"):
        checked([wrong])


def test_a_scope_covers_its_deeds_with_its_kind_and_nothing_else() -> None:
    held = checked(["system/Encounter.rs", "system/Subscription.cd", "system/Encounter.rs"])
    assert held == ("system/Encounter.rs", "system/Subscription.cd")
    assert covers(held, "Encounter", "r")
    assert not covers(held, "Encounter", "d")
    assert not covers(held, "Observation", "r")
    assert covers(["system/*.r"], "Observation", "r")
    assert not covers([], "Observation", "r")


def test_scopes_end_somewhere() -> None:
    with pytest.raises(ValueError, match="at most"):
        checked(f"system/A{chr(97 + n // 26)}{chr(97 + n % 26)}.r" for n in range(60))
