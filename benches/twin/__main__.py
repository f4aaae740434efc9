"""`make twin`: drive the trips and write docs/proofs/twin.md; `python -m benches.twin --help` tells the choices."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from benches.twin.blocked import Plan, clear, late, shut
from benches.twin.journeys import Errand, errands, share_driveable
from benches.twin.kinds import Drive
from benches.twin.paper import page
from benches.twin.plain import limits_kmh
from benches.twin.rows import Row, read_rows, together, write_rows
from benches.twin.study import PATIENCE, Known, arms, asking_arm, paired
from benches.twin.town import Town, make_town
from benches.twin.towns import Setting, setting
from chassis.chance import seeded

PROOFS = Path(__file__).resolve().parents[2] / "docs" / "proofs"
ASKED = 400


def main() -> None:
    """Make the town, drive, write."""
    given = _given()
    where = setting(given.town)
    with tempfile.TemporaryDirectory(prefix="twin-") as folder:
        kept = given.folder or Path(folder)
        town = make_town(where.network, where.wish, kept)
        so_far, rows = kept / "so_far.csv", list[Row]()
        before = read_rows(so_far) if so_far.exists() else []
        known = {(row.trip, row.arm): row.drive for row in before}
        for row in _driven(town, where, Path(folder), given, known):
            print(f"trip {row.trip} {row.arm}: {row.drive.seconds:.0f} s", file=sys.stderr, flush=True)
            rows.append(row)
            write_rows(so_far, together(rows, before))
        facts = _facts(town, where, given)
    given.out.mkdir(parents=True, exist_ok=True)
    write_rows(given.out / "twin.csv", rows)
    (given.out / "twin.md").write_text(page(rows, facts), "utf-8")


def _driven(town: Town, where: Setting, folder: Path, given: argparse.Namespace, known: Known) -> Iterator[Row]:
    trips, at_s = _trips(town, where, given.trips), where.wish.at_s
    free: dict[int, Drive] = {}
    for row in paired(town, at_s, trips, arms(given.lead), given.horizon, known):
        yield row
        if row.arm == asking_arm(given.lead):
            free[row.trip] = row.drive
    plan = Plan(at_s, trips, known, given.lead, given.horizon)
    yield from clear(town, plan, folder, free)
    patient = replace(plan, horizon_s=PATIENCE * given.horizon)
    yield from late(town, patient, folder)
    yield from shut(town, patient, folder)


def _trips(town: Town, where: Setting, count: int) -> list[Errand]:
    limits = limits_kmh(where.network, where.wish.policy.usual_kmh)
    trips, _ = errands(
        where.network,
        town.roads.route,
        town.turns,
        limits,
        count=count,
        wanted=where.wanted,
        chance=seeded("errands"),
    )
    return trips


def _facts(town: Town, where: Setting, given: argparse.Namespace) -> dict[str, object]:
    network, wish = where.network, where.wish
    share = share_driveable(network, town.roads.route, town.turns, count=ASKED, chance=seeded("share"))
    size = f"{network.node_count:,} nodes, {network.edge_count:,} edges, {len(town.lights)} junctions with signals"
    return {
        "command": f"python -m benches.twin --town {given.town} --trips {given.trips} --horizon {given.horizon}"
        f" --lead {given.lead}",
        "versions": f" with SUMO {version('libsumo')}",
        "roads": f"{network.label.name} ({size}, cycle {wish.cycle_s} s)",
        "driveable": f"{share:.1%}",
        "asked": ASKED,
        "cars": f"{wish.per_hour:,.0f}",
        "trips": given.trips,
        "least": where.wanted.least_m / 1000,
        "most": where.wanted.most_m / 1000,
        "signals": where.wanted.signals,
        "begin": ", ".join(map(str, wish.at_s)),
        "horizon": given.horizon,
        "lead": given.lead,
    }


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benches.twin", description=__doc__)
    parser.add_argument("--town", choices=("doan", "grid"), default="doan", help="where")
    parser.add_argument("--trips", type=int, default=22, help="how many trips, each driven in every arm")
    parser.add_argument("--horizon", type=int, default=480, help="seconds a run lasts")
    parser.add_argument("--lead", type=int, default=30, help="seconds ahead that green is asked for with live traffic")
    parser.add_argument(
        "--folder", type=Path, help="where town and drives are kept, so that a run which was stopped can go on"
    )
    parser.add_argument("--out", type=Path, default=PROOFS, help="where the page and the sheet go")
    return parser.parse_args()


if __name__ == "__main__":
    main()
