"""One event stream per page: what is addressed to the one who asks, from where it stopped, for as long as it likes."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from time import monotonic
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, request

from chassis import events, topics
from chassis.events import Event, LiveValue
from chassis.identity import Actor, Role
from chassis.telemetry import STREAMS
from dispatch.boards.desk import simulation_view
from dispatch.boards.retelling import told_again
from dispatch.system import System
from web.current import actor, system
from web.guard import for_signed_in
from web.hub import Hub, Hubs, News, Position
from web.problems import Refused

BEAT_S = 4.0
BEAT = "event: beat\ndata: {}\n\n"  # a comment would keep the line open, but a page could not see it
LIVES_S = 600.0  # then the page comes back, and the guard looks again at who it is
PIECE = 500
ENDED = frozenset({"device_revoked", "access_ended"})  # whoever this is about is looked at anew
Telling = Callable[[Iterable[LiveValue], Iterable[Event]], list[str]]
Again = Callable[[Iterable[LiveValue], Iterable[Event]], tuple[Sequence[LiveValue], Sequence[Event]]]

streams = APIBlueprint("streams", __name__, url_prefix="/api/v1")


@streams.get("/stream")
@for_signed_in
def stream() -> Response:
    """The stream of whoever is signed in, from `Last-Event-ID` or `?after=` on, else from now.

    `hello` first, with `anew` where the log does not reach back so far: then load the page's data, and go on from its
    `newest`. Then events with an id as they are in the log; `live` without an id, of which only the newest
    counts; `beat` when there was nothing for four seconds. It ends by itself after ten minutes: come back with the
    last id. Of what a hospital heard before it gets only what it may still read.
    """
    who = actor()
    again = still_read_by(system(), who) if who.role is Role.HOSPITAL else None
    return stream_of(topics.heard_by(who), who.region, whose=who.id, again=again)


def still_read_by(running: System, who: Actor) -> Again:
    """What somebody at a hospital may be told of what was told before their stream began."""

    def again(values: Iterable[LiveValue], past: Iterable[Event]) -> tuple[Sequence[LiveValue], Sequence[Event]]:
        with running.db.read() as session:
            now = running.clock.now()
            return (
                told_again(session, who.facility, values, now=now),
                told_again(session, who.facility, past, now=now),
            )

    return again


def everything(values: Iterable[LiveValue], fresh: Iterable[Event]) -> list[str]:
    """What is addressed to one, with all it carries."""
    return [*map(_value, values), *map(_event, fresh)]


def hints(_: Iterable[LiveValue], fresh: Iterable[Event]) -> list[str]:
    """Only that something has happened: for a screen that everybody in the room can read."""
    return [f"id: {event.id}\nevent: {event.kind}\ndata: {_json(_hint(event))}\n\n" for event in fresh]


def stream_of(
    wanted: tuple[str, ...],
    region: str,
    *,
    whose: str | None = None,
    tell: Telling = everything,
    again: Again | None = None,
) -> Response:
    """A stream of the topics `wanted`, all of one region, as server-sent events; `whose` may lose it at any time."""
    hubs: Hubs = current_app.extensions["goldentime_hubs"]
    lines = follow(
        system(), hubs.of(region), wanted, region, after=_asked_position(), whose=whose, tell=tell, again=again
    )
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return Response(lines, mimetype="text/event-stream", headers=headers)


def _asked_position() -> int | None:
    sent = request.headers.get("Last-Event-ID") or request.args.get("after")
    if sent is None:
        return None
    if not sent.isascii() or not sent.isdecimal():
        raise Refused(400, "stream_position", "Last-Event-ID is the number of an event")
    return int(sent)


def follow(
    running: System,
    hub: Hub,
    wanted: tuple[str, ...],
    region: str,
    *,
    after: int | None,
    whose: str | None = None,
    tell: Telling = everything,
    again: Again | None = None,
    lives_s: float = LIVES_S,
    beat_s: float = BEAT_S,
) -> Iterator[str]:
    """The messages of a stream, from event `after` on or else from now, until the hub closes or `lives_s` are over.

    What was told before it began goes through `again` first; what happens while it is open was addressed just now.
    """
    newest = hub.start()
    lost = after is not None and not _reaches_back(running, hub, region, after)
    seen = Position(newest.event if after is None or lost else min(after, newest.event), 0)
    ends, beat_due = monotonic() + lives_s, monotonic() + beat_s
    with STREAMS.track_inprogress():
        yield _hello(running, region, seen, anew=lost)
        past = _Past(running, region, again)
        while not hub.closed and monotonic() < ends:
            news = hub.news(seen, wanted, beat_due - monotonic())
            fresh, seen = _fresh(running, wanted, seen, news)
            told = tell(*past.sift(news.values, fresh))
            if not told and monotonic() < beat_due:
                continue
            beat_due = monotonic() + beat_s
            yield from told or ([BEAT] if hub.sees() else [])
            if any(event.kind in ENDED and event.subject == whose for event in fresh):
                return


class _Past:
    """What a stream is told that is older than itself. Nobody is asked about the rest: that costs nothing."""

    def __init__(self, running: System, region: str, again: Again | None) -> None:
        self._again, self._until, self._first = again, 0, True
        if again is not None:
            with running.db.read() as session:
                self._until = events.newest_id(session, region)  # of the log, which may be ahead of the hub

    def sift(self, values: Sequence[LiveValue], fresh: Sequence[Event]) -> tuple[Sequence[LiveValue], Sequence[Event]]:
        """The same without what may not be told again; of values only those that stood before can be such."""
        old = [event for event in fresh if event.id <= self._until]
        first, self._first = self._first, False
        if self._again is None or not (old or (first and values)):
            return values, fresh
        kept_values, kept = self._again(values if first else (), old)
        return kept_values if first else values, [*kept, *fresh[len(old) :]]


def _fresh(running: System, wanted: tuple[str, ...], seen: Position, news: News) -> tuple[Sequence[Event], Position]:
    """What has not been sent, and how far that reaches; from the log itself when the buffer starts too late."""
    if news.events is not None:
        return news.events, news.seen
    with running.db.read() as session:
        read = events.read(session, wanted, after=seen.event, limit=PIECE)
    missed = [event for event in read if event.id <= news.seen.event]  # what is newer comes from the buffer
    reached = missed[-1].id if len(missed) == PIECE else news.seen.event
    return missed, Position(reached, news.seen.revision)


def _reaches_back(running: System, hub: Hub, region: str, after: int) -> bool:
    """Whether whoever has heard everything up to `after` can still be told all the rest."""
    if hub.reaches(after):
        return True
    with running.db.read() as session:
        return events.is_kept(session, region, after)


def _hello(running: System, region: str, seen: Position, *, anew: bool) -> str:
    """Where the stream begins, and whether there is a gap before it. The id makes a browser that heard nothing yet come
    back to here, not to a later now."""
    with running.db.read() as session:
        simulation = simulation_view(session, region)
    hello = {"now": running.clock.now().isoformat(), "newest": seen.event, "simulation": simulation, "anew": anew}
    return f"retry: 2000\nid: {seen.event}\nevent: hello\ndata: {_json(hello)}\n\n"


def _event(event: Event) -> str:
    data = {"topic": event.topic, "kind": event.kind, "subject": event.subject, "at": event.at.isoformat()}
    return f"id: {event.id}\nevent: {event.kind}\ndata: {_json(data | {'data': dict(event.data)})}\n\n"


def _hint(event: Event) -> dict[str, Any]:
    """The switch of the simulated day is everybody's; of anything else no more than its kind."""
    return {"kind": event.kind, "data": dict(event.data) if event.kind == "simulation_changed" else {}}


def _value(value: LiveValue) -> str:
    data = {"kind": value.kind, "subject": value.subject, "at": value.at.isoformat(), "data": dict(value.data)}
    return f"event: live\ndata: {_json(data)}\n\n"


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
