"""Planner and controllers together on a bad line: the lamps stay lawful, nobody believes what nobody said."""

from tests.routing.priority.fuzz import HASTY
from tests.routing.priority.loop import loop

SEEDS = range(4)  # `make prove` runs hundreds


def test_three_vehicles_on_a_bad_line_never_break_a_junction() -> None:
    runs = [loop(seed) for seed in SEEDS]
    assert [fault for run in runs for fault in run.faults] == []
    assert all(run.passed_on_grant for run in runs)
    lost, said = sum(run.lost for run in runs), sum(run.said for run in runs)
    assert 0.15 < lost / said < 0.25


def test_the_auditor_sees_a_clearance_cut_short_in_the_loop() -> None:
    assert all(loop(1, policy=HASTY[name]).faults for name in ("yellow 2 s", "red 1 s"))


def test_a_run_is_made_from_its_seed() -> None:
    assert loop(3, seconds=200) == loop(3, seconds=200)
