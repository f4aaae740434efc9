"""The people at simulated calls: they fetch the kit a drone brought, use it and say so; now and then they cannot."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from chassis.chance import seeded
from chassis.errors import GoldentimeError
from dispatch.boards.drop import marks_of
from dispatch.desk.dropped import mark_drop, mark_unfetched
from dispatch.dropscript import DropMark, DropScript, Unfetched
from dispatch.simulation.stage import Stage
from dispatch.states import OPEN_INCIDENT
from dispatch.system import System
from dispatch.tables.cases import IncidentRow
from drones.kitstage import KitStage, stage_of
from drones.sortie import Sortie
from drones.tables.sorties import SortieRow, as_sortie

CANNOT = 0.1  # assumption: of those who have it before the door, who cannot fetch it
# Fetching took 16 s, arrival to first shock 4:35 with lay people (Warwick/SkyBound 2025, design notes); spread assumed.
FETCHES = (16.0, 45.0)
EACH_DEED = (60.0, 150.0)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said next, and how long after the kit was on the ground."""

    after: timedelta
    what: DropMark | Unfetched


def next_word(sortie: Sortie, script: DropScript, marks: frozenset[str]) -> Said | None:
    """What the people at the call say next; None when all is said. The same kit always ends the same way. Pure."""
    chance = seeded(f"bystander:{sortie.id}")
    after, cannot = chance.uniform(*FETCHES), chance.random() < CANNOT
    if cannot:
        why = Unfetched(chance.choice((Unfetched.ALONE, Unfetched.NOT_FOUND)))
        return Said(timedelta(seconds=after), why) if why.stamp not in marks else None
    for question in script.questions:
        mark = question.marks[0] if chance.random() < 0.5 else question.marks[-1]
        if not marks.intersection(question.marks):
            return Said(timedelta(seconds=after), mark)
        after += chance.uniform(*EACH_DEED)
    return None


def act_for_bystanders(system: System, stage: Stage) -> None:
    """Whoever is at a simulated call with a kit on the ground says the next word when its time has come."""
    open_ones = [state.value for state in OPEN_INCIDENT]
    wanted = (
        select(SortieRow)
        .join(IncidentRow, IncidentRow.id == SortieRow.incident_id)
        .where(SortieRow.region == stage.region, IncidentRow.simulated.is_(True), IncidentRow.state.in_(open_ones))
        .order_by(SortieRow.id)
    )
    with system.db.read() as session:
        sorties = [as_sortie(row) for row in session.scalars(wanted)]
        waiting = [one for one in sorties if stage_of(one) in {KitStage.DOWN, KitStage.IN_HAND}]
        known = {one.id: frozenset(marks_of(session, one.incident_id)) for one in waiting}
    for sortie in waiting:
        said = next_word(sortie, system.rules.drops[sortie.kit], known[sortie.id])
        if said is not None and stage.lived(sortie.down_at or stage.now) >= said.after:
            _say(system, stage, sortie.incident_id, said.what)


def _say(system: System, stage: Stage, incident_id: str, what: DropMark | Unfetched) -> None:
    """Nothing happens when somebody at the desk was faster."""
    try:
        if isinstance(what, DropMark):
            mark_drop(system, stage.desk, incident_id, what)
        else:
            mark_unfetched(system, stage.desk, incident_id, what)
    except GoldentimeError:
        return
