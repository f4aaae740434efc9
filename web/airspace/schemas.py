"""What may be sent in about the air."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from web.desk.schemas import Body


class TelephoneIn(Body):
    """An approval that the authority has just given: for which flight, its number, who gave it, for how long, how
    high."""

    sortie_id: Annotated[str, Field(min_length=1, max_length=64)]
    number: Annotated[str, Field(min_length=1, max_length=64)]
    given_by: Annotated[str, Field(min_length=1, max_length=64)]
    lasts_min: Annotated[int, Field(gt=0, le=720)] = 60
    max_altitude_m: Annotated[float | None, Field(gt=0, le=1000)] = None

    @property
    def lasts(self) -> timedelta:
        """How long it holds from now."""
        return timedelta(minutes=self.lasts_min)
