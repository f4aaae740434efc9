"""Flights that are over, put on record as they were flown, for the stories of what becomes of them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from drones.sortie import Sortie
from drones.states import SORTIE, SortieState
from drones.tables.sorties import FLIGHTS, VEHICLES, SortieRow


def put_sortie(session: Session, sortie: Sortie) -> None:
    """The row of a sortie, as moving it would have left it."""
    session.add(
        SortieRow(
            id=sortie.id,
            region=sortie.region,
            station_region=sortie.station_region,
            incident_id=sortie.incident_id,
            station_id=sortie.station_id,
            drone_id=sortie.drone_id,
            kit_id=sortie.kit_id,
            kit=sortie.kit.value,
            target_lat=sortie.target.lat,
            target_lon=sortie.target.lon,
            landing_hint=sortie.landing_hint,
            flight=FLIGHTS.dump_python(sortie.flight, mode="json"),
            battery_wh=sortie.battery_wh,
            battery_share=sortie.battery_share,
            state=sortie.state.value,
            open=sortie.state not in SORTIE.ends(),
            entered=_iso(sortie.entered),
            eta=sortie.eta,
            ordered_by=sortie.ordered_by,
            operator=sortie.operator,
            reason=sortie.reason.value if sortie.reason is not None else None,
            version=sortie.version,
            vehicle=VEHICLES.dump_python(sortie.vehicle, mode="json") if sortie.vehicle is not None else None,
            kit_in_hand_at=sortie.kit_in_hand_at,
            let_go_at=sortie.let_go_at,
            hung_at=sortie.hung_at,
            delay_s=sortie.delay.total_seconds(),
        )
    )
    session.flush()


def _iso(entered: Mapping[SortieState, datetime]) -> dict[str, str]:
    return {state.value: at.isoformat() for state, at in entered.items()}
