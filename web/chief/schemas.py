"""What a supervisor asks for."""

import datetime

from pydantic import BaseModel, ConfigDict


class DayIn(BaseModel):
    """Which day, today unless told; the real incidents, or the simulated ones."""

    model_config = ConfigDict(extra="forbid")
    date: datetime.date | None = None
    simulated: bool = False
