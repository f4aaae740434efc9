"""Putting the system together: the only place that names adapters."""

from datetime import timedelta
from pathlib import Path

from chassis.bell import Bell
from chassis.bell.follow import FollowBell
from chassis.bell.local import LocalBell
from chassis.bell.postgres import PostgresBell
from chassis.clock import Clock, SystemClock
from chassis.db import Database
from chassis.ids import Ids, RandomIds
from chassis.outside import networks_of
from chassis.settings import Settings
from dispatch.feeding import poll
from dispatch.lamps.webhook import WebhookLamps
from dispatch.minutes.book import TripBook
from dispatch.paging import Paging
from dispatch.paging.console import ConsolePaging
from dispatch.paging.fake import FakePaging
from dispatch.paging.sms import SmsPaging
from dispatch.priority.hearing import hear, lose
from dispatch.priority.promising import road_use, signals_give_way
from dispatch.protocols import read_rules
from dispatch.roadfile import RoadFile, roads_file
from dispatch.signalling import Signals, drives_left
from dispatch.subscriptions.resthook import RestHooks
from dispatch.system import System
from dispatch.tilefile import TileFile, tiles_file
from dispatch.vendors.webhook import WebhookVendors
from dispatch.worker import Job, worker_name
from hospitals.feeds.nemc.client import NemcFeed
from routing.signals import SignalCentre
from routing.signals.http import HttpCentre
from routing.signals.mqtt import MqttCentre


def build(settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None) -> System:
    """The running system of `settings`. Roads not loaded yet are simply not there; whoever asks is told."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    clock = clock or SystemClock()
    book = TripBook(database, clock, settings.city)
    roads = RoadFile(roads_file(settings), clock, database=database, trips=book)
    system = System(
        settings=settings,
        db=database,
        clock=clock,
        ids=ids or RandomIds(),
        bell=_bell(settings, database),
        roads=roads,
        tiles=TileFile(tiles_file(settings), roads.find_network),
        paging=_paging(settings),
        lamps=WebhookLamps.within(networks_of(settings.lamp_networks)),
        hooks=RestHooks.within(networks_of(settings.lamp_networks)),
        vendors=WebhookVendors.within(networks_of(settings.lamp_networks)),
        rules=read_rules(),
        signals=Signals(
            settings.signals,
            table=settings.instance / "signals" / f"{settings.city}.csv",
            drives_left=lambda: drives_left(database, settings.city),
        ),
    )
    roads.heed(lambda: signals_give_way(system), lambda: road_use(system).blue_light())
    return system


def open_signals(system: System) -> None:
    """Connect with the city's signal centre, where it has one. For the worker alone: a centre knows one of us."""
    centre = _centre(system.settings)
    if centre is not None:
        centre.listen(lambda said: hear(system, said, simulated=False), lambda: lose(system))
        system.signals.centre = centre


def feed_jobs(system: System) -> tuple[Job, ...]:
    """What the worker runs to hear from hospitals; nothing without a key."""
    settings = system.settings
    if not settings.nemc_service_key:
        return ()
    feed = NemcFeed(settings.nemc_base_url, settings.nemc_service_key, system.clock)
    return (Job("nemc", timedelta(seconds=5), lambda system: poll(system, feed, worker_name())),)


def _centre(settings: Settings) -> SignalCentre | None:
    if settings.signals == "mqtt":
        user, password = settings.signals_user, settings.signals_token
        return MqttCentre(settings.signals_url, settings.city, user=user, password=password)
    return HttpCentre.at(settings.signals_url, settings.signals_token) if settings.signals == "http" else None


def _bell(settings: Settings, database: Database) -> Bell:
    if not database.is_sqlite:
        return PostgresBell(settings.database_url)
    name = database.engine.url.database
    return FollowBell(Path(name)) if name and name != ":memory:" else LocalBell()


def _paging(settings: Settings) -> Paging:
    if settings.paging == "sms":
        return SmsPaging.from_settings(settings)
    return FakePaging() if settings.paging == "fake" else ConsolePaging()
