"""The drone operators' JSON. Nothing about the patient ever comes this way."""

from typing import Any

from apiflask import APIBlueprint

from chassis.errors import NotFoundError
from chassis.identity import Role
from dispatch.boards.pad import pad_board, preflight_view
from dispatch.policies.force import in_force
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
    with system().db.read() as session:
        policy = in_force(session, system(), actor().region).drop
    moved = pad.act(system(), actor(), sortie_id, body.action, reason=body.reason, version=body.version, policy=policy)
    return for_pad(moved)


@pad_api.get("/sorties/<sortie_id>/preflight")
@for_roles(Role.PILOT)
def read_preflight(sortie_id: str) -> Json:
    """The list before take-off as it stands: every check with its figure, its limit and what is wrong."""
    with system().db.read() as session:
        return preflight_view(session, system(), actor(), sortie_id)


@pad_api.post("/sorties/<sortie_id>/checks")
@pad_api.input(schemas.CheckIn, arg_name="body")
@for_roles(Role.PILOT)
def tick(sortie_id: str, body: schemas.CheckIn) -> Json:
    """A person has looked at something before take-off, or below; a kit comes with the code on its label."""
    return for_pad(pad.tick_check(system(), actor(), sortie_id, body.check, value=body.value))


@pad_api.post("/sorties/<sortie_id>/take-over")
@pad_api.input(schemas.TakeOverIn, arg_name="body")
@for_roles(Role.PILOT)
def take_over(sortie_id: str, body: schemas.TakeOverIn) -> Json:
    """Have command of a flight from now on; until then its operator alone launches, lowers, releases and cuts."""
    return for_pad(pad.take_over(system(), actor(), sortie_id, version=body.version))


@pad_api.post("/sorties/<sortie_id>/call-home")
@for_roles(Role.PILOT)
def call_home(sortie_id: str) -> tuple[str, int]:
    """The flight has failed and its drone is heard in the air: tell it once to come home."""
    pad.call_home(system(), actor(), sortie_id)
    return "", 204


@pad_api.post("/sorties/<sortie_id>/pause")
@for_roles(Role.PILOT)
def pause(sortie_id: str) -> Json:
    """Stop in the air."""
    return for_pad(pad.pause(system(), actor(), sortie_id))


@pad_api.post("/sorties/<sortie_id>/resume")
@for_roles(Role.PILOT)
def resume(sortie_id: str) -> Json:
    """Fly on."""
    return for_pad(pad.resume(system(), actor(), sortie_id))


@pad_api.post("/pad/notices")
@for_roles(Role.PILOT)
def read_notices() -> tuple[str, int]:
    """The notices and temporary restrictions of the day have been read at this station."""
    pad.read_notices(system(), actor())
    return "", 204


@pad_api.post("/sorties/<sortie_id>/reason")
@pad_api.input(schemas.WhyIn, arg_name="body")
@for_roles(Role.PILOT)
def explain(sortie_id: str, body: schemas.WhyIn) -> Json:
    """Why a drone was called home, said afterwards."""
    return for_pad(pad.explain(system(), actor(), sortie_id, reason=body.reason))


@pad_api.post("/drones/<drone_id>/service")
@pad_api.input(schemas.DroneServiceIn, arg_name="body")
@for_roles(Role.PILOT)
def change_service(drone_id: str, body: schemas.DroneServiceIn) -> tuple[str, int]:
    """Out of service with a reason, or back in it without."""
    if body.reason is not None:
        pad.take_out_of_service(system(), actor(), drone_id, reason=body.reason, text=body.text)
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


@pad_api.post("/kits")
@pad_api.input(schemas.KitIn, arg_name="body")
@for_roles(Role.PILOT)
def add_kit(body: schemas.KitIn) -> tuple[Json, int]:
    """A sealed kit stands on the station's shelf."""
    kit = pad.add_kit(system(), actor(), **body.model_dump())
    return {"id": kit.id}, 201


@pad_api.post("/kits/<kit_id>/remove")
@pad_api.input(schemas.KitGoneIn, arg_name="body")
@for_roles(Role.PILOT)
def remove_kit(kit_id: str, body: schemas.KitGoneIn) -> tuple[str, int]:
    """An expired or damaged kit flies no more."""
    pad.remove_kit(system(), actor(), kit_id, why=body.why)
    return "", 204


@pad_api.post("/kits/<kit_id>/found")
@for_roles(Role.PILOT)
def found_kit(kit_id: str) -> tuple[str, int]:
    """A kit that was to be looked for is here."""
    pad.found_kit(system(), actor(), kit_id)
    return "", 204


@pad_api.post("/drones/<drone_id>/telemetry")
@pad_api.input(schemas.TelemetryIn, arg_name="body")
@for_roles(Role.PILOT)
def report_telemetry(drone_id: str, body: schemas.TelemetryIn) -> tuple[str, int]:
    """Where a drone is, from a vendor's system; what is older than the last report changes nothing."""
    pad.report_position(system(), actor(), drone_id, body.telemetry())
    return "", 204
