"""Which line leads to which drone: set by whoever runs the installation."""

from chassis.errors import InvalidInputError
from chassis.ground import Ground
from chassis.identity import Actor
from chassis.work import record_change, working
from drones.mavlink.line import check_link
from drones.tables.fleet import lock_drone

SYSTEMS = range(1, 255)  # 255 is us
LONGEST = 200


def connect_drone(
    system: Ground, actor: Actor, drone_id: str, *, link: str | None, system_id: int | None = None
) -> None:
    """The drone's autopilot is reached at `link`, as vehicle `system_id`; None takes its line away.

    Raises NotFoundError, and InvalidInputError for a link that cannot be opened, a number no vehicle has, or while the
    drone is bound to a sortie: nobody changes a line in flight.
    """
    if link is not None:
        check_link(link)
        if len(link) > LONGEST:
            raise InvalidInputError("link", f"at most {LONGEST} characters")
    if system_id is not None and system_id not in SYSTEMS:
        raise InvalidInputError("system_id", "between 1 and 254")
    with working(system, actor) as work:
        row = lock_drone(work.session, drone_id)
        if row.sortie_id is not None:
            raise InvalidInputError("drone", "it has a sortie")
        old = {"link": row.link, "system_id": row.system_id}
        row.link, row.system_id, row.version = link, system_id if link is not None else None, row.version + 1
        new = {"link": row.link, "system_id": row.system_id}
        record_change(work, "connect_drone", row.id, old, new, region=row.region)
