"""What an operator may send in."""

from typing import Annotated

from pydantic import Field

from drones.states import SortieAction, SortieReason
from web.desk.schemas import Body


class SortieStepIn(Body):
    """The next step of a sortie; a reason where the step ends it early."""

    action: SortieAction
    reason: SortieReason | None = None
    version: int | None = None


class WhyIn(Body):
    """The reason for an early return."""

    reason: SortieReason


class ServiceIn(Body):
    """Why a drone may not fly; None when somebody has looked at it and it may again."""

    reason: Annotated[str | None, Field(min_length=1, max_length=96)] = None


class BatteryIn(Body):
    """A fresh battery: its charge, 0–1."""

    share: Annotated[float, Field(ge=0, le=1)]
