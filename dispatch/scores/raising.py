"""What a result would raise. The rules suggest, a person accepts; nothing here takes anything away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dispatch.scores.score import Scale, Score
from dispatch.scores.sorting import Verdict
from dispatch.triage import Triage

STRONGEST = "arrest"  # a bundle that nothing replaces


@dataclass(frozen=True, slots=True)
class Raise:
    """A bundle and what it needs of a hospital, because of what `scale` found."""

    scale: Scale
    bundle: str
    needs: tuple[str, ...]


SUGGESTED: dict[tuple[Scale, str], Raise] = {
    (scale, band): Raise(scale, bundle, needs)
    for scale, band, bundle, needs in (
        (Scale.CPSS, "abnormal", "stroke", ("ischaemic_stroke",)),
        (Scale.LAMS, "occlusion_likely", "stroke", ("ischaemic_stroke", "embolisation")),
        (Scale.RACE, "occlusion_likely", "stroke", ("ischaemic_stroke", "embolisation")),
        (Scale.FIELD_TRIAGE, "red", "trauma", ("trauma",)),
    )
}


def suggest(result: Score | Verdict) -> Raise | None:
    """What the result would raise, whatever is still missing; None for nothing."""
    return SUGGESTED.get((result.scale, result.mildest))


def raised(result: Triage, accepted: Sequence[Raise]) -> Triage:
    """The triage with what people accepted, oldest first: needs are added, the last bundle leads, arrest stays."""
    for one in accepted:
        result = replace(
            result,
            bundle=STRONGEST if result.bundle == STRONGEST else one.bundle,
            needs=tuple(dict.fromkeys((*result.needs, *one.needs))),
            fired=(*result.fired, f"found.{one.scale.value}"),
        )
    return result
