"""Telephone CPR in figures: who was to press is the denominator, with and without a stamp."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dispatch.model import Priority
from dispatch.review.day import day_rows
from dispatch.review.facts import DayFacts, IncidentFact, StampFact
from dispatch.review.pressing import Pressing
from dispatch.review.summary import DaySummary, summarise
from dispatch.review.targets import Interval

RUNG = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
ARREST = IncidentFact("i", "1", Priority.P1, "arrest", "closed", RUNG, 9, None)


def stamped(name: str, after_s: float, *, of: str = "i", job: str | None = None) -> StampFact:
    return StampFact(of, job, name, RUNG + timedelta(seconds=after_s), None, "human", ())


def day(*incidents: tuple[IncidentFact, dict[str, float]], arrived_s: float = 600) -> DaySummary:
    stamps = [stamped(name, at, of=one.id) for one, marks in incidents for name, at in marks.items()]
    stamps += [stamped("call_received", 0, of=one.id) for one, _ in incidents]
    stamps += [stamped("on_scene", arrived_s, of=one.id, job=f"j{one.id}") for one, _ in incidents]
    return summarise(DayFacts([one for one, _ in incidents], stamps, []))


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ({"arrest_known": 40, "first_compression": 150}, Pressing(1, 1, 0, {})),
        ({"arrest_known": 40, "first_compression": 151}, Pressing(1, 0, 0, {})),
        ({"arrest_known": 40}, Pressing(1, 0, 1, {})),
        ({"first_compression": 90}, Pressing(1, 1, 0, {})),
        ({"arrest_known": 40, "no_compression_refused": 60}, Pressing(0, 0, 0, {"refused": 1})),
        ({"arrest_known": 40, "no_compression_refused": 60, "first_compression": 140}, Pressing(1, 1, 0, {})),
        (
            {"arrest_known": 1, "no_compression_refused": 2, "no_compression_unable": 3},
            Pressing(0, 0, 0, {"unable": 1}),
        ),
        ({"arrest_known": 700}, Pressing(0, 0, 0, {})),
        ({}, Pressing(0, 0, 0, {})),
    ],
)
def test_an_arrest_at_the_call_counts_whether_or_not_somebody_pressed(
    marks: dict[str, float], expected: Pressing
) -> None:
    assert day((ARREST, marks)).pressing == expected


def test_a_merged_one_counts_where_it_went_and_a_cancelled_one_is_told_apart() -> None:
    merged, cancelled = (replace(ARREST, id=state, state=state) for state in ("merged", "cancelled"))
    found = day((ARREST, {"arrest_known": 40}), (merged, {"arrest_known": 30}), (cancelled, {"arrest_known": 20}))
    assert found.pressing == Pressing(1, 0, 1, {"cancelled": 1})


def test_the_share_on_the_page_and_in_the_spreadsheet_is_of_everybody_it_was_due_to() -> None:
    late, silent, apart = (replace(ARREST, id=name) for name in ("late", "silent", "apart"))
    found = day(
        (ARREST, {"arrest_known": 40, "first_compression": 100}),
        (late, {"arrest_known": 40, "first_compression": 300}),
        (silent, {"arrest_known": 40}),
        (apart, {"arrest_known": 40, "no_compression_not_beside": 50}),
    )
    whole = next(one.whole for one in found.intervals if one.interval is Interval.COMPRESSION)
    assert (whole.n, whole.judged, whole.within) == (2, 3, 1)
    [first, *rest] = (one for one in day_rows(found) if one[0] == "compression" and one[1] in {"all", "told_apart"})
    assert first[3:9] == (2, None, None, 3, 1, 0.3333)
    assert [one[1:4] for one in rest] == [("told_apart", "without_stamp", 1), ("told_apart", "not_beside", 1)]
    misses = [
        (one.incident.id, miss.took_s) for one in found.missed for miss in one.misses if miss.interval == "compression"
    ]
    assert misses == [("silent", None), ("late", 300.0)]
