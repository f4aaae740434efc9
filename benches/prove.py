"""The long proofs at full size; `make prove` writes what came out to docs/proofs.

Two dispatchers race for one unit a thousand times on each database: every time exactly one has it, the other is told
who, and nothing is lost. Whatever may happen to a patient's hospital requests happens at the same instant a thousand
times, from threads of two processes: one hospital or a lawful none, every bed counted once. Junctions of a city stand
under fire from three vehicles on a bad line for hours, alone and in closed loop
with the planner. Minutes are fitted on five recorded days of San Francisco and
judged on the two after; all seven are lived again.
"""

import os
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from benches import acceptance, bundles, eta, underfire
from chassis.clock import StillClock
from chassis.db import Base, Database
from chassis.errors import GoldentimeError
from chassis.identity import Actor
from chassis.ids import RandomIds
from dispatch import schema
from dispatch.crew.stepping import step
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.simulation.replay import replay_main
from dispatch.states import AssignmentAction
from dispatch.tables.cases import AssignmentRow, CallRow
from tests.dispatch.town import Town, build_town, call
from tests.hospitals.conftest import put_hospitals
from tests.hospitals.racing import races
from tests.postgres import server_url

ROOT = Path(__file__).resolve().parent.parent
PROOFS = ROOT / "docs" / "proofs"
RACES = int(os.environ.get("GOLDENTIME_RACES", "1000"))
RECORD = Path("sf_ems") / "sffd_dispatch_2018-01-13_to_19.csv.gz"

HOSPITAL_RACES = """## One patient, three hospitals, six things at once

{races} races a database from threads of two processes: answers, conditions, declines, expiries, holds that run out,
designations, diversions, cancellations, arrivals. After each one: at most one hospital, every promised bed counted
once and given back, every step lawful, and the events give the rows. A deed too late is refused with its reason."""


def main() -> None:
    """Every proof, or those named: `python -m benches.prove priority`. The recorded days need the record."""
    PROOFS.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()


def _races() -> None:
    _write("races.md", [*_for_units(), "", *_for_hospitals()])


def _accepted() -> None:
    _write("acceptance.md", _acceptance())


def _under_fire() -> None:
    _write("priority.md", underfire.report())


def _recorded_days() -> None:
    shared = Path(os.environ.get("GOLDENTIME_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if (shared / RECORD).exists():
        proofs = eta.prove(shared / RECORD.parent)
        _write("eta.md", eta.report(proofs))
        (PROOFS / "eta.svg").write_text(eta.plot(proofs[-1]), "utf-8")
        report = replay_main(shared / RECORD)
        _write(
            "replay.md",
            ["# Seven recorded days", "", "`make prove`; see ../replay.md.", "", "```", report.table(), "```"],
        )


def _handed_over() -> None:
    _write("fhir.md", bundles.report())


PARTS = {
    "races": _races,
    "acceptance": _accepted,
    "priority": _under_fire,
    "fhir": _handed_over,
    "days": _recorded_days,
}


def _for_units() -> list[str]:
    lines = ["# A thousand races", "", "## Two dispatchers, one unit", ""]
    lines += [f"{RACES} races a database, two dispatchers each. `make prove`.", ""]
    lines += ["| database | exactly one winner | loser told who | two assignments at once | calls on record |"]
    lines += ["|---|---|---|---|---|"]
    return lines + [f"| {name} | " + " | ".join(_race(database)) + " |" for name, database in _databases()]


def _for_hospitals() -> list[str]:
    """The races of `tests/hospitals/racing.py`, each held to account before the next begins."""
    refused = ("not allowed any more", "outrun", "taken")
    heads = ("database", "held to account", "one hospital", "lawfully none", "done", *refused)
    lines = [*HOSPITAL_RACES.format(races=RACES).splitlines(), "", "| " + " | ".join(heads) + " |", "|---" * 8 + "|"]
    return lines + [f"| {name} | " + " | ".join(_hospital_race(database)) + " |" for name, database in _databases()]


def _hospital_race(database: Database) -> tuple[str, ...]:
    Base.metadata.create_all(database.engine)
    put_hospitals(database)
    report = races(database.url, number=RACES)
    counts = (report.chosen, report.races - report.chosen, report.done)
    refused = (report.refused[code] for code in ("illegal_move", "outrun", "taken"))
    return (f"{report.races} of {RACES}", *(str(count) for count in (*counts, *refused)))


def _acceptance() -> list[str]:
    head, *rows = acceptance.rows()
    return [
        "# Telephone, messages or ladder",
        "",
        f"{acceptance.PATIENTS} patients a night, the same for every way. `make prove`; see ../acceptance.md.",
        "",
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]


def _write(name: str, lines: list[str]) -> None:
    (PROOFS / name).write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))


def _databases() -> Iterator[tuple[str, Database]]:
    assert schema.ROOMS
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", Database(f"sqlite:///{Path(folder) / 'races.sqlite'}")
    with server_url() as url:
        yield "PostgreSQL", Database(url)


def _race(database: Database) -> tuple[str, ...]:
    Base.metadata.create_all(database.engine)
    with _town(database) as town:
        counted: Counter[str] = Counter()
        for _ in range(RACES):
            counted.update(_once(town))
        with database.read() as session:
            calls = session.scalar(select(func.count()).select_from(CallRow))
            running = AssignmentRow.open.is_(True)
            twice = session.scalar(select(func.count()).select_from(AssignmentRow).where(running))
    return (f"{counted['won']} of {RACES}", f"{counted['told']} of {RACES}", str(twice), f"{calls} of {2 * RACES}")


@contextmanager
def _town(database: Database) -> Iterator[Town]:
    with tempfile.TemporaryDirectory() as folder:
        yield build_town(database, StillClock(), RandomIds(), Path(folder))  # type: ignore[arg-type]


def _once(town: Town) -> list[str]:
    """Both send the same unit at the same instant; afterwards it is free again."""
    town.clock.advance(timedelta(hours=1))
    mine, theirs = (take_call(town.system, who, call()).incident_id for who in (town.kim, town.lee))
    start, won, lost = threading.Barrier(2), list[str](), list[GoldentimeError]()

    def send(who: Actor, incident: str) -> None:
        start.wait()
        try:
            won.append(send_unit(town.system, who, incident, "s1"))
        except GoldentimeError as error:
            lost.append(error)

    threads = [threading.Thread(target=send, args=one) for one in ((town.kim, mine), (town.lee, theirs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for job in won:
        step(town.system, town.crew("s1"), job, AssignmentAction.CLEAR)
    told = [error for error in lost if error.code == "taken" and error.details()["by"]]
    return ["won"] * (len(won) == 1) + ["told"] * (len(told) == 1)


if __name__ == "__main__":
    main()
