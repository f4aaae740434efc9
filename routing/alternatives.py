"""Other ways worth telling: over roads the fastest does not use, little slower, without detours of their own. Pure.

After Abraham, Delling, Goldberg and Werneck, "Alternative routes in road networks", ACM JEA 18 (2013): a way over a
third edge is the fastest to it and the fastest on. It is admitted when it shares little with the ways told before, is
not much slower, and is itself the fastest between points near that edge: nobody is led off a road and back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from routing.arrays import Floats
from routing.kinds import RoadClass
from routing.model import CLOSED_MS
from routing.snap import Snap
from routing.stands import Drive
from routing.ways import Ways


@dataclass(frozen=True, slots=True)
class Admission:
    """Which ways are worth telling. `most_shared` and `slower` are shares of the fastest way's metres and time; a way
    must be the fastest over a `local` share of that time round its third edge (theirs: 0.8, 0.25 and 0.25)."""

    most_shared: float = 0.75
    slower: float = 0.35
    local: float = 0.25
    tried: int = 384  # third edges looked at
    walked: int = 24  # of these, ways walked


USUAL = Admission()


@dataclass(frozen=True, slots=True)
class Other:
    """A way and how much of its metres the ways told before it use, at most."""

    drive: Drive
    shared: float


def other_ways(ways: Ways, origin: Snap, target: Snap, wanted: int, *, admission: Admission = USUAL) -> list[Other]:
    """Up to `wanted` ways beside the fastest, fastest first; none where that is none or very short."""
    fastest = ways.drive(origin, target)
    if fastest is None or len(fastest.edges) < 2:
        return []
    told, found = [fastest], list[Other]()
    for drive in _candidates(ways, origin, target, fastest, admission):
        if len(found) == wanted:
            break
        shared = max(_shared(ways, drive, before) for before in told)
        if shared <= admission.most_shared and _is_local(ways, drive, fastest, admission):
            told.append(drive)
            found.append(Other(drive, shared))
    return found


def _candidates(ways: Ways, origin: Snap, target: Snap, fastest: Drive, admission: Admission) -> Iterator[Drive]:
    limit_ms = fastest.travel_ms * (1 + admission.slower)
    thirds = _third_edges(ways, origin, target, fastest, admission)
    totals = ways.over_ms(origin, target, thirds)
    good = sorted((ms, edge) for ms, edge in zip(totals, thirds, strict=True) if ms is not None and ms <= limit_ms)
    walked, seen = 0, {fastest.edges}
    for _, edge in good:
        if walked == admission.walked:
            return
        drive = ways.drive_over(origin, target, edge)
        if drive is None or drive.edges in seen:
            continue
        seen.add(drive.edges)
        walked += 1
        if drive.travel_ms <= limit_ms and _is_simple(ways, drive):
            yield drive


def _third_edges(ways: Ways, origin: Snap, target: Snap, fastest: Drive, admission: Admission) -> list[int]:
    """Open edges off the fastest way and not far round it, the main roads first, then evenly drawn."""
    network = ways.network
    lat = (network.node_lat[network.tail] + network.node_lat[network.head]) / 2
    lon = (network.node_lon[network.tail] + network.node_lon[network.head]) / 2
    apart = _apart(lat, lon, origin) + _apart(lat, lon, target)
    direct = float(_apart(np.array([origin.point.lat]), np.array([origin.point.lon]), target)[0])
    inside = (apart < direct * 1.5 + 0.005) & (ways.travel_ms != CLOSED_MS)
    inside[list(fastest.edges)] = False
    found: list[int] = []
    main = network.road_class <= RoadClass.TERTIARY
    for chosen, share in ((inside & main, 3), (inside & ~main, 1)):
        edges = np.flatnonzero(chosen)
        room = admission.tried * share // 4
        found += edges[:: max(1, -(-len(edges) // room))].tolist()
    return found


def _apart(lat: Floats, lon: Floats, snap: Snap) -> Floats:
    """In degrees of latitude."""
    east = (lon - snap.point.lon) * np.cos(np.radians(snap.point.lat))
    return np.asarray(np.hypot(lat - snap.point.lat, east))


def _is_simple(ways: Ways, drive: Drive) -> bool:
    """Whether no junction is passed twice."""
    passed = ways.network.head[list(drive.edges[:-1])].tolist()
    return len(set(passed)) == len(passed)


def _shared(ways: Ways, drive: Drive, before: Drive) -> float:
    common = set(before.edges)
    lengths = ways.lengths_m(drive)
    return sum(m for edge, m in zip(drive.edges, lengths, strict=True) if edge in common) / max(sum(lengths), 1.0)


def _is_local(ways: Ways, drive: Drive, fastest: Drive, admission: Admission) -> bool:
    """Whether each stretch as long as the `local` share, every half of it, is the fastest between its ends."""
    stretch_ms = round(fastest.travel_ms * admission.local)
    starts = range(0, max(1, drive.travel_ms - stretch_ms), max(1, stretch_ms // 2))
    return all(_is_fastest(ways, *_stretch(drive, start, start + stretch_ms)) for start in starts)


def _stretch(drive: Drive, start_ms: int, end_ms: int) -> tuple[Sequence[int], int]:
    """The whole edges between two times, and how long they take from the end of the first on."""
    inside = [at for at, ms in enumerate(drive.passed_ms[:-1]) if start_ms <= ms <= end_ms]
    if len(inside) < 2:
        return (), 0
    first, last = inside[0], inside[-1]
    return drive.edges[first : last + 1], drive.passed_ms[last] - drive.passed_ms[first]


def _is_fastest(ways: Ways, edges: Sequence[int], took_ms: int) -> bool:
    return not edges or ways.from_end_to_end_ms(edges[0], edges[-1]) >= took_ms
