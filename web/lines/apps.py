"""Calls of an application, by its machine's token."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from pydantic import Field

from chassis.errors import TooManyError
from chassis.identity import Role
from dispatch.calls import NewCall
from dispatch.lines.forms import Answer, receive_form
from dispatch.lines.pacing import pace_app
from dispatch.model import Channel, LocationSource
from dispatch.record import plain
from web.current import actor, system
from web.desk.schemas import Body, GateIn, LocationIn, Phone
from web.guard import for_roles
from web.problems import Refused

apps_api = APIBlueprint("apps_api", __name__, url_prefix="/api/v1/calls")


class AnswerIn(Body):
    """One question of the application's self-triage as the person saw it, and what they answered."""

    question: Annotated[str, Field(min_length=1, max_length=300)]
    answer: Annotated[str, Field(min_length=1, max_length=300)]


class AppCallIn(Body):
    """A call by an application. The number is needed, to call the person back; the rest may be missing."""

    number: Phone
    text: Annotated[str | None, Field(max_length=4000)] = None
    gate: GateIn = GateIn()
    locations: Annotated[list[LocationIn], Field(default_factory=list, max_length=5)]
    age_years: Annotated[int | None, Field(ge=0, le=130)] = None
    sex: Literal["female", "male"] | None = None
    language: Literal["ko", "en", "zh", "vi"] = "ko"
    answers: Annotated[list[AnswerIn], Field(default_factory=list, max_length=40)]
    """What the person has answered before they reached us, handed on word for word."""

    def call(self, region: str) -> NewCall:
        """As dispatch knows it. A device's position is the application's, whatever it calls itself."""
        places = (one.hypothesis() for one in self.locations)
        heard = tuple(replace(one, source=LocationSource.APP) for one in places)
        return NewCall(
            region,
            Channel.APP,
            caller_number=self.number,
            text=self.text,
            hypotheses=heard,
            gate=self.gate.gate(),
            age_years=self.age_years,
            sex=self.sex,
            language=self.language,
        )


@apps_api.post("/app")
@apps_api.input(AppCallIn, arg_name="body")
@for_roles(Role.RELAY)
def take_app_call(body: AppCallIn) -> tuple[dict[str, Any], int]:
    """A call of an application. The same number again goes on with its open call: `opened` is false then."""
    _keep_pace()
    answers = tuple(Answer(one.question, one.answer) for one in body.answers)
    return plain(receive_form(system(), actor(), body.call(actor().region), answers)), 201


def _keep_pace() -> None:
    """Stopped at the door, so that the same idempotency key works once the minute is over."""
    try:
        pace_app(system(), actor().id)
    except TooManyError as error:
        later = {"Retry-After": str(error.retry_after_s)}
        raise Refused(429, error.code, str(error), headers=later) from error
