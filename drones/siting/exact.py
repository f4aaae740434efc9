"""The best sites there are, by the solver HiGHS, with a proof or with how far off they may be at most.

Strong formulation: y ≤ x for every pair of worth, one y a place. The only module that loads highspy: its native library
cannot live in one process with that of ortools.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from drones.siting.choose import in_order, worth
from drones.siting.grid import Floats


@dataclass(frozen=True, slots=True)
class Best:
    """Sites by number, what they are worth, and what no choice can exceed. `proven` when the two are one."""

    sites: tuple[int, ...]
    worth: float
    bound: float
    proven: bool


def best_sites(
    gains: Floats, weights: Floats, count: int, *, keep: Sequence[int] = (), seconds: float = 60.0
) -> Best | None:
    """The best `count` sites that contain `keep`, as far as `seconds` go; None when no choice was found by then.

    Sites that add nothing are left out of the answer.
    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("threads", 1)
    solver.passModel(_model(gains, weights, count, frozenset(keep)))
    solver.run()
    info, status = solver.getInfo(), solver.getModelStatus()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    x = np.array(solver.getSolution().col_value[: len(gains)])
    taken = in_order(gains, weights, [int(site) for site in np.flatnonzero(x > 0.5)], keep=keep)
    value = worth(gains, weights, taken)
    proven = status == highspy.HighsModelStatus.kOptimal
    return Best(taken, value, value if proven else max(value, float(info.mip_dual_bound)), proven)


def _model(gains: Floats, weights: Floats, count: int, keep: frozenset[int]) -> highspy.HighsLp:
    """Columns: x of each site, then y of each pair. Rows: the number of sites, one y a place, y ≤ x."""
    sites, places = np.nonzero((gains > 0.0) & (weights > 0.0))
    n, pairs = len(gains), len(sites)
    used, row_of = np.unique(places, return_inverse=True)
    rows = 1 + len(used) + pairs
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n + pairs, rows
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.concatenate([np.zeros(n), gains[sites, places] * weights[places]])
    lp.col_lower_ = np.concatenate([[float(site in keep) for site in range(n)], np.zeros(pairs)])
    lp.col_upper_ = np.ones(n + pairs)
    lp.row_lower_ = np.full(rows, -highspy.kHighsInf)
    lp.row_upper_ = np.concatenate([[float(count)], np.ones(len(used)), np.zeros(pairs)])
    whole, part = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    lp.integrality_ = [whole] * n + [part] * pairs
    _fill(lp, sites, row_of, n, len(used))
    return lp


def _fill(lp: highspy.HighsLp, sites: np.ndarray, row_of: np.ndarray, n: int, places: int) -> None:
    """The matrix, row by row: count, then one row a place, then one a pair."""
    pairs = len(sites)
    by_place = np.argsort(row_of, kind="stable")
    index = np.concatenate([np.arange(n), n + by_place, np.stack([n + np.arange(pairs), sites], axis=1).ravel()])
    value = np.concatenate([np.ones(n + pairs), np.tile([1.0, -1.0], pairs)])
    lengths = np.concatenate([[n], np.bincount(row_of, minlength=places), np.full(pairs, 2)])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths)])
    lp.a_matrix_.index_ = index
    lp.a_matrix_.value_ = value
