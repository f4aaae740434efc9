"""One road as its tags describe it → what is the same along every piece of it, in each direction. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from chassis.geo import LatLon
from routing.assemble import Segment
from routing.kinds import Access
from routing.osmsizes import height_m, lanes, weight_t, width_m
from routing.osmtags import accesses, english_name, maxspeed_kmh, road_class, street_name

Patterns = tuple[Segment | None, Segment | None]


def both_directions(tags: Mapping[str, str], *, way: int, contraflow: bool) -> Patterns:
    """A road as drawn, and against, between no nodes yet; None where nobody drives it."""
    kind = road_class(tags)
    if kind is None:
        return None, None
    pattern = Segment(
        0,
        0,
        kind,
        name=street_name(tags),
        name_en=english_name(tags),
        way=way,
        max_height_m=height_m(tags),
        max_width_m=width_m(tags),
        max_weight_t=weight_t(tags),
    )
    forward, backward = accesses(tags, contraflow=contraflow)
    counted = lanes(tags, one_way=not {forward, backward}.isdisjoint({None, Access.CONTRAFLOW}))
    posted = maxspeed_kmh(tags.get("maxspeed"))
    speeds = [maxspeed_kmh(tags.get(f"maxspeed:{side}")) or posted for side in ("forward", "backward")]
    return (
        _open(pattern, forward, speeds[0], counted[0]),
        _open(pattern, backward, speeds[1], counted[1]),
    )


def laid(patterns: Patterns, ends: tuple[int, int], bends: tuple[LatLon, ...]) -> Iterator[Segment]:
    """A piece of the road between two nodes, in every direction that is driven."""
    forward, backward = patterns
    if forward is not None:
        yield replace(forward, tail=ends[0], head=ends[1], bends=bends)
    if backward is not None:
        yield replace(backward, tail=ends[1], head=ends[0], bends=bends[::-1])


def _open(pattern: Segment, to: Access | None, speed_kmh: float | None, count: int) -> Segment | None:
    """No lane runs against a one-way street."""
    if to is None:
        return None
    return replace(pattern, access=to, maxspeed_kmh=speed_kmh, lanes=0 if to is Access.CONTRAFLOW else count)
