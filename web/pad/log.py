"""The pilots' log: for each their own, for supervisors everybody's."""

from flask import Response

from chassis.identity import Role
from dispatch.boards.pilots import log_view
from drones.pilotlog import log_rows
from drones.tables.logbook import read_log
from web.current import actor, system
from web.forms import gives
from web.guard import for_roles
from web.pad.views import Json, pad_api
from web.spreadsheet import sheet


@pad_api.get("/pad/log")
@for_roles(Role.PILOT)
def read_own_log() -> Json:
    """One's own flights, what they add up to, and one's certificates."""
    with system().db.read() as session:
        return log_view(session, system(), actor())


@pad_api.get("/pad/log.csv")
@for_roles(Role.PILOT, Role.SUPERVISOR, Role.ADMIN)
@gives("text/csv")
def download_log() -> Response:
    """The log as a spreadsheet: a pilot's own, and for those who answer for the region that of all its pilots."""
    pilot_id = actor().id if actor().role is Role.PILOT else None
    with system().db.read() as session:
        entries = read_log(session, actor().region, pilot_id=pilot_id)
    return sheet(log_rows(entries), "pilot-log", simulated=False)
