"""A casualty of a mass-casualty incident: its colour, its states, and which colour a sieve's band means."""

from dataclasses import dataclass
from enum import StrEnum

from chassis.states import Transitions


class Colour(StrEnum):
    """The colour of a triage tag, the most urgent first."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    GREY = "grey"  # SALT's expectant: not likely to survive with what is there now
    BLACK = "black"


class MassKind(StrEnum):
    """What kind of event it is: the T of METHANE."""

    TRAFFIC = "traffic"
    FIRE = "fire"
    COLLAPSE = "collapse"
    EXPLOSION = "explosion"
    CHEMICAL = "chemical"
    CROWD = "crowd"
    WATER = "water"
    VIOLENCE = "violence"
    ILLNESS = "illness"
    OTHER = "other"


class CasualtyState(StrEnum):
    """Where a casualty stands."""

    ON_SCENE = "on_scene"
    PLANNED = "planned"  # a hospital, and mostly a unit, is chosen
    LOADED = "loaded"
    AT_HOSPITAL = "at_hospital"
    HANDED_OVER = "handed_over"
    RELEASED = "released"
    REFUSED = "refused"
    DEAD = "dead"


class CasualtyAction(StrEnum):
    """What can be done with a casualty."""

    PLAN = "plan"
    UNPLAN = "unplan"
    LOAD = "load"
    UNLOAD = "unload"  # the unit had not left after all
    ARRIVE = "arrive"
    HAND_OVER = "hand_over"
    RELEASE = "release"
    REFUSE = "refuse"
    DIE = "die"
    REOPEN = "reopen"  # an end that was set by mistake


_S, _A = CasualtyState, CasualtyAction
_HERE = (_S.ON_SCENE, _S.PLANNED)
CASUALTY = Transitions(
    "casualty",
    _S.ON_SCENE,
    {
        **{(at, _A.PLAN): _S.PLANNED for at in _HERE},
        (_S.PLANNED, _A.UNPLAN): _S.ON_SCENE,
        (_S.PLANNED, _A.LOAD): _S.LOADED,
        (_S.LOADED, _A.UNLOAD): _S.PLANNED,
        **{(at, _A.ARRIVE): _S.AT_HOSPITAL for at in (_S.PLANNED, _S.LOADED)},
        **{(at, _A.HAND_OVER): _S.HANDED_OVER for at in (_S.PLANNED, _S.LOADED, _S.AT_HOSPITAL)},
        **{(at, _A.RELEASE): _S.RELEASED for at in _HERE},
        **{(at, _A.REFUSE): _S.REFUSED for at in _HERE},
        **{(at, _A.DIE): _S.DEAD for at in (*_HERE, _S.LOADED)},
        **{(at, _A.REOPEN): _S.ON_SCENE for at in (_S.RELEASED, _S.REFUSED, _S.DEAD)},
    },
)
ENDS = frozenset({_S.HANDED_OVER, _S.RELEASED, _S.REFUSED, _S.DEAD})
HERE = frozenset(_HERE)
BOUND_FOR = frozenset({_S.PLANNED, _S.LOADED})  # a hospital waits for them

COLOURS = {  # bands of START, JumpSTART and SALT; tests hold that no band is left out
    "minor": Colour.GREEN,
    "minimal": Colour.GREEN,
    "delayed": Colour.YELLOW,
    "immediate": Colour.RED,
    "expectant": Colour.GREY,
    "deceased": Colour.BLACK,
    "dead": Colour.BLACK,
}
ACUITY = {Colour.RED: 1, Colour.YELLOW: 3, Colour.GREEN: 5, Colour.GREY: 2, Colour.BLACK: 5}
"""What a hospital request says of a casualty: the nearest level of urgency; the colour travels beside it."""


@dataclass(frozen=True, slots=True)
class Methane:
    """The report of a mass-casualty incident: where it is stands in the incident. Unknown is None."""

    kind: MassKind | None = None
    location: str | None = None
    hazards: str | None = None
    access: str | None = None
    estimated: int | None = None
    services: str | None = None


def colour_of(band: str) -> Colour:
    """The colour of a sieve's band."""
    return COLOURS[band]
