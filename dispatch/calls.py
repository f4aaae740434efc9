"""A smart call as it arrives, and the choice of one place among its hypotheses. Pure."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chassis.errors import InvalidInputError
from chassis.geo import Box
from chassis.gridref import parse_gridref
from dispatch.model import Channel, Gate, Hypothesis, Location, LocationSource, Verification

APPLY_WITHIN_M = 150.0  # capability row IN-02: a vaguer fix is shown, not believed
FRESH = timedelta(minutes=5)
TRUST = {
    LocationSource.TYPED: 0,
    LocationSource.MAP: 1,
    LocationSource.GRID: 2,
    LocationSource.LINK: 3,
    LocationSource.APP: 4,
    LocationSource.PHONE: 5,
}
BY_HAND = frozenset({LocationSource.TYPED, LocationSource.MAP})


@dataclass(frozen=True, slots=True)
class NewCall:
    """Everything a caller, a device or a dispatcher has said so far. Only the region must be known."""

    region: str
    channel: Channel = Channel.VOICE
    caller_number: str | None = None
    text: str | None = None
    complaint: str | None = None
    hypotheses: tuple[Hypothesis, ...] = ()
    gate: Gate = field(default_factory=Gate)
    age_years: int | None = None
    sex: str | None = None
    language: str = "ko"
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """The chosen location, or None, and what a person should know about it (codes)."""

    location: Location | None
    warnings: tuple[str, ...] = ()


def read_grid(hypothesis: Hypothesis) -> Hypothesis:
    """Give a hypothesis written as a national point number its place; raises InvalidInputError."""
    if hypothesis.source is not LocationSource.GRID or hypothesis.place is not None:
        return hypothesis
    return replace(hypothesis, place=parse_gridref(hypothesis.text or ""), radius_m=hypothesis.radius_m or 10.0)


def place_call(hypotheses: tuple[Hypothesis, ...], *, area: Box, now: datetime) -> Placed:
    """Choose one place: what a person typed before what a device says, the smaller radius before the larger.

    A fix that is vague (over 150 m or of unknown radius) or old (over 5 min) is used as unverified; a place outside
    the area is kept on record and not used.
    """
    usable = [h for h in hypotheses if h.place is not None]
    if not usable:
        return Placed(None, ("location_missing",))
    inside = [h for h in usable if h.place is not None and area.holds(h.place)]
    if not inside:
        return Placed(None, ("location_outside_area",))
    best = min(inside, key=lambda h: (TRUST[h.source], h.radius_m if h.radius_m is not None else 1e9))
    warnings = () if len(inside) == len(usable) else ("some_locations_outside_area",)
    return Placed(_located(best, now), warnings)


def _located(best: Hypothesis, now: datetime) -> Location:
    if best.place is None:
        raise InvalidInputError("locations", "a chosen hypothesis has a place")
    return Location(best.place, best.source, _verification(best, now), best.text, best.radius_m)


def _verification(best: Hypothesis, now: datetime) -> Verification:
    if best.source in BY_HAND:
        return Verification.VERIFIED
    vague = best.radius_m is None or best.radius_m > APPLY_WITHIN_M
    old = best.at is not None and now - best.at > FRESH
    return Verification.UNVERIFIED if vague or old else Verification.APPROXIMATE
