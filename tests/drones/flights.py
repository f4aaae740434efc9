"""Sorties for pure stories: an AED from the south station to Hansol, in any state, with a vehicle that is heard."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from drones.airframes import M350
from drones.flight import Air, Profile, plan_flight
from drones.mission import Flight, Path
from drones.model import KitKind
from drones.sortie import Sortie, Tick
from drones.states import SortieState
from drones.vehicle import Mode, VehicleState
from tests.drones.scene import AED_S, CITY_HALL, DRONE_S, HANSOL, NOW, REGION, SOUTH

STILL = Air(0.0, 0.0)
GOOD = VehicleState(
    at=NOW,
    mode=Mode.AUTO,
    armed=False,
    in_air=False,
    place=CITY_HALL,
    altitude_m=0.0,
    battery_share=1.0,
    fix=3,
    satellites=16,
    hdop=0.7,
    ekf_ok=True,
    prearm_ok=True,
)


def planned(wind: Air = STILL) -> Flight:
    flight = plan_flight(M350, Path((CITY_HALL, HANSOL)), kit_mass_kg=AED_S.mass_kg, wind=wind, profile=Profile())
    assert flight is not None
    return flight


def confirmed(at: datetime = NOW, by: str = "김조종", **values: str | None) -> Mapping[str, Tick]:
    return {check: Tick(at, by, value) for check, value in values.items()}


def on_record(flight: Flight, **told: Any) -> Sortie:
    """A sortie as it was ordered at `NOW`, changed by what is `told` of it."""
    ordered = Sortie(
        id="sor_1",
        region=REGION,
        incident_id="inc_1",
        station_id=SOUTH.id,
        station_region=REGION,
        drone_id=DRONE_S.id,
        kit_id=AED_S.id,
        kit=KitKind.AED,
        target=HANSOL,
        landing_hint=None,
        flight=flight,
        battery_wh=526.4,
        battery_share=1.0,
        state=SortieState.REQUESTED,
        entered={},
        eta=NOW,
        ordered_by="박상황",
        operator=None,
        reason=None,
        version=1,
    )
    return replace(ordered, **told)


def sortie(
    state: SortieState = SortieState.ACCEPTED,
    *,
    since: timedelta = timedelta(0),
    vehicle: VehicleState | None = GOOD,
    ticks: Mapping[str, Tick] | None = None,
) -> Sortie:
    """One that was ordered and accepted at `NOW` and has been in `state` for `since` by then."""
    flight = planned()
    return on_record(
        flight,
        battery_wh=M350.battery_wh,
        state=state,
        entered={SortieState.ACCEPTED: NOW - since, state: NOW - since},
        eta=NOW - since + flight.kit_down,
        operator="김조종",
        plan_hash="0" * 16,
        verified_at=NOW,
        vehicle=vehicle,
        ticks=ticks or {},
        reserve_wh=105.2,
    )
