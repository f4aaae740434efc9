"""Stations that stand ready: put on record for stories, each with its drone and its kit, in calm air."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from drones.tables import put_drone, put_kit, put_station, put_weather
from tests.drones.scene import AED_N, AED_S, CALM, DRONE_N, DRONE_S, NORTH, REGION, SOUTH


def put_one_station(session: Session, *, now: datetime) -> None:
    """The southern station; its kit is good until tonight."""
    put_station(session, SOUTH)
    put_drone(session, DRONE_S)
    put_kit(session, replace(AED_S, expires_on=now.date()), region=REGION)
    put_weather(session, replace(CALM, observed_at=now))


def put_two_stations(session: Session, *, now: datetime) -> None:
    """The southern and the northern station."""
    for station in (SOUTH, NORTH):
        put_station(session, station)
    for drone in (DRONE_S, DRONE_N):
        put_drone(session, drone)
    for kit in (AED_S, AED_N):
        put_kit(session, kit, region=REGION)
    put_weather(session, replace(CALM, observed_at=now))
