"""Junctions under fire, and planner and junctions in closed loop, at full size: `python -m benches.prove priority`."""

import os
from collections.abc import Iterator

from tests.routing.priority.fuzz import HASTY, SECONDS, fuzz, junctions_under_fire
from tests.routing.priority.loop import LoopRun, loop

RUNS = int(os.environ.get("GOLDENTIME_FUZZ", "300"))
INTRO = """{runs} runs a junction, {seconds} s each, three vehicles, a fixed programme underneath. A fifth of the
messages are lost, others come twice, late or out of order; vehicles park in range, forget to cancel, keep asking; the
controller dies and another takes over that knows nothing. An auditor looks at the lamps once a second: no two
conflicting greens; before any green every conflicting link has shown yellow for 3 s and red for 2 s; all red for less
than 40 s; nobody is served for more than 120 s, or again by repeating himself. `make prove`, or for this page alone
`python -m benches.prove priority`."""
CLOSED_LOOP = """## Planner and junctions in closed loop

{runs} runs of {seconds} s: three vehicles drive a town of four signalised crossings, each second's position (6 m of
noise, a fifth of them lost) goes to the planner that runs in production, its messages to four controllers and their
answers back over a line that loses a fifth both ways. Vehicles take another way, park, stand down and set out again;
the worker that plans dies and another takes over with the tables alone; controllers die, some for longer than the
junction waits for them. Besides the auditor of the lamps: a vehicle believes in no green that no junction has granted,
and asks for a movement once at a time; when everybody has gone home, every junction has given itself back."""
HEADS = "| junction | ways in | runs | runs with a fault | granted | overstayed | greens shown | longest all-red |"
LOOP_HEADS = (
    "| runs with a fault | messages | lost | asked | granted | passed | passed on granted | overstayed "
    "| greens shown | longest all-red |"
)


def report() -> list[str]:
    """The page docs/proofs/priority.md."""
    return ["# Junctions under fire", "", *_fire(), "", *_hasty(), "", *_loop()]


def _fire() -> Iterator[str]:
    yield from [*INTRO.format(runs=RUNS, seconds=SECONDS).splitlines(), "", HEADS, "|---" * 8 + "|"]
    for name, junction in junctions_under_fire():
        runs = [fuzz(junction, seed) for seed in range(RUNS)]
        faulty, red = sum(bool(run.faults) for run in runs), max(run.longest_red_s for run in runs)
        granted, over = sum(run.granted for run in runs), sum(run.overstayed for run in runs)
        yield _row(
            *(name, len(junction.approaches), len(runs), faulty, granted, over),
            sum(run.greens for run in runs),
            f"{red} s",
        )


def _hasty() -> Iterator[str]:
    """What the same auditor says of junctions that cut a clearance short."""
    yield "The same fire at a junction that cuts a clearance short, so that a proof that cannot fail is seen:"
    yield from ["", "| cut short | runs | runs with a fault |", "|---|---|---|"]
    _, junction = next(iter(junctions_under_fire()))
    for name, hasty in HASTY.items():
        runs = [fuzz(junction, seed, policy=hasty) for seed in range(RUNS // 10)]
        yield _row(name, len(runs), sum(bool(run.faults) for run in runs))


def _loop() -> Iterator[str]:
    yield from [*CLOSED_LOOP.format(runs=RUNS, seconds=SECONDS).splitlines(), "", LOOP_HEADS, "|---" * 10 + "|"]
    runs = [loop(seed) for seed in range(RUNS)]
    yield _row(sum(bool(run.faults) for run in runs), *_sums(runs), f"{max(run.longest_red_s for run in runs)} s")
    hasty = [loop(seed, policy=HASTY["red 1 s"]) for seed in range(RUNS // 10)]
    yield ""
    yield (
        f"With one second of red cut away, {sum(bool(run.faults) for run in hasty)} of {len(hasty)} runs have a fault."
    )


def _sums(runs: list[LoopRun]) -> Iterator[int]:
    for name in ("said", "lost", "asked", "granted", "passed", "passed_on_grant", "overstayed", "greens"):
        yield sum(getattr(run, name) for run in runs)


def _row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"
