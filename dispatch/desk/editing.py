"""Two people on one incident: whoever writes last is told what the first has written, before it is lost."""

from chassis.errors import StaleError
from chassis.work import Work
from dispatch.tables.cases import IncidentRow


def check_fresh(work: Work, row: IncidentRow, part: str, seen: int | None) -> None:
    """Raises StaleError where somebody else has written `part` since version `seen`; one's own writing never bars one.

    None is for those who look at nothing before they write: the sender of a call, a machine.
    """
    last = row.edits.get(part)
    if seen is None or last is None or last["by"] == work.actor.id or last["version"] <= seen:
        return
    raise StaleError("incident", row.id, part=part, by=last["name"], at=last["at"])


def note_edit(work: Work, row: IncidentRow, part: str) -> None:
    """The actor writes `part` with this transaction."""
    written = {"by": work.actor.id, "name": work.actor.name, "at": work.now.isoformat(), "version": row.version + 1}
    row.edits = {**row.edits, part: written}
