"""What a hospital's page or machine may send in."""

from datetime import timedelta
from typing import Annotated

from pydantic import AwareDatetime, Field

from chassis.errors import InvalidInputsError
from hospitals.duty import Duty
from hospitals.feeds.said import Reader, Said
from hospitals.model import BedType, Capability
from hospitals.request import DeclineCode
from web.desk.schemas import Body


class CountIn(Body):
    """Beds of one type; None is not reported, negative is over-full."""

    available: int | None = None
    baseline: int | None = None


class WordIn(Body):
    """What is said of one condition; a yes may say until when its specialist is at work on somebody else."""

    says: Annotated[str, Field(max_length=16)]
    busy_until: AwareDatetime | None = None
    on_call: Annotated[str | None, Field(max_length=64)] = None


class SurgeIn(Body):
    """How many casualties of each colour can be taken now; what is left out is not reported."""

    red: int | None = None
    yellow: int | None = None
    green: int | None = None


Key = Annotated[str, Field(max_length=32)]


class CapacityIn(Body):
    """A post: only what is mentioned changes. `reported_at` is when it was true; now, when missing.

    Beds by dashboard code (O001), name of the free count (hvec) or of the total (HVS01): a number, a flag (Y, N, N1)
    or both figures. Conditions by name (stemi) or NEMC code (Y0010): a word (yes, no, unknown, Y, N, N1, 불가능,
    정보미제공) or a word with more.
    """

    beds: Annotated[
        dict[Key, CountIn | int | Annotated[str, Field(max_length=16)]], Field(default_factory=dict, max_length=120)
    ]
    capabilities: Annotated[
        dict[Key, WordIn | Annotated[str, Field(max_length=16)]], Field(default_factory=dict, max_length=60)
    ]
    ambulances_waiting: int | None = None
    offload_wait_min: Annotated[float | None, Field(ge=0, le=600)] = None
    surge: SurgeIn | None = None
    reported_at: AwareDatetime | None = None

    def said(self) -> Said:
        """The post as one value; raises InvalidInputsError with every key and value that means nothing."""
        reader = Reader()
        for key, told in self.beds.items():
            if isinstance(told, CountIn):
                reader.count(f"beds.{key}", key, told.available, told.baseline)
            else:
                reader.bed(f"beds.{key}", key, told)
        for key, word in self.capabilities.items():
            more = WordIn(says=word) if isinstance(word, str) else word
            reader.word(f"capabilities.{key}", key, more.says, more.busy_until, more.on_call)
        if reader.mistakes:
            raise InvalidInputsError({"field": where, "reason": why} for where, why in reader.mistakes)
        wait = timedelta(minutes=self.offload_wait_min) if self.offload_wait_min is not None else None
        colours = (self.surge.red, self.surge.yellow, self.surge.green) if self.surge is not None else None
        return Said(reader.figures(), reader.words(), self.ambulances_waiting, wait, self.reported_at, colours)


class StillIn(Body):
    """What is still correct; nothing named is everything that was posted."""

    beds: Annotated[list[BedType], Field(default_factory=list, max_length=60)]
    capabilities: Annotated[list[Capability], Field(default_factory=list, max_length=60)]


class DiversionIn(Body):
    """A notice that patients cannot be taken: of one capability, or of all."""

    capability: Capability | None = None
    reason: DeclineCode
    until: AwareDatetime


class AcceptIn(Body):
    """A yes; a `condition` makes it conditional: in_15_min, in_30_min, stabilise_only, corridor, family_consent, words.

    `name_id` is who says so.
    """

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
    duty: Duty | None = None


class ScreenIn(Body):
    """A shared screen to be registered. `hospital_id` may be left out by the hospital's own people."""

    name: Annotated[str, Field(min_length=1, max_length=48)]
    hospital_id: Annotated[str | None, Field(max_length=64)] = None


class AcuityIn(Body):
    """A level of urgency, 1 the most urgent."""

    level: Annotated[int, Field(ge=1, le=5)]
