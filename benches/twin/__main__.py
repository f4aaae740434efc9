"""`make twin`: drive the trips and print what came out; `python -m benches.twin --help` tells the choices."""

import argparse
import sys
import tempfile
from pathlib import Path

from benches.twin.grid import grid
from benches.twin.journeys import Wanted, errands, share_driveable
from benches.twin.report import others_table, promise_table, sound, times_table
from benches.twin.rows import write_rows
from benches.twin.study import ARMS, paired
from benches.twin.town import Wish, make_town
from chassis.chance import seeded

SMALL = Wish(per_hour=1500, least_m=500, cycle_s=90, seed=7, at_s=(300, 400, 500), after_s=400)
SHORT = Wanted(least_m=800, most_m=2500, signals=2)


def main() -> None:
    """Make the town, drive, report."""
    given = _given()
    with tempfile.TemporaryDirectory() as folder:
        town = make_town(grid(), SMALL, Path(folder))
        network, ask = town.stage.network, town.roads.route
        share = share_driveable(network, ask, town.turns, count=400, chance=seeded("share"))
        found, _ = errands(network, ask, town.turns, count=given.trips, wanted=SHORT, chance=seeded("errands"))
        rows = []
        for row in paired(town, SMALL.at_s, found, ARMS, given.horizon):
            print(f"trip {row.trip} {row.arm}: {row.drive.seconds:.0f} s", file=sys.stderr, flush=True)
            rows.append(row)
    kept, jumped = sound(rows)
    print(f"{share:.1%} of 400 random routes can be driven in SUMO; trips left out: {jumped or 'none'}\n")
    print(times_table(kept), others_table(kept), promise_table(kept), sep="\n\n")
    if given.csv:
        write_rows(given.csv, rows)


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benches.twin", description=__doc__)
    parser.add_argument("--trips", type=int, default=6, help="how many trips, each driven in every arm")
    parser.add_argument("--horizon", type=int, default=300, help="seconds a run lasts")
    parser.add_argument("--csv", type=Path, help="where every drive goes, a line each")
    return parser.parse_args()


if __name__ == "__main__":
    main()
