"""Weather observations."""

from datetime import datetime

from sqlalchemy import Float, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from drones.model import Weather


class WeatherRow(Base):
    """One observation. What was not observed is NULL."""

    __tablename__ = "weather_observations"
    __table_args__ = (Index("ix_weather_observations_region_observed_at", "region", "observed_at"),)
    region: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str] = mapped_column(String(96), primary_key=True)
    observed_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    wind_mps: Mapped[float | None] = mapped_column(Float)
    wind_from_deg: Mapped[float | None] = mapped_column(Float)
    gust_mps: Mapped[float | None] = mapped_column(Float)
    rain_mm_h: Mapped[float | None] = mapped_column(Float)
    visibility_m: Mapped[float | None] = mapped_column(Float)
    temperature_c: Mapped[float | None] = mapped_column(Float)


def put_weather(session: Session, weather: Weather) -> None:
    """Keep an observation; the same one again changes nothing."""
    session.merge(
        WeatherRow(
            region=weather.region,
            source=weather.source,
            observed_at=weather.observed_at,
            wind_mps=weather.wind_mps,
            wind_from_deg=weather.wind_from_deg,
            gust_mps=weather.gust_mps,
            rain_mm_h=weather.rain_mm_h,
            visibility_m=weather.visibility_m,
            temperature_c=weather.temperature_c,
        )
    )
    session.flush()


def newest_weather(session: Session, region: str, *, now: datetime) -> Weather | None:
    """The newest observation made by `now`; None when there is none. Of two at once, the first source by name."""
    wanted = select(WeatherRow).where(WeatherRow.region == region, WeatherRow.observed_at <= now)
    row = session.scalars(wanted.order_by(WeatherRow.observed_at.desc(), WeatherRow.source).limit(1)).first()
    if row is None:
        return None
    return Weather(
        region=row.region,
        observed_at=row.observed_at,
        source=row.source,
        wind_mps=row.wind_mps,
        wind_from_deg=row.wind_from_deg,
        gust_mps=row.gust_mps,
        rain_mm_h=row.rain_mm_h,
        visibility_m=row.visibility_m,
        temperature_c=row.temperature_c,
    )
