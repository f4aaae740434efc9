"""The whole schema: importing this module registers every table of every room."""

from chassis import accounts, audit, deadlines, devices, events, heartbeat, idempotency, outbox, pace, tracks
from chassis.db import Base
from dispatch import tables as dispatch_tables
from drones import tables as drone_tables
from hospitals import tables as hospital_tables

ROOMS = (
    accounts,
    audit,
    deadlines,
    devices,
    events,
    heartbeat,
    idempotency,
    outbox,
    pace,
    tracks,
    hospital_tables,
    drone_tables,
    dispatch_tables,
)
METADATA = Base.metadata
