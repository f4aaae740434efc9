"""Which of many sites to take: greedy, then better by exchanges. Pure; the same arguments give the same sites.

`gains` is sites × places: what a site is worth to a call there, nought where nothing. A place has the best of the
sites taken. With gains of nought and one this is the maximal covering problem (Church & ReVelle 1974), with seconds
gained it is a p-median. Greedy alone is never below 63 % of the optimum (Nemhauser, Wolsey & Fisher 1978).
"""

from collections.abc import Iterable, Sequence

import numpy as np

from drones.siting.grid import Floats

HAIR = 1e-9  # of the value: less is rounding, and no reason to exchange


def worth(gains: Floats, weights: Floats, taken: Iterable[int]) -> float:
    """What the sites `taken` are worth together."""
    return float(weights @ _best(gains, list(taken)))


def choose(gains: Floats, weights: Floats, count: int, *, keep: Sequence[int] = ()) -> tuple[int, ...]:
    """`keep` and the best others that greedy and exchanges find, at most `count` in all, in the order of their worth.

    Fewer where a further one would be worth nothing. Of equals the first is taken.
    """
    taken = _add(gains, weights, list(keep), count)
    while better := _exchange(gains, weights, taken, len(keep)):
        taken = better
    return in_order(gains, weights, taken, keep=keep)


def in_order(gains: Floats, weights: Floats, taken: Sequence[int], *, keep: Sequence[int] = ()) -> tuple[int, ...]:
    """`keep`, then the others of `taken`, each next one that which adds most; those that add nothing are left out."""
    return tuple(_add(gains, weights, list(keep), len(taken), among=taken))


def _add(
    gains: Floats, weights: Floats, taken: list[int], count: int, *, among: Sequence[int] | None = None
) -> list[int]:
    candidates = np.arange(len(gains)) if among is None else np.array(sorted(among), dtype=int)
    best = _best(gains, taken)
    while len(taken) < count and len(candidates):
        more = np.maximum(gains[candidates] - best, 0.0) @ weights
        if more.max() <= 0.0:
            break
        site = int(candidates[more.argmax()])
        taken, best = [*taken, site], np.maximum(best, gains[site])
    return taken


def _exchange(gains: Floats, weights: Floats, taken: list[int], kept: int) -> list[int] | None:
    """The best exchange of one site that may go for one that was not taken; None when none is better."""
    now = worth(gains, weights, taken)
    best: tuple[float, list[int]] = (now * (1.0 + HAIR), [])
    for place in range(kept, len(taken)):
        rest = taken[:place] + taken[place + 1 :]
        values = np.maximum(gains, _best(gains, rest)) @ weights
        site = int(values.argmax())
        if values[site] > best[0]:
            best = float(values[site]), [*rest, site]
    return best[1] or None


def _best(gains: Floats, taken: list[int]) -> Floats:
    found: Floats = gains[taken].max(axis=0) if taken else np.zeros(gains.shape[1])
    return found
