"""The worker process: the only place that knows APScheduler. It only ever calls ticks; every deadline is a row."""

import logging
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from chassis import events, heartbeat, idempotency, stopping, tracks
from chassis.outbox import purge_sent
from chassis.pace import purge_paces
from dispatch import arrivals, watch
from dispatch.deliver import deliver, deliver_signals, fetch_pictures
from dispatch.desk.dropnews import tell_drops
from dispatch.priority.asking import CHANNEL, Asker
from dispatch.registering.passing import keep_time, purge_coming_in
from dispatch.subscribing.telling import tell_subscribers
from dispatch.system import System
from dispatch.tables.intake import purge_intake
from dispatch.tables.pictures import purge_patient_pictures
from dispatch.tables.registered import CHANNEL as REGISTERED
from dispatch.tables.signals import purge_steps
from dispatch.tables.stops import purge_stops
from dispatch.tables.subscriptions import purge_news
from dispatch.tables.talk import purge_talk
from dispatch.tables.texts import purge_pictures, purge_texts
from dispatch.tables.traffic import purge_speeds
from dispatch.tables.transcripts import purge_pieces
from dispatch.traffic.following import look_round
from dispatch.traffic.keeping import keep
from dispatch.traffic.learning import learn as learn_traffic
from dispatch.traffic.reranking import LOOKED_EVERY_S
from hospitals.tables.capacity import learn_peers

SAID_KEPT = timedelta(days=7)  # messages to signal centres; what they said stands in the requests' own log
TEXTS_KEPT = timedelta(days=1)  # texts to registered people

log = structlog.get_logger("goldentime.worker")


@dataclass(frozen=True, slots=True)
class Job:
    """Something to call again and again. A call that is late or still running is not called twice."""

    name: str
    every: timedelta
    call: Callable[[System], object]


def worker_name() -> str:
    """Unique among the processes that may share a database."""
    return f"{socket.gethostname()}:{os.getpid()}"


def own_jobs(worker: str) -> tuple[Job, ...]:
    """What every worker does."""
    return (
        Job("watch", timedelta(seconds=1), lambda system: watch.tick(system, worker)),
        Job("deliver", timedelta(seconds=0.5), lambda system: deliver(system, worker)),
        Job("arrivals", timedelta(seconds=15), arrivals.reckon),
        Job("roads", timedelta(seconds=1), keep),
        Job("ways", timedelta(seconds=LOOKED_EVERY_S), look_round),
        Job("traffic", timedelta(seconds=30), learn_traffic),
        Job("signals", timedelta(seconds=1), Asker().tick),
        Job("tell_signals", timedelta(seconds=0.5), lambda system: deliver_signals(system, worker)),
        Job("pictures", timedelta(seconds=1), lambda system: fetch_pictures(system, worker)),
        Job("drops", timedelta(seconds=1), tell_drops),
        Job("subscribers", timedelta(seconds=1), tell_subscribers),
        Job("heartbeat", timedelta(seconds=5), lambda system: _beat(system, worker)),
        Job("purge", timedelta(hours=1), _purge),
        Job("registered", timedelta(hours=1), keep_time),
        Job("learn", timedelta(minutes=15), _learn),
    )


def start(system: System, *, jobs: Sequence[Job] = (), worker: str | None = None) -> BackgroundScheduler:
    """A running scheduler; the caller shuts it down."""
    name = worker or worker_name()
    _beat(system, name)
    scheduler = BackgroundScheduler(timezone="UTC")
    for job in (*own_jobs(name), *jobs):
        scheduler.add_job(
            _safely,
            "interval",
            args=[job, system],
            id=job.name,
            seconds=job.every.total_seconds(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    return scheduler


def run(system: System, *, jobs: Sequence[Job] = ()) -> None:
    """Work until SIGTERM or SIGINT; what is running is finished first."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that is skipped is only late
    stop = stopping.when_told()
    scheduler = start(system, jobs=jobs)
    log.info("worker_started", worker=worker_name())
    stop.wait()
    scheduler.shutdown(wait=True)
    log.info("worker_stopped", worker=worker_name())


def _safely(job: Job, system: System) -> None:
    """One job's failure is on record and ends nothing."""
    try:
        job.call(system)
    except Exception:
        log.exception("job_failed", job=job.name)


def _beat(system: System, worker: str) -> None:
    with system.db.write() as session:
        heartbeat.beat(session, worker, now=system.clock.now())


def _learn(system: System) -> None:
    with system.db.write() as session:
        learn_peers(session, now=system.clock.now())


def _purge(system: System) -> None:
    now = system.clock.now()
    with system.db.write() as session:
        idempotency.purge(session, now=now)
        purge_speeds(session, now=now)
    for purge in (
        lambda session: events.purge_events(session, now=now),
        lambda session: tracks.purge_tracks(session, now=now),
        lambda session: purge_steps(session, now=now),
        lambda session: purge_intake(session, now=now),
        lambda session: purge_pictures(session, now=now),
        lambda session: purge_patient_pictures(session, now=now),
        lambda session: purge_texts(session, now=now),
        lambda session: purge_talk(session, now=now),
        lambda session: purge_paces(session, now=now),
        lambda session: purge_pieces(session, now=now),
        lambda session: purge_stops(session, now=now),
        lambda session: purge_news(session, now=now),
        lambda session: purge_sent(session, CHANNEL, before=now - SAID_KEPT),
        lambda session: purge_sent(session, REGISTERED, before=now - TEXTS_KEPT),
        lambda session: purge_coming_in(session, now=now),
    ):
        while _purge_piece(system, purge):
            pass


def _purge_piece(system: System, purge: Callable[[Session], int]) -> int:
    """A piece at a time: whoever wants to write meanwhile waits for milliseconds only."""
    with system.db.write() as session:
        return purge(session)
