"""Logs bound to request and incident, without patient data; and the metrics that Prometheus reads."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
REQUESTS = Histogram(
    "goldentime_request_seconds", "Time to answer a request", ["endpoint", "method", "status"], registry=REGISTRY
)
DECISIONS = Histogram(
    "goldentime_decision_seconds",
    "Time to decide about an incident, triage to plan",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0),
    registry=REGISTRY,
)
STREAMS = Gauge("goldentime_streams_open", "Event streams open now", registry=REGISTRY)
PROBLEMS = Counter("goldentime_problems_total", "Requests refused, by code", ["code"], registry=REGISTRY)

HIDDEN = "–"
PRIVATE = frozenset(
    {
        *("caller_number", "phone", "to", "name", "patient", "age_years", "sex", "vitals", "text", "body", "note"),
        *("place", "place_text", "lat", "lon", "hypotheses", "password", "token", "link_token"),
    }
)


def hide_private(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Whatever could tell who the patient or the caller is stays out of the log, however deep it lies."""
    return {key: HIDDEN if key in PRIVATE else _shown(value) for key, value in event.items()}


def _shown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: HIDDEN if key in PRIVATE else _shown(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(inner) for inner in value]
    return value


def configure_logging(*, as_json: bool) -> None:
    """Structured lines on standard error; called once by each process."""
    render: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            hide_private,
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
