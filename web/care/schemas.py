"""What may be written into a patient's record."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from dispatch.care.entry import CareKind
from dispatch.care.outcome import EdDisposition, Fate, Outcome
from dispatch.crew.treating import Said
from web.desk.schemas import Body
from web.devicetime import DoneAt

Reason = Annotated[str, Field(min_length=1, max_length=200)]


class EntryIn(Body):
    """One entry: a code of the quick list, or own words. `device_at` is when it was done, by the device's clock;
    `sure` answers a 409 `doubtful`."""

    kind: CareKind
    code: Annotated[str | None, Field(max_length=48)] = None
    text: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    dose: Annotated[float | None, Field(le=1_000_000, allow_inf_nan=False)] = None
    unit: Annotated[str | None, Field(max_length=16)] = None
    route: Annotated[str | None, Field(max_length=16)] = None
    device_at: DoneAt | None = None
    sure: bool = False

    def said(self) -> Said:
        """As dispatch knows it."""
        return Said(**self.model_dump(exclude={"sure", "reason"}))


class AmendmentIn(EntryIn):
    """What stands in the place of an entry, and why. Its `device_at` counts from the time on record, which is ours."""

    reason: Reason
    device_at: AwareDatetime | None = None


class StrikingIn(Body):
    """Why an entry was wrong."""

    reason: Reason
    device_at: DoneAt | None = None


class OutcomeIn(Body):
    """What became of a patient; `corrects` names the outcome it takes the place of, with the `reason`."""

    ed_disposition: EdDisposition
    fate: Fate
    diagnosis: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    icd10: Annotated[str | None, Field(max_length=8)] = None
    confirmed: bool | None = None
    corrects: Annotated[str | None, Field(max_length=64)] = None
    reason: Annotated[str | None, Field(min_length=1, max_length=200)] = None

    def outcome(self) -> Outcome:
        """As dispatch knows it."""
        return Outcome(self.ed_disposition, self.fate, self.diagnosis, self.icd10, self.confirmed)
