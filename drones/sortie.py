"""A sortie as ordered, and what became of it. Frozen, without storage."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chassis.geo import LatLon
from drones.mission import Flight
from drones.missionplan import FlightPlan
from drones.model import KitKind
from drones.states import SortieReason, SortieState
from drones.vehicle import VehicleState


@dataclass(frozen=True, slots=True)
class Tick:
    """One check a person has confirmed by hand: when, who, and what was read (a kit's code, a number called)."""

    at: datetime
    by: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Sortie:
    """One drop order and what became of it.

    `region` is the incident's, `station_region` the drone's. `entered` says when each state was reached; `eta` is
    when the kit should be down; `battery_wh` what the battery holds when full, `battery_share` its charge when the
    order was given. Nothing here tells who the patient is.

    `plan` is what is loaded into the vehicle and `plan_hash` its fingerprint; `verified_at` is when that very plan was
    read back from the vehicle; `armed_at` when the one command to arm was given for this launch; `vehicle` what was
    last heard; `ticks` what the pilot has confirmed by hand, by check; `delay` how long it waits on the ground for
    other traffic; `reserve_wh` what must be left in the battery after landing; `strayed_at` since when it has been
    outside its plan; `simulated` whether it is for a simulated call, for which nothing real ever flies; `operator_id`
    and `operator` who has command, `operator_since` since when; `cut_at` when a pilot said to leave the line behind;
    `let_go_at` when the kit came off, by the vehicle's word: `released` is only that the pilot let it;
    `hung_at` when it was seen to come up again with the line although the gripper had said that it opened;
    `call_home_at` when a pilot called its failed flight home, until the vehicle is told.
    """

    id: str
    region: str
    incident_id: str
    station_id: str
    station_region: str
    drone_id: str
    kit_id: str
    kit: KitKind
    target: LatLon
    landing_hint: str | None
    flight: Flight
    battery_wh: float
    battery_share: float | None
    state: SortieState
    entered: Mapping[SortieState, datetime]
    eta: datetime
    ordered_by: str
    operator: str | None
    reason: SortieReason | None
    version: int
    plan: FlightPlan | None = None
    plan_hash: str | None = None
    verified_at: datetime | None = None
    armed_at: datetime | None = None
    paused_at: datetime | None = None
    vehicle: VehicleState | None = None
    ticks: Mapping[str, Tick] = field(default_factory=dict)
    kit_in_hand_at: datetime | None = None
    delay: timedelta = timedelta(0)
    operator_id: str | None = None
    reserve_wh: float = 0.0
    strayed_at: datetime | None = None
    simulated: bool = False
    operator_since: datetime | None = None
    cut_at: datetime | None = None
    let_go_at: datetime | None = None
    hung_at: datetime | None = None
    call_home_at: datetime | None = None

    @property
    def down_at(self) -> datetime | None:
        """Since when the kit is known to be down: it came off, or somebody had it. None where it never was."""
        return min((at for at in (self.let_go_at, self.kit_in_hand_at) if at is not None), default=None)
