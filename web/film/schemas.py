"""What the pages of a film send."""

from typing import Annotated

from pydantic import Field

from dispatch.films import FilmConsent
from web.caller.schemas import Page, PageIn, SignalIn


class BeginIn(PageIn):
    """The crew shows its patient, and on what ground."""

    consent: FilmConsent
    picture: bool = True


class WatchIn(PageIn):
    """A page watches; `was` is its load before."""

    was: Page | None = None


class ToViewerIn(SignalIn):
    """From the page with the camera to one viewer's."""

    viewer: Annotated[str, Field(min_length=1, max_length=64)]
