"""Live pictures or sound from the person who called: asked for, consented to, connected, seen, ended. Pure.

Nothing flows before the person has consented, either side ends it at any time, and a page that is loaded anew goes on
with a new offer.
"""

from datetime import timedelta
from enum import StrEnum

from chassis.states import Transitions


class VideoState(StrEnum):
    """Where a live picture stands. Nobody sees or hears anything before `connecting`."""

    REQUESTED = "requested"
    CONSENTED = "consented"
    CONNECTING = "connecting"
    LIVE = "live"
    ENDED = "ended"


class VideoAction(StrEnum):
    """What moves it. `join` and `watch` are a page of the caller and of the desk, also one loaded anew."""

    CONSENT = "consent"
    JOIN = "join"
    WATCH = "watch"
    SEE = "see"
    END = "end"


class VideoEnd(StrEnum):
    """Why it ended."""

    CALLER = "caller"
    DESK = "desk"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    OVER = "over"


class Signalled(StrEnum):
    """What the two pages tell each other through us, in the words of WebRTC."""

    OFFER = "offer"
    ANSWER = "answer"
    CANDIDATE = "candidate"


_S, _D = VideoState, VideoAction
VIDEO = Transitions(
    "video",
    _S.REQUESTED,
    {
        (_S.REQUESTED, _D.CONSENT): _S.CONSENTED,
        (_S.REQUESTED, _D.END): _S.ENDED,
        (_S.CONSENTED, _D.JOIN): _S.CONSENTED,
        (_S.CONSENTED, _D.WATCH): _S.CONNECTING,
        (_S.CONSENTED, _D.END): _S.ENDED,
        (_S.CONNECTING, _D.JOIN): _S.CONNECTING,
        (_S.CONNECTING, _D.WATCH): _S.CONNECTING,
        (_S.CONNECTING, _D.SEE): _S.LIVE,
        (_S.CONNECTING, _D.END): _S.ENDED,
        (_S.LIVE, _D.JOIN): _S.CONNECTING,
        (_S.LIVE, _D.WATCH): _S.CONNECTING,
        (_S.LIVE, _D.SEE): _S.LIVE,
        (_S.LIVE, _D.END): _S.ENDED,
    },
)
ANSWER_WITHIN = timedelta(minutes=10)  # a request nobody answers ends by itself
LONGEST = timedelta(minutes=30)  # and so does a picture nobody has ended
LARGEST_SIGNAL = 16_000  # characters; an offer has about three thousand
MOST_SIGNALS = 100  # between two page loads; a connection needs about ten
