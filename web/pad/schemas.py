"""What an operator may send in."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from chassis.geo import LatLon
from drones.certificates import Grade
from drones.mission import Telemetry
from drones.model import KitKind
from drones.pad.kits import KitGone
from drones.preflight import Check
from drones.service import LONGEST_TEXT, ServiceReason
from drones.states import SortieAction, SortieReason
from web.desk.schemas import Body


class SortieStepIn(Body):
    """The next step of a sortie; a reason where the step ends it early."""

    action: SortieAction
    reason: SortieReason | None = None
    version: int | None = None


class TakeOverIn(Body):
    """The version of the sortie that the page showed; left out, whoever comes last has it."""

    version: int | None = None


class CheckIn(Body):
    """Something a person has looked at; `value` what was read from a label."""

    check: Check
    value: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class CertificateIn(Body):
    """A pilot's certificate, by its number, its grade (1 is the highest) and its last day."""

    number: Annotated[str, Field(min_length=4, max_length=32)]
    grade: Grade
    valid_until: date


class WhyIn(Body):
    """The reason for an early return."""

    reason: SortieReason


class DroneServiceIn(Body):
    """Why a drone may not fly, and in whose words; without a reason somebody has looked at it and it may again."""

    reason: ServiceReason | None = None
    text: Annotated[str | None, Field(max_length=LONGEST_TEXT)] = None


class KitIn(Body):
    """A sealed kit for the shelf: what its label says, and what all of it weighs."""

    label: Annotated[str, Field(min_length=1, max_length=64)]
    kind: KitKind
    expires_on: date
    mass_kg: Annotated[float, Field(gt=0, le=10)]


class KitGoneIn(Body):
    """Why a kit is taken off."""

    why: KitGone


class LogDaysIn(BaseModel):
    """The days of a pilot's log, both included; a side that is left out is open."""

    model_config = ConfigDict(extra="forbid")
    first: date | None = None
    last: date | None = None

    @model_validator(mode="after")
    def in_order(self) -> "LogDaysIn":
        """The first is not after the last."""
        if self.first is not None and self.last is not None and self.first > self.last:
            raise ValueError("first is after last")
        return self


class BatteryIn(Body):
    """A fresh battery: its charge, 0–1."""

    share: Annotated[float, Field(ge=0, le=1)]


class TelemetryIn(Body):
    """What a drone says of itself, handed in by whoever flies it. Unknown is left out."""

    at: AwareDatetime
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    altitude_m: Annotated[float | None, Field(ge=-100, le=3000)] = None
    speed_mps: Annotated[float | None, Field(ge=0, le=100)] = None
    battery_share: Annotated[float | None, Field(ge=0, le=1)] = None

    def telemetry(self) -> Telemetry:
        """As the pad knows it."""
        return Telemetry(self.at, LatLon(self.lat, self.lon), self.altitude_m, self.speed_mps, self.battery_share)
