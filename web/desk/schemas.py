"""What the desk may send in. Parsed at the edge into the values of `dispatch`; unknown members are refused."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from chassis.geo import LatLon
from dispatch.advice import AdviceAnswer
from dispatch.alarm import ShelveReason
from dispatch.calls import NewCall
from dispatch.compression import Undue
from dispatch.model import Channel, Gate, Hypothesis, LocationSource, Tri
from dispatch.retriage import Change

Name = Annotated[str, Field(min_length=1, max_length=64)]
Reason = Annotated[str, Field(min_length=1, max_length=96)]
Seen = Annotated[int | None, Field(ge=0)]  # the incident's version the sender looked at; 409 `stale` when outrun
Phone = Annotated[str, Field(pattern=r"^\+?[0-9][0-9 -]{2,24}$")]


class Body(BaseModel):
    """The parent of every body: strict about names, so that a slip of the pen is not lost in silence."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class GateIn(Body):
    """The three questions."""

    conscious: Tri = Tri.UNKNOWN
    breathing: Tri = Tri.UNKNOWN
    happened: Annotated[str | None, Field(max_length=500)] = None

    def gate(self) -> Gate:
        """As dispatch knows it."""
        return Gate(self.conscious, self.breathing, self.happened)


class LocationIn(Body):
    """One idea of where: a position, a text, or both. `grid` takes a national point number as text."""

    source: LocationSource
    lat: Annotated[float | None, Field(ge=-90, le=90)] = None
    lon: Annotated[float | None, Field(ge=-180, le=180)] = None
    text: Annotated[str | None, Field(max_length=200)] = None
    radius_m: Annotated[float | None, Field(ge=0, le=100_000)] = None
    at: AwareDatetime | None = None
    confidence: Annotated[float | None, Field(ge=0, le=1)] = None

    def hypothesis(self) -> Hypothesis:
        """As dispatch knows it; half a position counts as none."""
        place = LatLon(self.lat, self.lon) if self.lat is not None and self.lon is not None else None
        return Hypothesis(self.source, place, self.text, self.radius_m, self.at, self.confidence)


class CallIn(Body):
    """A smart call. Everything may be missing but the will to be heard."""

    channel: Channel = Channel.VOICE
    caller_number: Phone | None = None
    text: Annotated[str | None, Field(max_length=4000)] = None
    complaint: Annotated[str | None, Field(max_length=48)] = None
    locations: Annotated[list[LocationIn], Field(default_factory=list, max_length=20)]
    gate: GateIn = GateIn()
    age_years: Annotated[int | None, Field(ge=0, le=130)] = None
    sex: Literal["female", "male"] | None = None
    language: Literal["ko", "en", "zh", "vi"] = "ko"
    send: bool = False
    """Send the decision's first choice at once, without a dispatcher's key press."""
    suggested: bool = False
    """The complaint is the one that was suggested while the text was typed, and a person took it over."""

    def call(self, region: str) -> NewCall:
        """As dispatch knows it."""
        return NewCall(
            region=region,
            channel=self.channel,
            caller_number=self.caller_number,
            text=self.text,
            complaint=self.complaint,
            hypotheses=tuple(one.hypothesis() for one in self.locations),
            gate=self.gate.gate(),
            age_years=self.age_years,
            sex=self.sex,
            language=self.language,
        )


class GateAnswersIn(GateIn):
    """Gate answers for an incident, with the chief complaint if it is known by now."""

    complaint: Annotated[str | None, Field(max_length=48)] = None
    version: Seen = None


class TypedIn(Body):
    """The words of a call while they are being typed."""

    text: Annotated[str, Field(max_length=4000)]


class InterviewIn(Body):
    """Answers of the interview by `card.question`; null takes one back."""

    answers: Annotated[
        dict[Annotated[str, Field(max_length=64)], Annotated[str, Field(min_length=1, max_length=32)] | None],
        Field(min_length=1, max_length=40),
    ]
    version: Seen = None


class LanguageIn(Body):
    """The language the interview is held in."""

    language: Literal["ko", "en", "zh", "vi"]


class PriorityIn(Body):
    """A priority a person sets; lowering it says why."""

    priority: Annotated[int, Field(ge=1, le=4)]
    reason: Change | None = None
    version: Seen = None


class NoCompressionIn(Body):
    """Why nobody at the call is to press."""

    reason: Undue


class AdviceAnswerIn(Body):
    """What a person made of a piece of advice."""

    answer: AdviceAnswer


class ApplyIn(LocationIn):
    """A place a person has looked at."""

    version: Seen = None


class SearchIn(Body):
    """What is looked for: a number, a place, a caller's number."""

    text: Annotated[str, Field(min_length=2, max_length=64)]


class PresenceIn(Body):
    """What somebody has open, and which part of it under the hand."""

    incident_id: Name | None = None
    part: Literal["gate", "interview", "location", "detail", "drop", "note", "end"] | None = None


class SendUnitIn(Body):
    """A unit to send. `queue` puts the incident behind its running one; `sure` sends it to an unverified place."""

    unit_id: Name
    queue: bool = False
    sure: bool = False


class SendPlanIn(Body):
    """The decision whose units are sent: the one on the sender's screen. None is the newest. `sure`: to an unverified
    place as well, which 409 `unsure` asks about once."""

    decision_id: Name | None = None
    sure: bool = False


class ReasonIn(Body):
    """Why."""

    reason: Reason


class EndIn(ReasonIn):
    """How it ends; `unended` is why some of many casualties have no end of their own."""

    unended: Reason | None = None


class DivertIn(Body):
    """The incident a unit is taken for."""

    incident_id: Name


class NoteIn(Body):
    """A line about the incident."""

    text: Annotated[str, Field(min_length=1, max_length=2000)]


class ShelveIn(Body):
    """Why an alert is put aside, and for how long."""

    reason: ShelveReason
    minutes: Annotated[int, Field(ge=1, le=480)]


class SimulationIn(Body):
    """The switch of the simulated day."""

    on: bool
    speed: Literal[1, 5, 20] = 1
