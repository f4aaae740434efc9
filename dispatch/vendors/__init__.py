"""Whoever flies a station's drones with a system of their own: a port with two adapters (webhook, fake).

They are told of every step of an order, and report by token. What they are told: docs/drones.md. Never of the patient.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from chassis.secrets import sign
from drones.events import for_pad
from drones.missionplan import FlightPlan
from drones.sortie import Sortie

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Vendor:
    """Where a vendor's system listens, and the secret both sides know."""

    station_id: str
    url: str
    secret: str = field(repr=False)


class Vendors(Protocol):
    """Posts a message, with no transaction open, and possibly twice for one key: at least once.

    `tell` returns once it was taken, or raises TemporaryFailureError or FinalFailureError of `dispatch.paging`; no
    other error leaves it.
    """

    def tell(self, vendor: Vendor, body: bytes, *, at: datetime, key: str) -> None: ...


def body_of(sortie: Sortie, at: datetime) -> bytes:
    """An order as it stands, and the way it was planned; the same bytes for the same content."""
    told = {"format": FORMAT, "sortie": for_pad(sortie), "mission": _mission(sortie.plan), "at": at.isoformat()}
    return json.dumps(told, separators=(",", ":"), sort_keys=True).encode()


def _mission(plan: FlightPlan | None) -> list[dict[str, Any]] | None:
    """The items with their MAV_CMD and MAV_FRAME numbers, home first; None where no way was planned."""
    if plan is None:
        return None
    return [
        {
            "command": item.command,
            "frame": item.frame,
            "params": list(item.params),
            "lat": item.place.lat if item.place is not None else None,
            "lon": item.place.lon if item.place is not None else None,
            "altitude_m": item.altitude_m,
        }
        for item in plan.items
    ]


def secret_of(key: str, station_id: str, issue: str) -> str:
    """The secret of a vendor, made anew each time it is needed from the system's key: it is stored nowhere."""
    return sign(key, f"vendor:{station_id}:{issue}")
