"""What the caller's device may send in, and what the desk writes back."""

from typing import Annotated

from pydantic import Field

from dispatch.desk.conversing import LONGEST
from dispatch.phrases import CallerPhrase, DeskPhrase, MessageKind, WishOutcome
from dispatch.seeing import LARGEST_SIGNAL, Signalled
from web.desk.schemas import Body

Words = Annotated[str, Field(min_length=1, max_length=LONGEST)]


class SharedPositionIn(Body):
    """A position with its accuracy, as the browser gives it."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    accuracy_m: Annotated[float | None, Field(ge=0, le=100_000)] = None


class SaidIn(Body):
    """A line of the caller: words or a phrase."""

    text: Words | None = None
    phrase: CallerPhrase | None = None


class AnswerIn(Body):
    """A line of the desk: words, or a phrase that the caller reads in their own language."""

    text: Words | None = None
    phrase: DeskPhrase | None = None


Page = Annotated[str, Field(pattern=r"^[0-9a-f]{16,32}$")]


class AskVideoIn(Body):
    """To see and hear, or only to hear."""

    picture: bool = True


class PageIn(Body):
    """One load of a page, by the name it gave itself."""

    page: Page


class ConsentIn(PageIn):
    """The person lets the control room see and hear, or only hear."""

    picture: bool = True


class SignalIn(PageIn):
    """From one page to the other: JSON that only the two of them read."""

    kind: Signalled
    body: Annotated[str, Field(min_length=2, max_length=LARGEST_SIGNAL)]


class NewsIn(Body):
    """Which load of a page asks, and the last it has read."""

    page: Page
    since: Annotated[int, Field(ge=0)] = 0


class SettleIn(Body):
    """What became of a wish."""

    kind: MessageKind
    outcome: WishOutcome
