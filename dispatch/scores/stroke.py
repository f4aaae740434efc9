"""Stroke before the hospital.

CPSS: Kothari et al., Ann Emerg Med 1999;33:373–378. LAMS: Llanes et al., Prehosp Emerg Care 2004;8:46–50, and for
occlusion of a large vessel Nazliel et al., Stroke 2008;39:2264–2267. RACE: Pérez de la Ossa et al., Stroke
2014;45:87–91 (gaze 0–1, aphasia or agnosia 0–2; a public calculator has them the other way round).
"""

from collections.abc import Callable

from dispatch.scores.score import Part, Points, Scale, Score, known, tally, unknown

LAMS_OCCLUSION, RACE_OCCLUSION = 4, 5
CPSS_ITEMS = {"face": 1, "arm": 1, "speech": 1}
LAMS_ITEMS = {"face": 1, "arm": 2, "grip": 2}
RACE_ITEMS = {"face": 2, "arm": 2, "leg": 2, "gaze": 1, "cortex": 2}


def cpss(*, face: int | None, arm: int | None, speech: int | None) -> Score:
    """0–3; any one makes it abnormal."""
    return _add(Scale.CPSS, CPSS_ITEMS, {"face": face, "arm": arm, "speech": speech}, _abnormal)


def lams(*, face: int | None, arm: int | None, grip: int | None) -> Score:
    """0–5; from 4 an occlusion of a large vessel is likely."""
    return _add(Scale.LAMS, LAMS_ITEMS, {"face": face, "arm": arm, "grip": grip}, _occlusion(LAMS_OCCLUSION))


def race(
    *,
    face: int | None,
    arm: int | None,
    leg: int | None,
    gaze: int | None,
    aphasia: int | None = None,
    agnosia: int | None = None,
) -> Score:
    """0–9; from 5 an occlusion of a large vessel is likely. Aphasia is examined when the right side is weak, agnosia
    when the left is: one of them is enough, of both the worse counts."""
    examined = [one for one in (aphasia, agnosia) if one is not None]
    found = {"face": face, "arm": arm, "leg": leg, "gaze": gaze, "cortex": max(examined, default=None)}
    return _add(Scale.RACE, RACE_ITEMS, found, _occlusion(RACE_OCCLUSION))


def _add(scale: Scale, items: dict[str, int], found: dict[str, int | None], band: Callable[[Points], str]) -> Score:
    return tally(scale, [_part(name, found[name], most) for name, most in items.items()], band)


def _part(name: str, found: int | None, most: int) -> Part:
    if found is None:
        return unknown(name, most)
    if not 0 <= found <= most:
        raise ValueError(f"{name} lies between 0 and {most}")
    return known(name, found, found)


def _abnormal(points: Points) -> str:
    return "abnormal" if any(points) else "normal"


def _occlusion(likely_from: int) -> Callable[[Points], str]:
    def band(points: Points) -> str:
        total = sum(points)
        return "occlusion_likely" if total >= likely_from else "abnormal" if total else "normal"

    return band
