"""Whether the weather lets a drone fly. Pure. What was not observed is never assumed fair."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from drones.flight import wind_at
from drones.model import Airframe, Weather
from drones.reasons import Code, Reason


@dataclass(frozen=True, slots=True)
class WeatherLimits:
    """A city's limits; the airframe's own hold as well, the narrower counts."""

    wind_max_mps: float = 12.0
    gust_max_mps: float = 15.0
    visibility_min_m: float = 1500.0
    temperature_min_c: float = -10.0
    temperature_max_c: float = 40.0
    stale_after: timedelta = timedelta(minutes=60)  # airfields report hourly


def weather_reasons(
    weather: Weather | None, airframe: Airframe, *, limits: WeatherLimits, height_m: float, now: datetime
) -> tuple[Reason, ...]:
    """Everything in the weather that keeps `airframe` down; empty when it may fly at `height_m`."""
    if weather is None:
        return (Reason(Code.WEATHER_UNKNOWN),)
    found = [
        *_stale(weather, limits, now),
        *(Reason(Code.WEATHER_UNKNOWN, ref=name) for name in _missing(weather)),
        *_above(Code.WIND, _wind(weather, height_m), min(limits.wind_max_mps, airframe.wind_max_mps)),
        *_above(Code.GUST, weather.gust_mps, limits.gust_max_mps),
        *_above(Code.RAIN, weather.rain_mm_h, airframe.rain_max_mm_h),
        *_above(Code.TEMPERATURE, weather.temperature_c, min(limits.temperature_max_c, airframe.temperature_max_c)),
        *_below(Code.TEMPERATURE, weather.temperature_c, max(limits.temperature_min_c, airframe.temperature_min_c)),
        *_below(Code.VISIBILITY, weather.visibility_m, limits.visibility_min_m),
    ]
    return tuple(found)


def _stale(weather: Weather, limits: WeatherLimits, now: datetime) -> Iterator[Reason]:
    age = now - weather.observed_at
    if age > limits.stale_after:
        yield Reason(Code.WEATHER_STALE, value=age.total_seconds(), limit=limits.stale_after.total_seconds())


def _missing(weather: Weather) -> Iterator[str]:
    needed = {
        "wind": weather.wind_mps,
        "wind_direction": weather.wind_from_deg if weather.wind_mps else 0.0,  # a calm has none
        "gust": weather.gust_mps,
        "rain": weather.rain_mm_h,
        "visibility": weather.visibility_m,
        "temperature": weather.temperature_c,
    }
    return (name for name, value in needed.items() if value is None)


def _wind(weather: Weather, height_m: float) -> float | None:
    return None if weather.wind_mps is None else wind_at(height_m, weather.wind_mps)


def _above(code: Code, value: float | None, limit: float) -> Iterator[Reason]:
    if value is not None and value > limit:
        yield Reason(code, value=value, limit=limit)


def _below(code: Code, value: float | None, limit: float) -> Iterator[Reason]:
    if value is not None and value < limit:
        yield Reason(code, value=value, limit=limit)
