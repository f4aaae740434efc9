"""An amendment takes the place of what it amends, and nothing is ever taken out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatch.care.entry import CareEntry, CareKind, standing_entries

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ADRENALINE = CareEntry("e0", CareKind.DRUG, "adrenaline", NOON, "crew", "Kim", dose=1.0, unit="mg", route="iv")


@st.composite
def histories(draw: st.DrawFn) -> list[CareEntry]:
    """Entries in the order they were written, some of which amend or strike an earlier one that still stands."""
    written: list[CareEntry] = []
    for number in range(draw(st.integers(0, 12))):
        open_ = [entry.id for entry in standing_entries(written)]
        amends = draw(st.sampled_from([None, *open_]))
        struck = amends is not None and draw(st.booleans())
        at = NOON + timedelta(minutes=number)
        written.append(replace(ADRENALINE, id=f"e{number:02}", at=at, amends=amends, struck=struck))
    return written


def test_an_amended_dose_stands_in_place_of_the_first() -> None:
    half = replace(ADRENALINE, id="e1", dose=0.5, amends="e0", reason="typed wrong")
    assert standing_entries([ADRENALINE, half]) == (half,)


def test_a_struck_entry_leaves_nothing_standing() -> None:
    gone = replace(ADRENALINE, id="e1", amends="e0", reason="never given", struck=True)
    assert standing_entries([ADRENALINE, gone]) == ()


def test_entries_stand_by_when_they_were_done_not_by_when_they_arrived() -> None:
    late = replace(ADRENALINE, id="e1", at=NOON + timedelta(minutes=9), device_at=NOON - timedelta(minutes=2))
    assert [entry.id for entry in standing_entries([ADRENALINE, late])] == ["e1", "e0"]


def test_a_device_whose_clock_is_fast_did_nothing_in_the_future() -> None:
    fast = replace(ADRENALINE, device_at=NOON + timedelta(hours=3))
    assert fast.done_at == NOON


@given(histories())
def test_every_amendment_takes_exactly_one_place(written: list[CareEntry]) -> None:
    amendments = sum(entry.amends is not None for entry in written)
    struck = sum(entry.struck for entry in written)
    assert len(standing_entries(written)) == len(written) - amendments - struck
