"""Is it alive, is it ready, how is it doing."""

from datetime import datetime, timedelta
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from chassis.events import EventRow
from chassis.heartbeat import newest_beat
from chassis.identity import Role
from chassis.outbox import DeliveryRow, DeliveryState
from chassis.telemetry import REGISTRY
from dispatch.sweep import FEED_SILENT_AFTER
from dispatch.upgrade import is_at_head
from hospitals.tables.contacts import read_lamps
from hospitals.tables.feeds import FeedRow, read_feeds
from web.current import find_actor, system
from web.guard import for_anyone
from web.problems import Refused

SILENT_WORKER = timedelta(seconds=30)
WAITING = Gauge("goldentime_deliveries", "Deliveries in the outbox, by state", ["state"], registry=REGISTRY)

ops = APIBlueprint("ops", __name__, enable_openapi=False)


@ops.get("/healthz")
@for_anyone
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@ops.get("/readyz")
@for_anyone
def ready() -> tuple[dict[str, Any], int]:
    """Database, schema, worker, log. 503 with what is wrong."""
    checks: dict[str, Any] = {}
    try:
        checks |= _checks()
    except SQLAlchemyError as error:
        checks["database"] = {"ok": False, "error": type(error).__name__}
    fine = all(check["ok"] for check in checks.values() if check.get("needed", True))
    return {"status": "ready" if fine else "not ready", "checks": checks}, 200 if fine else 503


@ops.get("/metrics")
@for_anyone
def metrics() -> Response:
    """For Prometheus: from this machine and not through a proxy on it, or with an administrator's token.

    Counters are this process's own; with several web processes ask each, or run one.
    """
    who = find_actor()
    here = request.remote_addr in {"127.0.0.1", "::1"} and "X-Forwarded-For" not in request.headers
    if not here and (who is None or who.role is not Role.ADMIN):
        raise Refused(403, "forbidden", "metrics are for this machine or an administrator's token")
    with system().db.read() as session:
        counted = session.execute(select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)).all()
    for state in DeliveryState:
        WAITING.labels(state=state.value).set(dict(counted).get(state.value, 0))
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _checks() -> dict[str, Any]:
    now, hubs = system().clock.now(), current_app.extensions["goldentime_hubs"]
    with system().db.read() as session:
        beat = _age_s(newest_beat(session), now)
        newest = _age_s(session.scalar(select(EventRow.at).order_by(EventRow.id.desc()).limit(1)), now)
        behind = hubs.behind(session)
        lamps = read_lamps(session)
        feeds = {f"feed_{feed.name}": _feed(feed, now) for feed in read_feeds(session, now=now)}
    silent = sum(lamp.is_silent() for lamp in lamps)
    shown = {"lamps": {"ok": not silent, "needed": False, "silent": silent}} if lamps else {}
    return (
        feeds
        | shown
        | {
            "database": {"ok": True},
            "migrations": {"ok": is_at_head(system().db)},
            "worker": {"ok": beat is not None and beat < SILENT_WORKER.total_seconds(), "beat_age_s": beat},
            "event_log": {"ok": hubs.all_see(), "behind": behind, "newest_age_s": newest},
        }
    )


def _feed(feed: FeedRow, now: datetime) -> dict[str, Any]:
    """Without it dispatch goes on: it is shown, and readiness does not depend on it."""
    dead = feed.is_stopped(now) or feed.silent_for(now) >= FEED_SILENT_AFTER
    told: dict[str, Any] = {"ok": not dead, "needed": False, "success_age_s": _age_s(feed.succeeded_at, now)}
    if feed.trouble is not None:
        told |= {"error": feed.trouble, "detail": feed.detail, "error_age_s": _age_s(feed.failed_at, now)}
    return told | ({"stopped_until": feed.stopped_until.isoformat()} if feed.stopped_until is not None else {})


def _age_s(at: datetime | None, now: datetime) -> float | None:
    return (now - at).total_seconds() if at is not None else None
