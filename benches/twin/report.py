"""The tables of docs/proofs/twin.md from the rows of its CSV. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import mean

from benches.twin.rows import Row, of_arm
from benches.twin.statistics import Estimate, paired_difference, paired_ratio, percentile
from routing.profiles import KOREA

NOBODY, NORMAL, SIREN = "nobody", "normal", "siren"
FASTER = 1.2  # the speed factor of SUMO's ambulance, see kinds.TYPES

Rows = Sequence[Row]


def arms_of(rows: Rows) -> list[str]:
    """The arms in which somebody was sent, in the order they were driven."""
    return [arm for arm in dict.fromkeys(row.arm for row in rows) if arm != NOBODY]


def times_table(rows: Rows) -> str:
    """How long the trips took in every arm, against the normal car and against lights and siren alone."""
    head = (
        *(
            "arm",
            "mean s",
            "p90 s",
            "not there",
            "km/h",
            "stopped s",
            "ratio to normal car",
            "ratio to siren alone",
            "faster than it",
        ),
        *("share of the car’s delay kept", "requests, passed on green", "seconds of signals taken"),
    )
    return _table(head, (_times(rows, arm) for arm in arms_of(rows)))


def others_table(rows: Rows) -> str:
    """What everybody else lost more than without any ambulance, and than beside lights and siren alone."""
    head = (
        *("arm", "near the route, than with nobody", "share", "whole net, than with nobody", "share"),
        *("near the route, than beside siren alone", "per ambulance second saved"),
    )
    return _table(head, (_others(rows, arm) for arm in arms_of(rows) if arm != NORMAL))


def ratio_table(rows: Rows, against: str) -> str:
    """Arms against one of them, trip by trip."""
    head = (
        "arm",
        "trips",
        "mean s",
        "p90 s",
        f"ratio to “{against}”",
        "slow streets met",
        "changes on the way",
        "never there",
    )
    base = of_arm(rows, against)
    return _table(head, (_ratio(of_arm(rows, arm), base, arm) for arm in arms_of(rows)))


def promise_table(rows: Rows) -> str:
    """What the router promised before anybody drove, against what was driven."""
    head = ("arm", "driven / promised p50", "within p50", "within p90", "mean error", "even if a signal cost")
    return _table(head, (_promise(of_arm(rows, arm), arm) for arm in arms_of(rows)))


def sound(rows: Rows) -> tuple[list[Row], list[int]]:
    """The rows of the trips that say something, and those that do not: in one arm at least the simulator died, or moved
    an ambulance that was stuck."""
    silent = sorted({row.trip for row in rows if row.drive.jumped or row.drive.crashed})
    return [row for row in rows if row.trip not in silent], silent


def _times(rows: Rows, arm: str) -> Iterator[str]:
    own, normal, siren = (of_arm(rows, one) for one in (arm, NORMAL, SIREN))
    seconds = _each(own, _seconds)
    yield arm
    yield f"{mean(seconds):.0f}"
    yield f"{percentile(seconds, 0.9):.0f}"
    yield str(sum(not row.drive.arrived for row in own))
    yield f"{3.6 * sum(row.distance_m for row in own) / sum(seconds):.1f}"
    yield f"{mean(row.drive.stopped_s for row in own):.0f}"
    yield _or_one(own, normal)
    yield _or_one(own, siren)
    yield f"{sum(a.drive.seconds < b.drive.seconds for a, b in zip(own, siren, strict=True))} of {len(own)}"
    yield _kept(own, normal)
    requests = sum(row.drive.requests for row in own)
    yield f"{requests}, {sum(row.drive.passed_on_grant for row in own) / requests:.0%}" if requests else "–"
    yield f"{mean(row.drive.forced_s for row in own):.0f}"


def _kept(own: Rows, normal: Rows) -> str:
    """What the arm lost against free flow of what the car lost; an ambulance's free flow is faster than the limit."""
    free = 1.0 if own == normal else FASTER
    lost = [row.drive.seconds - row.free_s / free for row in own]
    return str(paired_ratio(lost, [row.drive.seconds - row.free_s for row in normal]))


def _others(rows: Rows, arm: str) -> Iterator[str]:
    own, siren, nobody = (of_arm(rows, one) for one in (arm, SIREN, NOBODY))
    yield arm
    for what in (_near, _everywhere):
        yield _more(own, nobody, what)
        yield f"{mean(_each(own, what)) / mean(_each(nobody, what)) - 1:+.2%}"
    if arm == SIREN:
        yield from ("–", "–")
        return
    yield _more(own, siren, _near)
    saved = mean(_each(siren, _seconds)) - mean(_each(own, _seconds))
    yield f"{(mean(_each(own, _near)) - mean(_each(siren, _near))) / saved:.1f}" if saved > 0 else "–"


def _more(own: Rows, base: Rows, what: Callable[[Row], float]) -> str:
    more = paired_difference(_each(own, what), _each(base, what))
    return f"{more.value:+,.0f} ({more.low:+,.0f} … {more.high:+,.0f})"


def _ratio(own: Rows, base: Rows, arm: str) -> Iterator[str]:
    seconds = _each(own, _seconds)
    yield arm
    yield str(len(own))
    yield f"{mean(seconds):.0f}"
    yield f"{percentile(seconds, 0.9):.0f}"
    yield _or_one(own, base)
    yield f"{mean(row.drive.slow_met for row in own):.2f}"
    yield str(sum(row.drive.replans for row in own))
    yield str(sum(not row.drive.arrived for row in own))


def _promise(own: Rows, arm: str) -> Iterator[str]:
    ratio = paired_ratio(_each(own, _seconds), [row.p50_s for row in own])
    yield arm
    yield str(ratio)
    yield f"{mean(row.drive.seconds <= row.p50_s for row in own):.0%}"
    yield f"{mean(row.drive.seconds <= row.p90_s for row in own):.0%}"
    yield f"{mean(abs(row.drive.seconds - row.p50_s) / row.drive.seconds for row in own):.0%}"
    late_s = sum(row.drive.seconds - row.p50_s for row in own) / sum(row.signals for row in own)
    yield f"{KOREA.signal_s + late_s:.1f} s"


def _or_one(own: Rows, base: Rows) -> str:
    return "1" if own == base else str(ratio_of(own, base))


def ratio_of(own: Rows, base: Rows) -> Estimate:
    """The paired ratio of two arms' times."""
    return paired_ratio(_each(own, _seconds), _each(base, _seconds))


def _each(rows: Rows, what: Callable[[Row], float]) -> list[float]:
    return [what(row) for row in rows]


def _seconds(row: Row) -> float:
    return row.drive.seconds


def _near(row: Row) -> float:
    return row.drive.near_s


def _everywhere(row: Row) -> float:
    return row.drive.others_s


def _table(head: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    cells = [list(row) for row in rows]
    if any(len(row) != len(head) for row in cells):
        raise ValueError(f"a row does not fit under {head}")
    lines = [head, ["---"] * len(head), *cells]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
