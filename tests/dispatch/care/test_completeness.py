"""What a record lacks: said with its reason and its place, and never more because somebody wrote something down."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatch.care.completeness import CORE_SIGNS, Gap, Item, Missing, Where, completeness
from dispatch.care.entry import NONE_KNOWN, CareEntry, CareKind
from dispatch.care.quicklists import read_lists
from dispatch.care.record import CareRecord, Carrying, Named, Stamped, VitalSet
from dispatch.model import Patient, Vitals

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOSPITAL = Named("h_far", "먼병원", "Far Hospital")
UNIT = Named("s1", "구급1", "Medic 1")
ALL_SIGNS = Vitals(
    heart_rate_bpm=80, systolic_mmhg=120, respiratory_rate_bpm=16, spo2_percent=98, temperature_c=36.5, avpu="A"
)
TIMES = ("en_route", "on_scene", "at_patient", "depart", "at_hospital", "hand_over")


def stamps(*names: str) -> tuple[Stamped, ...]:
    return tuple(Stamped(name, NOON + timedelta(minutes=n), "human", "usr") for n, name in enumerate(names))


def entry(ident: str, kind: CareKind, code: str | None) -> CareEntry:
    return CareEntry(ident, kind, code, NOON, "usr", "Kim", text=None if code else "own words")


BARE = CareRecord(NOON, "inc", "26-1", "sejong", NOON, stamps=stamps("en_route", "on_scene", "at_patient"))
WHOLE = replace(
    BARE,
    patient=Patient("p", 70, "female", 2),
    complaint="chest_pain",
    hospital=HOSPITAL,
    units=(Carrying("a", UNIT, "handed_over", True),),
    stamps=stamps(*TIMES),
    sets=(VitalSet(1, NOON, "usr", ALL_SIGNS), VitalSet(2, NOON, "usr", Vitals(heart_rate_bpm=90))),
    entries=(
        entry("e1", CareKind.EVENT, "onset"),
        entry("e2", CareKind.ALLERGY, NONE_KNOWN),
        entry("e3", CareKind.MEDICATION, "unobtainable"),
        entry("e4", CareKind.HISTORY, "diabetes"),
        entry("e5", CareKind.IMPRESSION, "acs"),
        entry("e6", CareKind.PROCEDURE, "ecg_12"),
    ),
)


def test_a_whole_record_lacks_nothing() -> None:
    assert completeness(WHOLE) == ()


def test_nothing_is_asked_of_a_crew_that_never_saw_a_patient() -> None:
    assert completeness(replace(BARE, stamps=stamps("en_route", "on_scene"))) == ()


def test_a_bare_record_lacks_everything_but_what_only_a_transport_needs() -> None:
    lacking = {one.item for one in completeness(BARE)}
    assert lacking == set(Item) - {Item.LATER_SIGNS, Item.TIMES, Item.DESTINATION}


def test_not_asked_is_not_none_known() -> None:
    asked = replace(BARE, entries=(entry("e", CareKind.ALLERGY, NONE_KNOWN),))
    before, after = ({one.item: one.why for one in completeness(record)} for record in (BARE, asked))
    assert before[Item.ALLERGIES] is Gap.NOT_ASKED
    assert Item.ALLERGIES not in after


def test_none_known_beside_an_allergy_contradicts() -> None:
    both = (*WHOLE.entries, entry("e9", CareKind.ALLERGY, "latex"))
    assert completeness(replace(WHOLE, entries=both)) == (Missing(Item.ALLERGIES, Gap.CONTRADICTS, Where.CARE),)


def test_missing_signs_and_stamps_are_named() -> None:
    lacking = {
        one.item: one.parts for one in completeness(replace(WHOLE, sets=WHOLE.sets[1:], stamps=stamps("depart")))
    }
    assert lacking[Item.FIRST_SIGNS] == CORE_SIGNS[1:]
    assert lacking[Item.TIMES] == ("en_route", "on_scene", "at_patient", "at_hospital", "hand_over")


def test_an_arrest_has_no_pressure_to_take() -> None:
    arrest = tuple(replace(one, code="arrest") if one.id == "e5" else one for one in WHOLE.entries)
    assert completeness(replace(WHOLE, entries=arrest, sets=(VitalSet(1, NOON, "usr", Vitals(avpu="U")),))) == ()


def test_whoever_stays_needs_no_hospital() -> None:
    stays = replace(
        WHOLE,
        hospital=None,
        stamps=stamps(*TIMES[:3]),
        units=(Carrying("a", UNIT, "refusal", False),),
        sets=WHOLE.sets[:1],
    )
    assert completeness(stays) == ()
    undecided = replace(stays, units=(Carrying("a", UNIT, "at_patient", True),))
    assert [one.item for one in completeness(undecided)] == [Item.DISPOSITION]


@st.composite
def written(draw: st.DrawFn) -> CareEntry:
    """An entry of the lists that contradicts nothing."""
    kind = draw(st.sampled_from(list(CareKind)))
    codes = sorted(set(read_lists()[kind].items) - {NONE_KNOWN, "nothing"})
    return entry(f"n{draw(st.integers(0, 10**6))}", kind, draw(st.sampled_from(codes)))


@given(st.lists(written(), max_size=8, unique_by=lambda one: one.id), written(), st.integers(0, 2))
def test_writing_something_down_never_makes_a_record_lack_more(
    already: list[CareEntry], one: CareEntry, sets: int
) -> None:
    record = replace(WHOLE, entries=tuple(already), sets=WHOLE.sets[:sets], patient=None)
    more = replace(record, entries=(*already, replace(one, id="new")))
    assert set(completeness(more)) <= set(completeness(record))
    assert {m.item for m in completeness(replace(record, sets=WHOLE.sets))} <= {m.item for m in completeness(record)}


@given(st.sampled_from(WHOLE.entries))
def test_striking_an_entry_brings_back_what_it_said(gone: CareEntry) -> None:
    struck = replace(gone, id="x", amends=gone.id, struck=True)
    record = replace(WHOLE, entries=(*WHOLE.entries, struck))
    assert len(completeness(record)) == 1
    assert gone in record.entries
