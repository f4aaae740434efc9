"""The pilots' log: for each their own, for supervisors everybody's."""

from flask import Response

from chassis.identity import Role
from dispatch.flights.pilots import log_view, own_log
from drones.pilotlog import log_rows
from web.current import actor, system
from web.forms import gives
from web.guard import for_roles
from web.pad.schemas import LogDaysIn
from web.pad.views import Json, pad_api
from web.spreadsheet import sheet


@pad_api.get("/pad/log")
@pad_api.input(LogDaysIn, location="query", arg_name="asked")
@for_roles(Role.PILOT)
def read_own_log(asked: LogDaysIn) -> Json:
    """One's own flights of the days chosen, what all of them add up to, and one's certificates."""
    with system().db.read() as session:
        return log_view(session, system(), actor(), first=asked.first, last=asked.last)


@pad_api.get("/pad/log.csv")
@pad_api.input(LogDaysIn, location="query", arg_name="asked")
@for_roles(Role.PILOT, Role.SUPERVISOR, Role.ADMIN)
@gives("text/csv")
def download_log(asked: LogDaysIn) -> Response:
    """The log of the days chosen as a spreadsheet.

    A pilot's own, and for those who answer for the region that of all its pilots.
    """
    pilot_id = actor().id if actor().role is Role.PILOT else None
    with system().db.read() as session:
        entries = own_log(session, actor().region, pilot_id=pilot_id, first=asked.first, last=asked.last)
    days = (asked.first or "", asked.last or "") if asked.first or asked.last else ()
    return sheet(log_rows(entries), "pilot-log", *days, simulated=False)
