"""Between what bounds each figure of a policy makes sense. Guards against slips of the pen, not against opinions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase

from dispatch.plan import Policy
from dispatch.policies.faults import Fault, Mistake
from dispatch.policies.writing import duration_text
from hospitals.rungs import LadderPolicy, Rungs

Pair = tuple[str, float | timedelta, str, float | timedelta]
DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Both ends are allowed."""

    low: float | timedelta
    high: float | timedelta


SHARE = Bounds(0.0, 1.0)
TIMES = Bounds(NOTHING, DAY)
NUMBERS = Bounds(0.0, 100_000.0)
BOUNDS: tuple[tuple[str, Bounds], ...] = (  # the first pattern that fits counts
    ("advice.least_chance", SHARE),
    ("assign.stale_after", Bounds(5 * SECOND, HOUR)),
    ("assign.unknown_after", Bounds(30 * SECOND, 2 * HOUR)),
    ("assign.divert_limit", Bounds(0, 3)),
    ("assign.coverage_weight_s", Bounds(0.0, 10_000.0)),
    ("assign.coverage_standard", Bounds(MINUTE, HOUR)),
    ("hospitals.trust.*strength", Bounds(0.5, 1000.0)),
    ("hospitals.trust.*.half_life", Bounds(MINUTE, 7 * DAY)),
    ("hospitals.waits.*.half_life", Bounds(MINUTE, 7 * DAY)),
    ("hospitals.*.until", Bounds(MINUTE, 30 * DAY)),
    ("hospitals.trust.*", SHARE),
    ("hospitals.not_able*", SHARE),
    ("hospitals.waits.comfortable_beds", Bounds(0, 50)),
    ("hospitals.farthest", Bounds(10 * MINUTE, 6 * HOUR)),
    ("hospitals.longest_specialist_wait", Bounds(NOTHING, 6 * HOUR)),
    ("hospitals.ask_budget", Bounds(1, 20)),
    ("hospitals.closing.at_least", Bounds(1, 50)),
    ("hospitals.closing.left_open", Bounds(0, 50)),
    ("hospitals.balance.from_acuity", Bounds(1, 5)),
    ("hospitals.balance.slack", Bounds(0.0, 50.0)),
    ("hospitals.balance.*", Bounds(NOTHING, 2 * HOUR)),
    ("ladder*.parallel", Bounds(0, 10)),
    ("ladder*.widen_by", Bounds(1, 10)),
    ("ladder*.expiry", Bounds(15 * SECOND, HOUR)),
    ("ladder*.hold", Bounds(MINUTE, 2 * HOUR)),
    ("ladder*.offer_window", Bounds(NOTHING, 10 * MINUTE)),
    ("ladder.*_costs", Bounds(NOTHING, 6 * HOUR)),
    ("ladder.*", Bounds(5 * SECOND, 2 * HOUR)),
    ("signals.lead", Bounds(5 * SECOND, 2 * MINUTE)),
    ("signals.hold", Bounds(5 * SECOND, 60 * SECOND)),
    ("signals.passed_m", Bounds(0.0, 50.0)),
    ("signals.off_route_m", Bounds(20.0, 500.0)),
    ("signals.*", Bounds(SECOND, MINUTE)),
    ("registered.lasts", Bounds(30 * DAY, 400 * DAY)),
    ("registered.old_after", Bounds(30 * DAY, 400 * DAY)),
    ("registered.warn_before", Bounds(DAY, 90 * DAY)),
    ("registered.kept_after", Bounds(NOTHING, 90 * DAY)),
    ("registered.call_within", Bounds(MINUTE, HOUR)),
    ("registered.glass_lasts", Bounds(5 * MINUTE, 4 * HOUR)),
    ("registered.*notice_after", Bounds(NOTHING, 30 * DAY)),
    ("detours.least_gain", Bounds(5 * SECOND, 10 * MINUTE)),
    ("detours.least_share", Bounds(0.0, 0.5)),
    ("roads.against_one_ways_share", Bounds(0.1, 1.0)),
    ("roads.height_m", Bounds(1.5, 4.5)),
    ("roads.width_m", Bounds(1.5, 3.0)),
    ("roads.weight_t", Bounds(1.0, 40.0)),
    ("lines.least_attempts", Bounds(0, 10)),
    ("lines.text_after_attempts", Bounds(0, 10)),
    ("lines.*", Bounds(3 * SECOND, 30 * MINUTE)),
    ("drop.rules.*.p_first_min", SHARE),
    ("drop.recall_below", SHARE),
    ("drop.unheard_after", Bounds(10 * SECOND, HOUR)),
    ("drop.rules.*.ambulance_min", Bounds(NOTHING, 2 * HOUR)),
    ("drop.reserve.share", Bounds(0.05, 0.9)),
    ("drop.limits.wind_max_mps", Bounds(0.0, 25.0)),
    ("drop.limits.gust_max_mps", Bounds(0.0, 35.0)),
    ("drop.limits.temperature_*", Bounds(-50.0, 60.0)),
    ("drop.way.heights_m", Bounds(50.0, 150.0)),  # 150 m is the ceiling of the aviation safety act
    ("drop.way.over_m", Bounds(0.0, 20.0)),  # so that no layer comes down to roofs of 30 m, which are not looked at
    ("drop.way.site.clear_m", Bounds(1.0, 30.0)),
    ("drop.way.site.walk_m", Bounds(0.0, 90.0)),  # with look_m the 150 m within which low roofs are known
    ("drop.way.site.look_m", Bounds(30.0, 60.0)),
    ("drop.way.site.step_m", Bounds(1.0, 20.0)),
    ("drop.way.*_m", Bounds(0.0, 200.0)),
    ("drop.way.edges_most", Bounds(100, 1_000_000)),
    ("drop.way.walk_mps", Bounds(0.3, 5.0)),
    ("drop.way.delay_most", Bounds(NOTHING, 10 * MINUTE)),
    ("drop.way.delay_step", Bounds(SECOND, MINUTE)),
    ("drop.profile.hover_m", Bounds(5.0, 100.0)),
    ("drop.profile.kit_hangs_m", Bounds(0.0, 10.0)),
    ("drop.launch_sd", Bounds(SECOND, HOUR)),
    ("mass.stale_share", SHARE),
    ("mass.casualties_a_unit", Bounds(0.5, 20.0)),
    ("mass.level_*", Bounds(2, 1000)),
    ("mass.most_units", Bounds(1, 200)),
    ("mass.*ing", Bounds(NOTHING, HOUR)),
    ("mass.unposted_*", Bounds(0, 20)),
    ("mass.unit_*", Bounds(0, 60)),
    ("disclosure.after_handover", Bounds(NOTHING, 30 * DAY)),
    ("entrances.stood_for", Bounds(5 * SECOND, 10 * MINUTE)),
    ("entrances.stamp_within", Bounds(NOTHING, 10 * MINUTE)),
    ("entrances.least_share", Bounds(0.5, 1.0)),
    ("entrances.least", Bounds(2, 50)),
    ("entrances.leads_from", Bounds(2, 200)),
    ("entrances.*_for", Bounds(DAY, 400 * DAY)),
    ("entrances.agree_m", Bounds(5.0, 100.0)),
    ("entrances.*_m", Bounds(5.0, 300.0)),
    ("fences.settled", Bounds(NOTHING, 5 * MINUTE)),
    ("fences.looks_back", Bounds(MINUTE, HOUR)),
    ("fences.least", Bounds(2, 20)),
    ("fences.*_m", Bounds(10.0, 1000.0)),
    ("safety.answer_within", Bounds(15 * SECOND, 15 * MINUTE)),
    ("safety.*", Bounds(MINUTE, 2 * HOUR)),
    ("orders.answer_within", Bounds(15 * SECOND, 10 * MINUTE)),
    ("orders.*", Bounds(MINUTE, 2 * HOUR)),
    ("drop.utc_offset", Bounds(-14 * HOUR, 14 * HOUR)),
)

