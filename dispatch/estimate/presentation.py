"""What is known of a patient when an acuity is estimated. Outcomes, diagnoses and others' levels have no place."""

from dataclasses import dataclass, field
from enum import StrEnum

from dispatch.model import Vitals
from hospitals.request import Sex


class Arrival(StrEnum):
    """How the patient comes, or will come, to the hospital."""

    WALKING = "walking"
    OWN_CAR = "own_car"
    AMBULANCE_119 = "ambulance_119"
    OTHER_AMBULANCE = "other_ambulance"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Presentation:
    """Unknown is None. `complaint` is free text, Korean or English; `signs` carry pain (0–10) and AVPU as well."""

    complaint: str = ""
    age_years: int | None = None
    sex: Sex | None = None
    in_pain: bool | None = None
    injury: bool | None = None
    arrival: Arrival | None = None
    signs: Vitals = field(default_factory=Vitals)

    @property
    def measured(self) -> bool:
        """Whether somebody has taken signs that a bystander cannot see."""
        signs = self.signs
        return None not in (signs.systolic_mmhg, signs.heart_rate_bpm)
