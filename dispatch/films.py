"""A film: asked for or begun, shown to a few, ended. Pure.

Nobody sees before somebody in the ambulance has said on what ground the patient is shown. Each viewer has a connection
of their own to the crew's page, so a mesh of three is what one telephone can feed.
"""

from datetime import timedelta
from enum import StrEnum

from chassis.states import Transitions
from dispatch.states import AssignmentState


class FilmState(StrEnum):
    """Where a film stands. Only a `running` one can be watched."""

    ASKED = "asked"
    RUNNING = "running"
    ENDED = "ended"


class FilmAction(StrEnum):
    """What moves it."""

    ALLOW = "allow"
    END = "end"


class FilmEnd(StrEnum):
    """Why it ended."""

    CREW = "crew"
    DECLINED = "declined"
    VIEWER = "viewer"
    TIMED_OUT = "timed_out"
    OVER = "over"


class FilmConsent(StrEnum):
    """On what ground the patient is shown: their own word, a guardian's, or presumed because they cannot give it."""

    PATIENT = "patient"
    GUARDIAN = "guardian"
    PRESUMED = "presumed"


class ViewerEnd(StrEnum):
    """Why somebody no longer watches. `addressed_no_more`: the patient goes to another hospital now."""

    LEFT = "left"
    LOST = "lost"
    ADDRESSED_NO_MORE = "addressed_no_more"
    FILM_ENDED = "film_ended"


_S, _D = FilmState, FilmAction
FILM = Transitions(
    "film",
    _S.ASKED,
    {(_S.ASKED, _D.ALLOW): _S.RUNNING, (_S.ASKED, _D.END): _S.ENDED, (_S.RUNNING, _D.END): _S.ENDED},
)
_A = AssignmentState
CARES = frozenset({_A.ON_SCENE, _A.AT_PATIENT, _A.DEPART_SCENE, _A.AT_HOSPITAL})  # a crew shows in these, no other
MOST_VIEWERS = 3
ANSWER_WITHIN = timedelta(minutes=5)  # a question nobody answers ends by itself
LONGEST = timedelta(hours=2)  # of one film: longer than any way to a hospital
LOOK_EVERY = timedelta(seconds=10)  # how often it is looked who may still watch
SILENT_AFTER = timedelta(seconds=45)  # a page says every fifteen seconds that it still shows the film
