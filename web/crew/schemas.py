"""What a crew's device may send in."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from chassis import strokes
from chassis.geo import LatLon
from dispatch.care.monitor import MOST_SETS, Heard, Measured
from dispatch.care.prealert import Precaution, Room, Team, Wanted
from dispatch.crew.correcting import Mistake
from dispatch.crew.reporting import Fix
from dispatch.crew.stocking import GoneWhy
from dispatch.model import Vitals
from dispatch.retriage import Change
from dispatch.scores.score import Scale
from dispatch.states import AssignmentAction
from dispatch.untransported import Capacity, Counsel, Leaving, NoVitals, Outcome, Unsigned, Why, Wisher, Witness
from web.desk.schemas import Body
from web.devicetime import DoneAt


class StepIn(Body):
    """The next step. `device_at` is the device's own clock."""

    action: AssignmentAction
    device_at: AwareDatetime | None = None
    reason: Annotated[str | None, Field(max_length=96)] = None
    suggested: bool = False  # agreed to what the unit's positions suggest
    respond: bool = False  # acknowledged and en route in one tap


class KitIn(Body):
    """A barcode as it was scanned or typed, and what the product is called where nobody has said so yet."""

    code: Annotated[str, Field(min_length=1, max_length=120)]
    label: Annotated[str | None, Field(max_length=48)] = None


class KitOutIn(Body):
    """Why it is not aboard any more."""

    why: GoneWhy


class ShownIn(Body):
    """When the device showed it, by its own clock."""

    device_at: AwareDatetime | None = None


class HelpIn(Body):
    """Where the crew is that calls for help, as far as its device knows."""

    lat: Annotated[float | None, Field(ge=-90, le=90)] = None
    lon: Annotated[float | None, Field(ge=-180, le=180)] = None
    device_at: AwareDatetime | None = None

    def place(self) -> LatLon | None:
        """None where the device does not know; the unit's newest position stands then."""
        return LatLon(self.lat, self.lon) if self.lat is not None and self.lon is not None else None


class LeavingIn(Body):
    """How the run ends without transport. The command says what is missing, by the field's name."""

    outcome: Outcome
    why: Why
    who: Wisher | None = None
    capacity: Capacity | None = None
    risks_told: bool = False
    against_advice: bool = False
    witness: Witness | None = None
    counsel: Annotated[tuple[Counsel, ...], Field(max_length=len(Counsel))] = ()
    signature: Annotated[str | None, Field(max_length=strokes.MOST)] = None
    unsigned: Unsigned | None = None
    no_vitals: NoVitals | None = None
    text: Annotated[str | None, Field(max_length=500)] = None
    device_at: AwareDatetime | None = None

    def leaving(self) -> Leaving:
        """As dispatch knows it."""
        return Leaving(**self.model_dump(exclude={"device_at"}))


class CorrectionIn(Body):
    """The newest step was a mistake, and of which kind."""

    mistake: Mistake
    device_at: AwareDatetime | None = None


class PositionIn(Body):
    """Where the unit is."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    device_at: AwareDatetime | None = None
    speed_mps: Annotated[float | None, Field(ge=0, le=120)] = None
    heading_deg: Annotated[float | None, Field(ge=0, lt=360)] = None
    accuracy_m: Annotated[float | None, Field(ge=0, le=100_000)] = None

    def fix(self) -> Fix:
        """As dispatch knows it."""
        return Fix(LatLon(self.lat, self.lon), self.device_at, self.speed_mps, self.heading_deg, self.accuracy_m)


class KeptPositionIn(PositionIn):
    """Where the unit was, and when by its device's clock."""

    device_at: AwareDatetime


class KeptPositionsIn(Body):
    """What a device measured while it had no network, in any order."""

    positions: Annotated[list[KeptPositionIn], Field(min_length=1, max_length=1000)]


class VitalsIn(Body):
    """One set of vital signs; the ranges are checked by the command, which names the field."""

    heart_rate_bpm: int | None = None
    systolic_mmhg: int | None = None
    diastolic_mmhg: int | None = None
    respiratory_rate_bpm: int | None = None
    spo2_percent: int | None = None
    temperature_c: float | None = None
    glucose_mg_dl: int | None = None
    gcs: int | None = None
    pain: int | None = None
    avpu: Literal["A", "C", "V", "P", "U"] | None = None
    oxygen: bool | None = None
    device_at: DoneAt | None = None

    def vitals(self) -> Vitals:
        """As dispatch knows it."""
        return Vitals(**self.model_dump(exclude={"device_at"}))


class MonitorSetIn(Body):
    """Signs a monitor measured at one instant, by its own clock. What a person cannot have is kept out and told."""

    at: AwareDatetime
    heart_rate_bpm: float | None = None
    systolic_mmhg: float | None = None
    diastolic_mmhg: float | None = None
    respiratory_rate_bpm: float | None = None
    spo2_percent: float | None = None
    temperature_c: float | None = None
    glucose_mg_dl: float | None = None
    gcs: float | None = None
    pain: float | None = None
    avpu: str | None = None
    oxygen: bool | None = None

    def measured(self) -> Measured:
        """As dispatch knows it: whole numbers, but for the temperature."""
        given = self.model_dump(exclude={"at"}, exclude_none=True)
        whole: dict[str, Any] = {
            name: round(value) if isinstance(value, float) and name != "temperature_c" else value
            for name, value in given.items()
        }
        return Measured(self.at, Vitals(**whole))


class MonitorIn(Body):
    """A batch from a monitor's gateway, in any order; `device` names the monitor, always alike."""

    device: Annotated[str, Field(min_length=1, max_length=64)]
    sets: Annotated[list[MonitorSetIn], Field(min_length=1, max_length=MOST_SETS)]

    def heard(self) -> Heard:
        """As dispatch knows it."""
        return Heard(tuple(one.measured() for one in self.sets))


class PreAlertIn(Body):
    """Who and what is to be ready; everything else on the card is known already."""

    teams: Annotated[tuple[Team, ...], Field(max_length=len(Team))] = ()
    room: Room | None = None
    precautions: Annotated[tuple[Precaution, ...], Field(max_length=len(Precaution))] = ()
    device_at: AwareDatetime | None = None

    def wanted(self) -> Wanted:
        """As dispatch knows it, each once."""
        return Wanted(tuple(dict.fromkeys(self.teams)), self.room, tuple(dict.fromkeys(self.precautions)))


class PatientIn(Body):
    """What the crew finds out. What is missing stays as it was."""

    age_years: int | None = None
    sex: Literal["female", "male"] | None = None
    acuity: int | None = None
    reason: Change | None = None
    spo2_scale: Literal[1, 2] | None = None


class AssessmentIn(Body):
    """What was tapped, item by item; an item that is missing or null was not examined."""

    scale: Scale
    findings: Annotated[dict[str, int | Literal["NT"] | bool | None], Field(max_length=40)]
    tag: Annotated[str | None, Field(min_length=1, max_length=24)] = None
    device_at: DoneAt | None = None


class SettlingIn(Body):
    """Whether a person accepts the suggestion; taking an accepted one back needs a reason."""

    accept: bool
    reason: Change | None = None


class ServiceIn(Body):
    """Out of service with a reason, or None to come back."""

    out_of_service: Annotated[str | None, Field(max_length=96)] = None
