"""What the caller's device may send in."""

from typing import Annotated

from pydantic import Field

from web.desk.schemas import Body


class SharedPositionIn(Body):
    """A position with its accuracy, as the browser gives it."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    accuracy_m: Annotated[float | None, Field(ge=0, le=100_000)] = None