LADDER_ORDER = (
    ("realert_after", "phone_after"),
    ("phone_after", "expiry"),
    ("widen_after", "neighbours_after"),
    ("neighbours_after", "designate_after"),
)


def bounds_of(at: str, value: float | timedelta) -> Bounds:
    """The bounds of the figure at a dotted key; those of its kind where it has none of its own."""
    usual = TIMES if isinstance(value, timedelta) else NUMBERS
    own = next((bounds for pattern, bounds in BOUNDS if fnmatchcase(at, pattern)), usual)
    return own if isinstance(own.low, timedelta) == isinstance(value, timedelta) else usual


def beyond(at: str, value: float | timedelta) -> Mistake | None:
    """What is wrong with the size of a figure; None when nothing is."""
    bounds = bounds_of(at, value)
    if value < bounds.low:  # type: ignore[operator]  # both are of one kind, see bounds_of
        return Mistake(Fault.TOO_LOW, at, limit=_shown(bounds.low))
    if value > bounds.high:  # type: ignore[operator]
        return Mistake(Fault.TOO_HIGH, at, limit=_shown(bounds.high))
    return None


def disorders(policy: Policy) -> Iterator[Mistake]:
    """Figures that have to stand in order and do not; `limit` names the key that has to be the larger."""
    trust, waits, weather = policy.hospitals.trust, policy.hospitals.waits, policy.drop.limits
    pairs: tuple[Pair, ...] = (
        ("orders.answer_within", policy.orders.answer_within, "orders.expire_after", policy.orders.expire_after),
        ("assign.stale_after", policy.assign.stale_after, "assign.unknown_after", policy.assign.unknown_after),
        *_ladder_pairs("ladder", policy.ladder),
        ("entrances.least", policy.entrances.least, "entrances.leads_from", policy.entrances.leads_from),
        ("fences.reach_m", policy.fences.reach_m, "fences.leave_m", policy.fences.leave_m),
        ("mass.level_two_from", policy.mass.level_two_from, "mass.level_three_from", policy.mass.level_three_from),
        (
            "drop.limits.temperature_min_c",
            weather.temperature_min_c,
            "drop.limits.temperature_max_c",
            weather.temperature_max_c,
        ),
        *(
            (f"hospitals.{name}.half_life", fading.half_life, f"hospitals.{name}.until", fading.until)
            for name, fading in (
                ("trust.answers", trust.answers),
                ("trust.counts", trust.counts),
                ("waits.queues", waits.queues),
                ("waits.counts", waits.counts),
            )
        ),
    )
    for at, smaller, other, larger in pairs:
        if smaller > larger:  # type: ignore[operator]
            yield Mistake(Fault.WRONG_ORDER, at, limit=other)
    if not policy.drop.way.heights_m:
        yield Mistake(Fault.NOT_A_LIST, "drop.way.heights_m", limit="1")
    yield from dict.fromkeys(_particular(policy.ladder))


