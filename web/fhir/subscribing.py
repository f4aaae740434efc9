"""`/fhir/Subscription`: a hospital's own system asks to be told of its patients or its capacity, and fetches gaps."""

from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from chassis.accounts import is_machine
from chassis.errors import InvalidInputError, InvalidInputsError
from chassis.identity import Role
from dispatch.fhir.news import BACKPORT, TOPIC, NewsKind, NewsTopic, message, resource_of, status_of
from dispatch.fhir.parts import Json
from dispatch.subscribing.asking import Wanted, find_subscription, subscribe, unsubscribe
from dispatch.tables.subscriptions import read_news, subscribed, subscriptions_of
from web.current import actor, system
from web.fhir.answers import FHIR_JSON, answered, asked_for, base, require, searchset
from web.forms import gives, takes_raw
from web.guard import for_roles, takes_machines
from web.problems import Refused

subscription_api = APIBlueprint("subscription_api", __name__, url_prefix="/fhir/Subscription")
MOST = 500  # events in one answer
BEARER = "authorization: bearer "


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Extension(_Shape):
    url: str
    unsigned: Annotated[int | None, Field(alias="valueUnsignedInt")] = None
    code: Annotated[str | None, Field(alias="valueCode")] = None


class Extended(_Shape):
    extension: list[Extension] = []


class Channel(_Shape):
    type: Literal["rest-hook"]
    endpoint: Annotated[str, Field(max_length=300)]
    payload: Literal["application/fhir+json"] = "application/fhir+json"
    content: Annotated[Extended, Field(alias="_payload")] = Extended()
    header: Annotated[list[str], Field(max_length=5)] = []
    extension: list[Extension] = []


class SubscriptionIn(_Shape):
    """A Subscription of R4 as the Backport profiles it, as far as it is read."""

    kind: Annotated[Literal["Subscription"], Field(alias="resourceType")]
    criteria: Literal["urn:goldentime:topic:encounter-inbound", "urn:goldentime:topic:capacity-changed"]
    channel: Channel
    end: AwareDatetime | None = None


@subscription_api.post("")
@takes_raw(FHIR_JSON)
@gives(FHIR_JSON)
@for_roles(Role.HOSPITAL)
@takes_machines
def create() -> tuple[Response, int]:
    """Subscribe to a topic: `channel` rest-hook with https endpoint, payload id-only, and a bearer secret as header."""
    hospital_id = require("Subscription", "c")
    if not is_machine(actor()):
        raise Refused(403, "insufficient_scope", "a machine subscribes for itself, with its own token")
    one = subscribe(system(), actor(), hospital_id, _wanted(request.get_data()))
    response = answered(resource_of(one), status=201)
    response.headers["Location"] = f"{base()}/Subscription/{resource_of(one)['id']}"
    return response, 201


def _wanted(body: bytes) -> Wanted:
    try:
        told = SubscriptionIn.model_validate_json(body)
    except ValidationError as error:
        mistakes = ({"field": ".".join(map(str, one["loc"])) or "body", "reason": one["msg"]} for one in error.errors())
        raise InvalidInputsError(mistakes) from None
    contents = [one.code for one in told.channel.content.extension if one.url == BACKPORT + "backport-payload-content"]
    if any(content != "id-only" for content in contents):
        raise InvalidInputError("channel._payload", "nothing of a patient is posted: id-only")
    secrets = [one[len(BEARER) :].strip() for one in told.channel.header if one.lower().startswith(BEARER)]
    if len(secrets) != 1 or len(told.channel.header) != 1:
        raise InvalidInputError("channel.header", "exactly one: Authorization: Bearer and a secret")
    beats = [one.unsigned for one in told.channel.extension if one.url == BACKPORT + "backport-heartbeat-period"]
    topic = NewsTopic(told.criteria.removeprefix(TOPIC))
    return Wanted(topic, told.channel.endpoint, secrets[0], beats[0] if beats else None, told.end)


@subscription_api.get("")
@gives(FHIR_JSON)
@for_roles(Role.HOSPITAL)
@takes_machines
def search() -> Response:
    """The hospital's own subscriptions."""
    hospital_id = require("Subscription", "s")
    asked = asked_for("_id", "status")
    with system().db.read() as session:
        found = [resource_of(subscribed(row)) for row in subscriptions_of(session, [hospital_id])]
    return searchset(
        one
        for one in found
        if asked.get("_id", one["id"]) == one["id"] and asked.get("status", one["status"]) == one["status"]
    )


@subscription_api.get("/<ident>")
@gives(FHIR_JSON)
@for_roles(Role.HOSPITAL)
@takes_machines
def read(ident: str) -> Response:
    """One subscription; its secret is never told."""
    hospital_id = require("Subscription", "r")
    with system().db.read() as session:
        return answered(resource_of(subscribed(find_subscription(session, hospital_id, ident))))


@subscription_api.delete("/<ident>")
@for_roles(Role.HOSPITAL)
@takes_machines
def end(ident: str) -> tuple[str, int]:
    """It is told nothing any more."""
    unsubscribe(system(), actor(), require("Subscription", "d"), ident)
    return "", 204


@subscription_api.get("/<ident>/$status")
@gives(FHIR_JSON)
@for_roles(Role.HOSPITAL)
@takes_machines
def status(ident: str) -> Response:
    """How it stands, and how many events there were since it began: who has seen fewer has a gap."""
    hospital_id = require("Subscription", "r")
    with system().db.read() as session:
        one = subscribed(find_subscription(session, hospital_id, ident))
    return searchset([status_of(one, NewsKind.STATUS, (), base())])


@subscription_api.get("/<ident>/$events")
@gives(FHIR_JSON)
@for_roles(Role.HOSPITAL)
@takes_machines
def events(ident: str) -> Response:
    """The events of a gap, `eventsSinceNumber` to `eventsUntilNumber`, both included; kept for a week."""
    hospital_id = require("Subscription", "r")
    asked = asked_for("eventsSinceNumber", "eventsUntilNumber")
    since, until = _number(asked, "eventsSinceNumber", 1), _number(asked, "eventsUntilNumber", 2**31 - 1)
    with system().db.read() as session:
        one = subscribed(find_subscription(session, hospital_id, ident))
        news = read_news(session, one.id, since=since, until=until, limit=MOST)
    told: Json = message(one, NewsKind.EVENTS, news, base=base(), at=system().clock.now())
    return answered(told)


def _number(asked: dict[str, Any], name: str, otherwise: int) -> int:
    told = asked.get(name, "")
    if told and not (told.isascii() and told.isdecimal() and len(told) < 10):
        raise InvalidInputError(name, "is the number of an event")
    return int(told) if told else otherwise
