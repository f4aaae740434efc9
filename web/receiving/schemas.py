"""What a hospital's page or machine may send in."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from hospitals.model import BedType, Capability, Says
from hospitals.request import DeclineCode
from web.desk.schemas import Body


class CountIn(Body):
    """Beds of one type; None is not reported, negative is over-full."""

    available: int | None = None
    baseline: int | None = None


class CapacityIn(Body):
    """A post: only what is mentioned changes. `reported_at` is when it was true; now, when missing."""

    beds: Annotated[dict[BedType, CountIn], Field(default_factory=dict, max_length=80)]
    capabilities: Annotated[dict[Capability, Says], Field(default_factory=dict, max_length=60)]
    ambulances_waiting: int | None = None
    offload_wait_min: Annotated[float | None, Field(ge=0, le=600)] = None
    reported_at: datetime | None = None


class DiversionIn(Body):
    """A notice that patients cannot be taken: of one capability, or of all."""

    capability: Capability | None = None
    reason: DeclineCode
    until: datetime


class AcceptIn(Body):
    """A yes; `condition` makes it conditional (`in 15 min`, `stabilise only`); `name_id` is who says so."""

    condition: Annotated[str | None, Field(max_length=120)] = None
    name_id: Annotated[str | None, Field(max_length=64)] = None


class DeclineIn(Body):
    """Cannot take the patient, and why."""

    code: DeclineCode
    text: Annotated[str | None, Field(max_length=200)] = None
    name_id: Annotated[str | None, Field(max_length=64)] = None


class StaffNameIn(Body):
    """Somebody who answers at the hospital's shared screens."""

    name: Annotated[str, Field(min_length=1, max_length=64)]


class ScreenIn(Body):
    """A shared screen to be registered. `hospital_id` may be left out by the hospital's own people."""

    name: Annotated[str, Field(min_length=1, max_length=48)]
    hospital_id: Annotated[str | None, Field(max_length=64)] = None
