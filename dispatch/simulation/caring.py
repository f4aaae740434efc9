"""What a simulated crew measures and gives, by the real commands."""

from dataclasses import replace

from sqlalchemy import func, select

from chassis.chance import seeded
from chassis.identity import Actor
from dispatch.crew.caring import record_vitals
from dispatch.crew.treating import add_entry
from dispatch.simulation.crews import VITALS_EVERY, vitals_of
from dispatch.simulation.stage import Stage
from dispatch.simulation.treatment import due_entries, said_of
from dispatch.states import AssignmentAction
from dispatch.system import System
from dispatch.tables.care import read_entries
from dispatch.tables.cases import AssignmentRow, IncidentRow, StampRow
from dispatch.tables.patients import VitalsRow


def measure(system: System, stage: Stage, crew: Actor, incident: IncidentRow) -> None:
    with system.db.read() as session:
        last = session.scalar(select(func.max(VitalsRow.at)).where(VitalsRow.incident_id == incident.id))
    if last is None or stage.lived(last) >= VITALS_EVERY:
        chance = seeded(f"vitals:{incident.id}:{stage.now.isoformat()}")
        record_vitals(system, crew, incident.id, vitals_of(chance, incident.priority or 3), device_at=stage.now)


def treat(system: System, stage: Stage, crew: Actor, job: AssignmentRow, incident: IncidentRow) -> None:
    """Write down what is due and not yet on record; what people wrote meanwhile stays theirs."""
    with system.db.read() as session:
        began = select(func.max(StampRow.at)).where(StampRow.assignment_id == job.id)
        since = session.scalar(began.where(StampRow.name == AssignmentAction.AT_PATIENT))
        known = {(entry.kind, entry.code) for entry in read_entries(session, incident.id)}
    due = due_entries(incident.complaint, stage.lived(since)) if since is not None else ()
    for deed in (one for one in due if one not in known):
        add_entry(system, crew, incident.id, replace(said_of(deed), device_at=stage.now), sure=True)
