"""The person at the call says on their page that they have the kit, and what they did with it."""

from dispatch.caller.speaking import caller_of
from dispatch.desk.dropped import mark_drop
from dispatch.dropscript import DropMark
from dispatch.system import System
from dispatch.tables.cases import CallRow
from dispatch.tables.family import followed


def hold_kit(system: System, call: CallRow, mark: DropMark) -> None:
    """The same as the desk's word, with the caller as its source. Raises as `mark_drop` does."""
    with system.db.read() as session:
        incident_id = followed(session, call.incident_id).id
    mark_drop(system, caller_of(call), incident_id, mark, source="caller")
