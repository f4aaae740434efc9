"""Traffic: speeds from a traffic centre, closures of the desk, what the maps draw."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from chassis.identity import Role
from dispatch.closures import ClosureDraft, ClosureKind, ClosureReason, place_draft, street_of
from dispatch.record import plain
from dispatch.tables.traffic import read_closures, read_ended
from dispatch.traffic import closing
from dispatch.traffic.hearing import hear_speeds
from dispatch.traffic.layer import closure_view, layer_tag, length_m, lines_of, traffic_layer
from web.current import actor, system
from web.guard import for_roles, takes_up_to
from web.known import unless_known
from web.traffic import schemas

traffic_api = APIBlueprint("traffic_api", __name__, url_prefix="/api/v1/traffic")
Json = dict[str, Any]
DESK = (Role.DISPATCHER, Role.SUPERVISOR)
LOOKERS = (*DESK, Role.PARAMEDIC, Role.ADMIN, Role.TRAFFIC)
LARGEST_REPORT = 8 * 1024 * 1024


@traffic_api.post("/speeds")
@traffic_api.input(schemas.SpeedsIn, arg_name="body")
@takes_up_to(LARGEST_REPORT)
@for_roles(Role.TRAFFIC, Role.ADMIN)
def take_speeds(body: schemas.SpeedsIn) -> Json:
    """Observed speeds of segments. What cannot be taken is answered segment by segment, with a reason.

    Sending a report again, or an older one after a newer one, changes nothing.
    """
    good, bad = body.parsed()
    taken = hear_speeds(system(), actor(), body.source, [said for _, said in good], network=body.network)
    refused = [{"index": good[one.index][0], "reason": one.reason} for one in taken.refused]
    told = {"taken": taken.taken, "edges": taken.edges, "network": taken.network}
    return told | {"refused": sorted([*refused, *bad], key=lambda one: int(str(one["index"])))}


@traffic_api.get("/roads")
@for_roles(*LOOKERS)
def read_roads() -> Response:
    """Slow roads, closures and slow zones in force, for the maps. Its ETag changes with what is drawn only.

    The slow roads are those of this process's snapshot; the closures come from their table, so that who hears of one
    and asks at once is told it, whatever the snapshot knows yet.
    """
    held = system().roads.held()
    with system().db.read() as session:
        closures = read_closures(session, now=system().clock.now(), region=actor().region)
    return unless_known(
        layer_tag(held, closures),
        lambda: traffic_layer(held) | {"closures": [closure_view(one, held.segments) for one in closures]},
    )


@traffic_api.get("/streets")
@for_roles(*DESK)
def read_streets() -> Json:
    """The names of the streets, to close one by its name."""
    names = system().roads.held().segments.street_names()
    return {"streets": [{"ko": ko, "en": en} for ko, en in names]}


@traffic_api.get("/closures")
@traffic_api.input(schemas.ListIn, location="query", arg_name="asked")
@for_roles(*DESK)
def list_closures(asked: schemas.ListIn) -> Json:
    """The closures and slow zones in force, the first to end first; and those that ended lately."""
    now, segments = system().clock.now(), system().roads.held().segments
    with system().db.read() as session:
        found = read_closures(session, now=now, region=actor().region)
        over = read_ended(session, actor().region, now=now) if asked.ended == "yes" else ()
    return {
        "closures": [closure_view(one, segments) for one in found],
        "ended": [closure_view(one, segments, drawn=False) for one in over],
    }


@traffic_api.post("/closures/preview")
@traffic_api.input(schemas.MarkIn, arg_name="body")
@for_roles(*DESK)
def preview(body: schemas.MarkIn) -> Json:
    """Which pieces of road would be meant. Changes nothing."""
    segments = system().roads.held().segments
    lasts = system().clock.now() + timedelta(hours=1)
    draft = ClosureDraft(ClosureKind.CLOSED, body.shape, ClosureReason.OTHER, lasts)
    places = tuple(point.place() for point in body.points)
    meant = replace(draft, points=places, street=body.street or None, near_m=body.near_m, both_ways=body.both_ways)
    edges = place_draft(meant, segments)
    ko, en = street_of(edges, segments)
    street = {"ko": ko, "en": en or ko} if ko else None
    return {
        "street": street,
        "length_m": length_m(segments.network, edges),
        "lines": lines_of(segments.network, edges),
    }


@traffic_api.post("/closures")
@traffic_api.input(schemas.ClosureIn, arg_name="body")
@for_roles(*DESK)
def close_road(body: schemas.ClosureIn) -> tuple[Json, int]:
    """Close or slow a road; units are led round it and open decisions made anew before this answers."""
    return _told(closing.close_road(system(), actor(), body.draft())), 201


@traffic_api.post("/closures/<closure_id>/extend")
@traffic_api.input(schemas.ExtendIn, arg_name="body")
@for_roles(*DESK)
def extend(closure_id: str, body: schemas.ExtendIn) -> Json:
    """Let it last until another instant."""
    made = closing.extend_closure(system(), actor(), closure_id, body.ends_at)
    return {"closure": closure_view(made, system().roads.held().segments)}


@traffic_api.post("/closures/<closure_id>/end")
@for_roles(*DESK)
def end(closure_id: str) -> Json:
    """The road is open again."""
    return _told(closing.end_closure(system(), actor(), closure_id))


def _told(done: closing.Closed) -> Json:
    segments = system().roads.held().segments
    return {"closure": closure_view(done.closure, segments), "followed": plain(done.followed)}
