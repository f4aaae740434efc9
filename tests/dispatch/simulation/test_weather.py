"""The weather of a simulated day is observed anew, whichever seconds the worker happens to be awake in."""

from datetime import timedelta

from dispatch.simulation.acting import WEATHER_EVERY, tend
from dispatch.simulation.stage import Stage
from drones.model import Weather
from drones.tables.weather import newest_weather
from tests.dispatch.test_kits import kits
from tests.dispatch.town import Town

__all__ = ["kits"]


def seen(town: Town) -> Weather | None:
    with town.system.db.read() as session:
        return newest_weather(session, "sejong", now=town.clock.now())


def live(town: Town, seconds: float) -> None:
    tend(town.system, Stage("sejong", 1.0, 1, town.clock.advance(timedelta(seconds=seconds))))


def test_a_worker_that_slept_through_the_tenth_minute_observes_in_the_eleventh(kits: Town) -> None:
    live(kits, WEATHER_EVERY.total_seconds() - 1)
    first = seen(kits)
    live(kits, 62)
    second = seen(kits)
    assert first is not None and second is not None and first.observed_at < second.observed_at
    assert second.observed_at == kits.clock.now()
    live(kits, 1)
    assert seen(kits) == second, "no other one a second later"


def test_a_city_without_weather_gets_none(town: Town) -> None:
    live(town, WEATHER_EVERY.total_seconds())
    assert seen(town) is None
