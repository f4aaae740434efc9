"""The towns the proof is driven in."""

import os
from dataclasses import dataclass
from pathlib import Path

from benches.twin.grid import grid
from benches.twin.journeys import Wanted
from benches.twin.town import Wish
from routing.model import RoadNetwork
from routing.network import import_file

SHARED = Path(os.environ.get("GOLDENTIME_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))

# Doan, a district of Daejeon: real lanes, limits, turns and signals. 150 s is the median cycle of its 546 recorded
# schedules. 4,000 cars an hour is what its streets carry without a jam: cars then drive half their free speed.
DOAN = Wish(per_hour=4000, least_m=800, cycle_s=150, seed=4, at_s=(1500, 2100, 2700, 3300), after_s=960)
GRID = Wish(per_hour=1500, least_m=500, cycle_s=90, seed=7, at_s=(800, 900, 1000), after_s=600)


@dataclass(frozen=True, slots=True)
class Setting:
    """A town's roads and traffic, and the trips driven in it."""

    network: RoadNetwork
    wish: Wish
    wanted: Wanted


def setting(name: str) -> Setting:
    """`doan` from the recorded data, or the invented `grid`; FileNotFoundError where the data is absent."""
    if name == "grid":
        return Setting(grid(), GRID, Wanted(least_m=800, most_m=2500, signals=2))
    folder = SHARED / "daejeon_doan"
    if not folder.is_dir():
        raise FileNotFoundError(f"no recorded data at {folder} (set GOLDENTIME_SHARED_DATA), or take --town grid")
    network, _ = import_file(folder, contraflow=False)
    return Setting(network, DOAN, Wanted(least_m=2000, most_m=4500, signals=5))
