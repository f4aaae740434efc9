"""The names of topics: who may read an event. A topic begins with its region, so that regions can be parted."""

from chassis.identity import DESK, Actor, Role


def desk(region: str) -> str:
    """Dispatchers and supervisors of a region."""
    return f"{region}.desk"


def supervisors(region: str) -> str:
    """Supervisors of a region, beside what the desk hears."""
    return f"{region}.supervisors"


def hospital(region: str, hospital_id: str) -> str:
    """The staff of one hospital. `region` is the hospital's own."""
    return f"{region}.hospital.{hospital_id}"


def unit(region: str, unit_id: str) -> str:
    """The crew of one unit."""
    return f"{region}.unit.{unit_id}"


def pad(region: str, station_id: str) -> str:
    """The operators of one drone station. Never patient data."""
    return f"{region}.pad.{station_id}"


def pads(region: str) -> str:
    """Every drone operator of a region: which drones are in the air, and where. Never what they fly for."""
    return f"{region}.pads"


def caller(region: str, call_id: str) -> str:
    """The person who called, by the link in a text message."""
    return f"{region}.caller.{call_id}"


def admin(region: str) -> str:
    """Administrators of a region. Never patient data."""
    return f"{region}.admin"


def heard_by(actor: Actor) -> tuple[str, ...]:
    """What an actor may hear; never taken from a request."""
    if actor.role in DESK:
        return (desk(actor.region), *((supervisors(actor.region),) if actor.role is Role.SUPERVISOR else ()))
    if actor.role is Role.ADMIN:
        return (admin(actor.region),)
    name = {Role.HOSPITAL: hospital, Role.PARAMEDIC: unit, Role.PILOT: pad}.get(actor.role)
    if name is None or actor.facility is None:
        return ()
    return (name(actor.region, actor.facility), *((pads(actor.region),) if actor.role is Role.PILOT else ()))
