"""What desk and crew may send in about a mass-casualty incident."""

from typing import Annotated, Literal

from pydantic import Field

from dispatch.crew.tagging import Looks, Sorting
from dispatch.desk.distributing import Choice
from dispatch.mass.model import CasualtyAction, Colour, MassKind, Methane
from dispatch.scores.score import Scale
from hospitals.model import Capability
from hospitals.request import AgeBand, Sex
from web.desk.schemas import Body, Name, Reason
from web.devicetime import DoneAt

Text = Annotated[str | None, Field(max_length=500)]
Tag = Annotated[str, Field(min_length=1, max_length=24)]


class MethaneIn(Body):
    """The report. What is missing is unknown; where it is stands in the incident already."""

    kind: MassKind | None = None
    location: Annotated[str | None, Field(max_length=200)] = None
    hazards: Text = None
    access: Text = None
    estimated: Annotated[int | None, Field(ge=1, le=10_000)] = None
    services: Text = None

    def report(self) -> Methane:
        """As dispatch knows it."""
        return Methane(**self.model_dump())


class SortingIn(Body):
    """A colour, or a sieve with its answers."""

    scale: Literal[Scale.START, Scale.JUMPSTART, Scale.SALT] | None = None
    findings: Annotated[dict[str, bool | None] | None, Field(max_length=20)] = None
    colour: Colour | None = None
    device_at: DoneAt | None = None

    def sorting(self) -> Sorting:
        """As dispatch knows it."""
        return Sorting(self.scale, self.findings, self.colour)


class LooksIn(Body):
    """What is seen of a casualty. What is missing stays as it was; an empty text takes it back."""

    age_band: AgeBand | None = None
    sex: Sex | None = None
    place: Annotated[str | None, Field(max_length=80)] = None
    note: Annotated[str | None, Field(max_length=200)] = None
    needs: Annotated[list[Capability] | None, Field(max_length=5)] = None

    def looks(self) -> Looks:
        """As dispatch knows it."""
        needs = tuple(self.needs) if self.needs is not None else None
        return Looks(self.age_band, self.sex, self.place, self.note, needs)


class TagIn(SortingIn, LooksIn):
    """A casualty. Without a tag the incident's next number is given."""

    tag: Tag | None = None


class SortAgainIn(SortingIn):
    """Sorted again; a less urgent colour needs a reason."""

    reason: Reason | None = None


class CasualtyEndIn(Body):
    """What becomes of a casualty nobody carries, or that such an end was a mistake."""

    action: Literal[CasualtyAction.RELEASE, CasualtyAction.REFUSE, CasualtyAction.DIE, CasualtyAction.REOPEN]
    reason: Reason | None = None


class ChoiceIn(Body):
    """One casualty's hospital, and the unit that takes it there."""

    casualty_id: Name
    hospital_id: Name
    unit_id: Name | None = None
    seen: Annotated[int | None, Field(ge=0)] = None  # the casualty's version; 409 `stale` when it changed since

    def choice(self) -> Choice:
        """As dispatch knows it."""
        return Choice(self.casualty_id, self.hospital_id, self.unit_id, self.seen)


class ChoicesIn(Body):
    """All or none of them; `anyway` where a unit or hospital has no place for them any more."""

    anyway: bool = False

    choices: Annotated[list[ChoiceIn], Field(min_length=1, max_length=200)]


class ReadIn(Body):
    """Who at the hospital has read the list."""

    name_id: Name | None = None
