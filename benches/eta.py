"""Are the minutes kept? Fitted on five recorded days of San Francisco, judged on the two days the fit has not seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from benches.plot import Panel, Point, Series, drawn
from dispatch.minutes.recorded import Driven, drive, read_rides
from dispatch.review.calibration import wilson
from routing.calibrate import Trip, TripModels, fit
from routing.eta import p50_ms, quantile_ms
from routing.kept import Judged, judge, promises
from routing.profiles import KOREA, LIGHTS_AND_SIREN, SAN_FRANCISCO
from routing.sanfrancisco import read_roads
from routing.speeds import SpeedPolicy

LAST_FITTED = date(2018, 1, 17)
RECORD, STATIONS = "sffd_dispatch_2018-01-13_to_19.csv.gz", "sffd_stations.csv"
BANDS = ((0, 600), (600, 1200), (1200, 2000), (2000, 100_000))  # metres along the road
CURVE = tuple(share / 20 for share in range(1, 20))
BEFORE, AFTER = "#d9730d", "#0969da"
# A city that knows its speed limits and nothing else: the factors every profile starts from.
UNTUNED = replace(
    SAN_FRANCISCO,
    class_factor=LIGHTS_AND_SIREN,
    hour_factor=KOREA.hour_factor,
    anytime_factor=KOREA.anytime_factor,
)
PROFILES: tuple[tuple[str, SpeedPolicy], ...] = (
    ("speeds tuned by hand on the same five days", SAN_FRANCISCO),
    ("speeds as any city starts with", UNTUNED),
)
HEADS = ("trips", "within p50", "within p90", "median error", "error / p50", "took / p50")


@dataclass(frozen=True, slots=True)
class Proof:
    """One profile: what was fitted, and the trips of both parts."""

    name: str
    models: TripModels
    seen: tuple[Driven, ...]
    unseen: tuple[Driven, ...]


def prove(folder: Path, profiles: Sequence[tuple[str, SpeedPolicy]] = PROFILES) -> list[Proof]:
    """Fit and hold back, for each profile."""
    network, _ = read_roads(folder)
    rides = read_rides(folder / RECORD, folder / STATIONS, zone=SAN_FRANCISCO.zone)
    told = []
    for name, policy in profiles:
        driven = drive(rides, network, policy)
        seen = tuple(one for one in driven if one.departed_at.date() <= LAST_FITTED)
        unseen = tuple(one for one in driven if one.departed_at.date() > LAST_FITTED)
        told.append(Proof(name, fit(one.trip for one in seen), seen, unseen))
    return told


def report(proofs: Sequence[Proof]) -> list[str]:
    """The tables."""
    lines = ["# Are the minutes kept?", ""]
    lines += [
        "Fire engines leaving their own stations in San Francisco, wheels rolling to on scene. Fitted on 13 to 17",
        "January 2018, judged on 18 and 19, which neither fit nor profile has seen. With lights and siren unless told.",
        "`make prove`; see [roads.md](../roads.md).",
        "",
        "![Reliability and shares by distance](eta.svg)",
    ]
    for proof in proofs:
        lines += ["", f"## {proof.name[0].upper()}{proof.name[1:]}", "", *_table(proof), "", *_bands(proof)]
        lines += ["", *_curve(proof), "", *_models(proof)]
    return lines


def plot(proof: Proof) -> str:
    """The reliability curve, and both shares by distance with their 95 % intervals, on the two days."""
    trips = _trips(proof.unseen)
    tenths = [(n / 10, f"{n * 10} %") for n in range(0, 11, 2)]
    curve = [
        Series("as promised", "#8c959f", [(0.0, 0.0), (1.0, 1.0)], dashed=True),
        Series("prior", BEFORE, [(share, kept(trips, TripModels(), share)) for share in CURVE]),
        Series("calibrated", AFTER, [(share, kept(trips, proof.models, share)) for share in CURVE]),
    ]
    labels = [(-0.5, ""), *((n, _band_name(band)) for n, band in enumerate(BANDS)), (len(BANDS) - 0.5, "")]
    shares = [
        *_shares("prior", BEFORE, proof, TripModels(), -0.08),
        *_shares("calibrated", AFTER, proof, proof.models, 0.08),
    ]
    wanted = [Series("", "#8c959f", [(-0.5, at), (len(BANDS) - 0.5, at)], dashed=True) for at in (0.5, 0.9)]
    return drawn(
        [
            Panel("Share of trips within a promised share", "promised", tenths, tenths, curve),
            Panel("Within p50 and p90, by distance", "with 95 % intervals", labels, tenths, [*shares, *wanted]),
        ]
    )


def kept(trips: Sequence[Trip], models: TripModels, share: float) -> float:
    """How many of `trips` stayed within what `share` of them should."""
    within = 0
    for trip in trips:
        model = models.of(siren=trip.siren, night=trip.night)
        within += trip.took_ms <= quantile_ms(p50_ms(trip.driven_ms, model), share, model)
    return within / len(trips)


def _trips(driven: Sequence[Driven], *, siren: bool = True) -> list[Trip]:
    return [one.trip for one in driven if one.trip.siren is siren]


def _table(proof: Proof) -> Iterator[str]:
    yield "| days | minutes | " + " | ".join(HEADS) + " |"
    yield "|---|---|" + "---|" * len(HEADS)
    for name, driven in (("13–17 (fitted)", proof.seen), ("**18–19 (held back)**", proof.unseen)):
        for how, models in (("prior", TripModels()), ("calibrated", proof.models)):
            yield f"| {name} | {how} | {_row(judge(promises(_trips(driven), models)))} |"
    quiet = _trips(proof.unseen, siren=False)
    for how, models in (("prior", TripModels()), ("calibrated", proof.models)):
        yield f"| 18–19, without siren | {how} | {_row(judge(promises(quiet, models)))} |"


def _bands(proof: Proof) -> Iterator[str]:
    yield "By distance along the road, 18–19 January:"
    yield ""
    yield "| distance | minutes | " + " | ".join(HEADS) + " |"
    yield "|---|---|" + "---|" * len(HEADS)
    for band in BANDS:
        trips = _trips(_within(proof.unseen, band))
        for how, models in (("prior", TripModels()), ("calibrated", proof.models)):
            yield f"| {_band_name(band)} | {how} | {_row(judge(promises(trips, models)))} |"


def _curve(proof: Proof) -> Iterator[str]:
    trips, shares = _trips(proof.unseen), (0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
    yield "| promised to be kept by | " + " | ".join(f"{share:.0%}" for share in shares) + " |"
    yield "|---|" + "---|" * len(shares)
    for how, models in (("prior", TripModels()), ("calibrated", proof.models)):
        yield f"| {how} | " + " | ".join(f"{kept(trips, models, share):.1%}" for share in shares) + " |"


def _models(proof: Proof) -> Iterator[str]:
    parts = ("trips", "pace", "ends_s", "floor", "short_min", "t90")
    yield "| group | " + " | ".join(parts) + " |"
    yield "|---|" + "---|" * len(parts)
    every = [("prior", TripModels().overall), ("all", proof.models.overall)]
    for group, model in proof.models.groups:
        hours = {None: "", True: ", night", False: ", day"}[group.night]
        every.append((("siren" if group.siren else "no siren") + hours, model))
    for name, model in every:
        yield f"| {name} | {model.trips} | " + " | ".join(f"{getattr(model, part):.3g}" for part in parts[1:]) + " |"


def _row(one: Judged) -> str:
    if one.error_s is None or one.error_share is None or one.ratio is None:
        return " | ".join(["0", *["–"] * (len(HEADS) - 1)])
    shares = (_share(one.within_p50, one.n), _share(one.within_p90, one.n))
    return " | ".join([str(one.n), *shares, f"{one.error_s:.0f} s", f"{one.error_share:.0%}", f"{one.ratio:.2f}"])


def _share(within: int, n: int) -> str:
    low, high = wilson(within, n)
    return f"{within / n:.1%} ({low:.0%}–{high:.0%})"


def _shares(name: str, colour: str, proof: Proof, models: TripModels, beside: float) -> Iterator[Series]:
    told = [judge(promises(_trips(_within(proof.unseen, band)), models)) for band in BANDS]
    for title, part in ((name, "within_p90"), ("", "within_p50")):
        points, bars = list[Point](), list[Point]()
        for number, one in enumerate(told):
            if one.n:
                points.append((number + beside, getattr(one, part) / one.n))
                bars.append(wilson(getattr(one, part), one.n))
        yield Series(title, colour, points, bars, joined=False)


def _within(driven: Sequence[Driven], band: tuple[int, int]) -> list[Driven]:
    return [one for one in driven if band[0] <= one.distance_m < band[1]]


def _band_name(band: tuple[int, int]) -> str:
    low, high = (metres / 1000 for metres in band)
    return f"{low:g}–{high:g} km" if high < 100 else f"over {low:g} km"
