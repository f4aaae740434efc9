"""One event stream per page: what is addressed to the one who asks, from where it stopped, for as long as it likes."""

import json
from collections.abc import Iterator

from apiflask import APIBlueprint
from flask import Response, current_app, request

from chassis import events, topics
from chassis.events import Event, LiveValue
from chassis.identity import Actor, Role
from chassis.telemetry import STREAMS
from dispatch.boards.desk import simulation_view
from dispatch.system import System
from web.current import actor, system
from web.guard import for_roles
from web.hub import Hub, Hubs, Position
from web.problems import Refused

HEARTBEAT_S = 4.0

streams = APIBlueprint("streams", __name__, url_prefix="/api/v1", enable_openapi=False)


@streams.get("/stream")
@for_roles(Role.DISPATCHER, Role.SUPERVISOR, Role.HOSPITAL, Role.PARAMEDIC, Role.PILOT)
def stream() -> Response:
    """The stream of whoever is signed in, from `Last-Event-ID` or `?after=` on, else from now."""
    who = actor()
    return stream_of(topics_of(who), who.region)


def topics_of(who: Actor) -> tuple[str, ...]:
    """What an actor may hear; never taken from the request."""
    if who.role in {Role.DISPATCHER, Role.SUPERVISOR}:
        return (topics.desk(who.region),)
    name = {Role.HOSPITAL: topics.hospital, Role.PARAMEDIC: topics.unit, Role.PILOT: topics.pad}.get(who.role)
    return (name(who.region, who.facility),) if name is not None and who.facility is not None else ()


def stream_of(wanted: tuple[str, ...], region: str) -> Response:
    """A stream of the topics `wanted`, all of one region, as server-sent events."""
    hubs: Hubs = current_app.extensions["goldentime_hubs"]
    hub = hubs.of(region)
    lines = _lines(system(), hub, wanted, region, _asked_position())
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return Response(lines, mimetype="text/event-stream", headers=headers)


def _asked_position() -> int | None:
    sent = request.headers.get("Last-Event-ID") or request.args.get("after")
    if sent is None:
        return None
    if not sent.isdecimal():
        raise Refused(400, "stream_position", "Last-Event-ID is the number of an event")
    return int(sent)


def _lines(running: System, hub: Hub, wanted: tuple[str, ...], region: str, after: int | None) -> Iterator[str]:
    newest = hub.start()
    seen = newest if after is None else Position(min(after, newest.event), newest.revision)
    with STREAMS.track_inprogress():
        yield "retry: 2000\n\n"
        with running.db.read() as session:
            simulation, current = simulation_view(session, region), events.read_live(session, wanted)
        hello = {"now": running.clock.now().isoformat(), "newest": seen.event, "simulation": simulation}
        yield f"event: hello\ndata: {json.dumps(hello)}\n\n"
        yield from map(_value, current)
        while not hub.closed:
            news = hub.news(seen, wanted, HEARTBEAT_S)
            yield from map(_value, news.values)
            if news.events is None:
                missed = _from_log(running, wanted, region, seen.event)
                yield from map(_event, missed[0])
                seen = Position(missed[1], news.seen.revision)
                continue
            yield from map(_event, news.events)
            seen = news.seen
            if not news.events and not news.values:
                yield "event: beat\ndata: {}\n\n"  # a comment would keep the line open, but a page could not see it


def _from_log(running: System, wanted: tuple[str, ...], region: str, after: int) -> tuple[list[Event], int]:
    """What the buffer no longer holds, a piece at a time, and how far that reaches."""
    with running.db.read() as session:
        newest = events.newest_id(session, region)  # before reading: what comes later is above it
        missed = events.read(session, wanted, after=after)
    return missed, missed[-1].id if missed else newest


def _event(event: Event) -> str:
    data = {"topic": event.topic, "kind": event.kind, "subject": event.subject, "at": event.at.isoformat()}
    return f"id: {event.id}\nevent: {event.kind}\ndata: {json.dumps(data | {'data': dict(event.data)})}\n\n"


def _value(value: LiveValue) -> str:
    data = {"kind": value.kind, "subject": value.subject, "at": value.at.isoformat(), "data": dict(value.data)}
    return f"event: live\ndata: {json.dumps(data)}\n\n"
