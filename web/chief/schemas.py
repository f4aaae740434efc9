"""What a supervisor asks for."""

import datetime

from pydantic import BaseModel, ConfigDict

from dispatch.review.period import Span


class DayIn(BaseModel):
    """Which day, today unless told; the real incidents, or the simulated ones."""

    model_config = ConfigDict(extra="forbid")
    date: datetime.date | None = None
    simulated: bool = False


class PeriodIn(BaseModel):
    """How far back from which day, today unless told; the real incidents, or the simulated ones."""

    model_config = ConfigDict(extra="forbid")
    span: Span = Span.WEEK
    last: datetime.date | None = None
    simulated: bool = False