def _ladder_pairs(at: str, ladder: LadderPolicy) -> Iterator[Pair]:
    for smaller, larger in LADDER_ORDER:
        yield f"{at}.{smaller}", getattr(ladder, smaller), f"{at}.{larger}", getattr(ladder, larger)


def _particular(ladder: LadderPolicy) -> Iterator[Mistake]:
    """The ladders of particular cases, where they differ from the general one; told at the figure that was said."""
    for at, rungs, case in _cases(ladder):
        for smaller, larger in LADDER_ORDER:
            here, there = (smaller, larger) if getattr(rungs, smaller) is not None else (larger, smaller)
            said = getattr(rungs, here) is not None
            if said and getattr(case, smaller) > getattr(case, larger):
                yield Mistake(Fault.WRONG_ORDER, f"{at}.{here}", limit=there)


def _cases(ladder: LadderPolicy) -> Iterator[tuple[str, Rungs, LadderPolicy]]:
    """Every table with each ladder it makes: a bundle's lies over those of the acuities, too."""
    for acuity, rungs in ladder.acuity:
        yield f"ladder.acuity.{acuity}", rungs, ladder.of(None, acuity)
    for bundle, ours in ladder.bundle:
        for acuity in (0, *(n for n, _ in ladder.acuity)):
            yield f"ladder.bundle.{bundle}", ours, ladder.of(bundle, acuity)
        for acuity, rungs in ours.acuity:
            yield f"ladder.bundle.{bundle}.acuity.{acuity}", rungs, ladder.of(bundle, acuity)


def _shown(value: float | timedelta) -> str:
    return duration_text(value) if isinstance(value, timedelta) else f"{value:g}"
