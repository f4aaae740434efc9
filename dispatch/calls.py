"""A smart call as it arrives, and the choice of one place among its hypotheses. Pure."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chassis.errors import InvalidInputError
from chassis.geo import Box
from chassis.gridref import parse_gridref
from dispatch.model import Channel, Gate, Hypothesis, Location, LocationSource, Verification
from dispatch.where.reading import read_exact, read_hint

APPLY_WITHIN_M = 150.0  # capability row IN-02: a vaguer fix is shown, not believed
FRESH = timedelta(minutes=5)
TRUST = {
    LocationSource.TYPED: 0,
    LocationSource.MAP: 1,
    LocationSource.GRID: 2,
    LocationSource.LINK: 3,
    LocationSource.APP: 4,
    LocationSource.AML: 4,
    LocationSource.ECALL: 4,
    LocationSource.DEVICE: 5,
    LocationSource.RELAY: 5,
    LocationSource.NETWORK: 6,
    LocationSource.PHONE: 7,
}
BY_HAND = frozenset({LocationSource.TYPED, LocationSource.MAP})


@dataclass(frozen=True, slots=True)
class Says:
    """One thing that a device or another agency says of the call: a name with a word in the catalogues, and a value."""

    name: str
    value: str


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
    says: tuple[Says, ...] = ()
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """The chosen location, or None, and what a person should know about it (codes)."""

    location: Location | None
    warnings: tuple[str, ...] = ()


def read_grid(hypothesis: Hypothesis) -> Hypothesis:
    """Give a hypothesis written as a national point number its place; raises InvalidInputError. A typed text that is a
    position by itself gets it too, and the number of a pole or an elevator stands beside it as a hint."""
    if hypothesis.place is not None:
        return hypothesis
    if hypothesis.source is LocationSource.TYPED:
        return _read_typed(hypothesis)
    if hypothesis.source is not LocationSource.GRID:
        return hypothesis
    return replace(hypothesis, place=parse_gridref(hypothesis.text or ""), radius_m=hypothesis.radius_m or 10.0)


def _read_typed(hypothesis: Hypothesis) -> Hypothesis:
    text = hypothesis.text or ""
    exact = read_exact(text)
    if exact is not None:
        return replace(hypothesis, place=exact.place, radius_m=exact.radius_m)
    return replace(hypothesis, hint=read_hint(text))


def without_future(call: NewCall, now: datetime) -> NewCall:
    """The call with no position newer than now: a device whose clock is ahead would be fresh for ever."""
    return replace(call, hypotheses=tuple(_not_ahead(one, now) for one in call.hypotheses))


def _not_ahead(hypothesis: Hypothesis, now: datetime) -> Hypothesis:
    ahead = hypothesis.at is not None and hypothesis.at > now
    return replace(hypothesis, at=now) if ahead else hypothesis


def place_call(hypotheses: tuple[Hypothesis, ...], *, area: Box, now: datetime) -> Placed:
    """Choose one place: what a person said before what a device says, the fresh fix before the old one, the smaller
    radius before the larger.

    A fix of unknown radius or over 5 min old is used as unverified. One that is vaguer than 150 m is never used by
    itself (`location_vague`), nor is a place outside the area: both are kept, and a person may apply the vague one.
    """
    usable = [h for h in hypotheses if h.place is not None]
    if not usable:
        return Placed(None, ("location_missing",))
    inside = [h for h in usable if h.place is not None and area.holds(h.place)]
    if not inside:
        return Placed(None, ("location_outside_area",))
    believed = [h for h in inside if not is_vague(h)]
    if not believed:
        return Placed(None, ("location_vague",))
    warnings = () if len(inside) == len(usable) else ("some_locations_outside_area",)
    return Placed(_located(min(believed, key=lambda h: _doubt(h, now)), now), warnings)


def place_by_hand(hypothesis: Hypothesis, *, area: Box) -> Placed:
    """The place a person agrees to, whatever its radius. What is wider than 150 m, a device's vague fix or a whole
    street, is still only an area, and stays approximate."""
    if hypothesis.place is None:
        return Placed(None, ("location_missing",))
    if not area.holds(hypothesis.place):
        return Placed(None, ("location_outside_area",))
    sure = Verification.APPROXIMATE if _is_wide(hypothesis) else Verification.VERIFIED
    return Placed(Location(hypothesis.place, hypothesis.source, sure, hypothesis.text, hypothesis.radius_m))


def is_vague(hypothesis: Hypothesis) -> bool:
    """Whether a device's fix is wider than may be used without a person."""
    return _is_wide(hypothesis) and hypothesis.source not in BY_HAND


def _is_wide(hypothesis: Hypothesis) -> bool:
    return hypothesis.radius_m is not None and hypothesis.radius_m > APPLY_WITHIN_M


def _doubt(hypothesis: Hypothesis, now: datetime) -> tuple[bool, int, float, float]:
    """The less, the better. A source added elsewhere is trusted last."""
    device = hypothesis.source not in BY_HAND and hypothesis.source is not LocationSource.GRID
    radius = hypothesis.radius_m if hypothesis.radius_m is not None else 1e9
    trust = TRUST.get(hypothesis.source, len(TRUST))
    return device and _is_old(hypothesis, now), trust, radius, -(hypothesis.confidence or 0.0)


def _is_old(hypothesis: Hypothesis, now: datetime) -> bool:
    return hypothesis.at is not None and now - hypothesis.at > FRESH


def _located(best: Hypothesis, now: datetime) -> Location:
    if best.place is None:
        raise InvalidInputError("locations", "a chosen hypothesis has a place")
    return Location(best.place, best.source, _verification(best, now), best.text, best.radius_m)


def _verification(best: Hypothesis, now: datetime) -> Verification:
    if best.source in BY_HAND:
        return Verification.APPROXIMATE if _is_wide(best) else Verification.VERIFIED
    unsure = best.radius_m is None or _is_old(best, now)
    return Verification.UNVERIFIED if unsure else Verification.APPROXIMATE


def newer_says(before: list[dict[str, str]], said: tuple[Says, ...]) -> list[dict[str, str]]:
    """What is said now instead of what was said before under the same name."""
    names = {one.name for one in said}
    return [one for one in before if one["name"] not in names] + [{"name": o.name, "value": o.value} for o in said]
