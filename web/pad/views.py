"""The drone operators' JSON. Nothing about the patient ever comes this way."""

from typing import Any

from apiflask import APIBlueprint

from chassis.errors import NotFoundError
from chassis.identity import Role
from dispatch.boards.pad import pad_board
from drones import pad
from drones.events import for_pad
from web.current import actor, system
from web.guard import for_roles
from web.pad import schemas

pad_api = APIBlueprint("pad_api", __name__, url_prefix="/api/v1")
Json = dict[str, Any]


@pad_api.get("/pad/board")
@for_roles(Role.PILOT)
def read_pad() -> Json:
    """The station's orders, drones, kits, zones and weather."""
    station_id = actor().facility
    if station_id is None:
        raise NotFoundError("drone station", "")
    with system().db.read() as session:
        return pad_board(session, system(), station_id)


@pad_api.post("/sorties/<sortie_id>/steps")
@pad_api.input(schemas.SortieStepIn, arg_name="body")
@for_roles(Role.PILOT, Role.DISPATCHER, Role.SUPERVISOR)
def step(sortie_id: str, body: schemas.SortieStepIn) -> Json:
    """The next step of a sortie; the desk may only cancel. 409 lists what is allowed."""
    moved = pad.act(system(), actor(), sortie_id, body.action, reason=body.reason, version=body.version)
    return for_pad(moved)


@pad_api.post("/sorties/<sortie_id>/reason")
@pad_api.input(schemas.WhyIn, arg_name="body")
@for_roles(Role.PILOT)
def explain(sortie_id: str, body: schemas.WhyIn) -> Json:
    """Why a drone was called home, said afterwards."""
    return for_pad(pad.explain(system(), actor(), sortie_id, reason=body.reason))


@pad_api.post("/drones/<drone_id>/service")
@pad_api.input(schemas.ServiceIn, arg_name="body")
@for_roles(Role.PILOT)
def change_service(drone_id: str, body: schemas.ServiceIn) -> tuple[str, int]:
    """Out of service with a reason, or back in it without."""
    if body.reason is not None:
        pad.take_out_of_service(system(), actor(), drone_id, reason=body.reason)
    else:
        pad.put_into_service(system(), actor(), drone_id)
    return "", 204


@pad_api.post("/drones/<drone_id>/battery")
@pad_api.input(schemas.BatteryIn, arg_name="body")
@for_roles(Role.PILOT)
def change_battery(drone_id: str, body: schemas.BatteryIn) -> tuple[str, int]:
    """A fresh battery is in."""
    pad.change_battery(system(), actor(), drone_id, share=body.share)
    return "", 204


@pad_api.post("/drones/<drone_id>/telemetry")
@pad_api.input(schemas.TelemetryIn, arg_name="body")
@for_roles(Role.PILOT)
def report_telemetry(drone_id: str, body: schemas.TelemetryIn) -> tuple[str, int]:
    """Where a drone is, from a vendor's system; what is older than the last report changes nothing."""
    pad.report_position(system(), actor(), drone_id, body.telemetry())
    return "", 204
