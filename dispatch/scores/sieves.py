"""Many casualties at once: START, JumpSTART and SALT as trees.

START: Super et al., Newport Beach 1994; a capillary refill over 2 s stands for a missing radial pulse. JumpSTART:
Romig 2002, for those who look younger than eight. SALT: Lerner et al., Disaster Med Public Health Prep 2008;2 Suppl 1.
"""

from dataclasses import dataclass

from dispatch.scores.score import Scale
from dispatch.scores.sorting import Ask, Sieve, Verdict

REFILL_S, FASTEST, CHILD_SLOWEST, CHILD_FASTEST = 2.0, 30, 15, 45
MINOR, DELAYED, IMMEDIATE, DECEASED = "minor", "delayed", "immediate", "deceased"
MINIMAL, EXPECTANT, DEAD = "minimal", "expectant", "dead"

_OPENED = Ask("breathes_opened", IMMEDIATE, DECEASED)
_OBEYS = Ask("obeys", DELAYED, IMMEDIATE)
_RATE = Ask("over_30", IMMEDIATE, Ask("perfused", _OBEYS, IMMEDIATE))
START = Sieve(
    Scale.START,
    (MINOR, DELAYED, IMMEDIATE, DECEASED),
    Ask("walks", MINOR, Ask("breathes", _RATE, _OPENED)),
)

_RESCUED = Ask("pulse", Ask("breathes_rescued", IMMEDIATE, DECEASED), DECEASED)
_MENTAL = Ask("appropriate", DELAYED, IMMEDIATE)
_CHILD_RATE = Ask("rate_15_45", Ask("pulse", _MENTAL, IMMEDIATE), IMMEDIATE)
JUMPSTART = Sieve(
    Scale.JUMPSTART,
    (MINOR, DELAYED, IMMEDIATE, DECEASED),
    Ask("walks", MINOR, Ask("breathes", _CHILD_RATE, Ask("breathes_opened", IMMEDIATE, _RESCUED))),
)

_SURVIVES = Ask("survivable", IMMEDIATE, EXPECTANT)
_WELL = Ask("minor_only", MINIMAL, DELAYED)
for _sign in ("bleeding_controlled", "no_distress", "peripheral_pulse", "obeys"):
    _WELL = Ask(_sign, _WELL, _SURVIVES)
SALT = Sieve(
    Scale.SALT,
    (MINIMAL, DELAYED, IMMEDIATE, EXPECTANT, DEAD),
    Ask("breathes", _WELL, DEAD),
)


@dataclass(frozen=True, slots=True)
class Casualty:
    """What was found at one casualty, as numbers where they were counted. None where nobody looked."""

    walks: bool | None = None
    breathes: bool | None = None
    breathes_opened: bool | None = None  # after the airway was opened
    breathes_rescued: bool | None = None  # after five rescue breaths
    respiratory_rate_bpm: int | None = None
    radial_pulse: bool | None = None
    capillary_refill_s: float | None = None
    obeys: bool | None = None
    avpu: str | None = None
    appropriate: bool | None = None  # a child's response to pain: localising, not posturing


def start(found: Casualty) -> Verdict:
    """Simple Triage and Rapid Treatment, for adults."""
    rate = found.respiratory_rate_bpm
    return START.sort(_common(found) | {"over_30": rate > FASTEST if rate is not None else None, "obeys": found.obeys})


def jumpstart(found: Casualty) -> Verdict:
    """The same for a child."""
    rate = found.respiratory_rate_bpm
    return JUMPSTART.sort(
        _common(found)
        | {
            "pulse": found.radial_pulse,
            "breathes_rescued": found.breathes_rescued,
            "rate_15_45": CHILD_SLOWEST <= rate <= CHILD_FASTEST if rate is not None else None,
            "appropriate": _appropriate(found),
        }
    )


def _common(found: Casualty) -> dict[str, bool | None]:
    still = found.respiratory_rate_bpm == 0
    return {
        "walks": found.walks,
        "breathes": False if still else found.breathes if found.breathes is not None else _counted(found),
        "breathes_opened": found.breathes_opened,
        "perfused": _perfused(found),
    }


def _counted(found: Casualty) -> bool | None:
    return True if found.respiratory_rate_bpm else None


def _perfused(found: Casualty) -> bool | None:
    refill = found.capillary_refill_s
    signs = [found.radial_pulse, refill <= REFILL_S if refill is not None else None]
    looked = [sign for sign in signs if sign is not None]
    return all(looked) if looked else None


def _appropriate(found: Casualty) -> bool | None:
    """A and V are; U is not; P depends on how the child answers pain. C, new confusion, answers the voice."""
    if found.avpu in ("A", "C", "V"):
        return True
    return False if found.avpu == "U" else found.appropriate
