"""The desk does not need the kit any more. On the ground that ends the order; in the air the pilot brings it home."""

from chassis.errors import ForbiddenError, IllegalMoveError
from chassis.ground import Ground
from chassis.identity import DESK, Actor
from chassis.work import record_change, working
from drones.events import flight_noted, sortie_changed
from drones.kitstage import KitStage, stage_of
from drones.pad.commanding import own_sortie
from drones.pad.flying import cancel
from drones.sortie import Sortie
from drones.states import SORTIE, SortieAction, SortieReason, SortieState
from drones.tables.notes import keep_notes
from drones.tables.sorties import as_sortie, lock_sortie
from drones.vehicle import Note, Severity

RECALL = "recall_asked"  # the code of its note
CALLED_OFF = frozenset({KitStage.OFFERED, KitStage.COMING, KitStage.LOWERING})


def recall(system: Ground, actor: Actor, sortie_id: str, *, reason: SortieReason) -> Sortie:
    """Call the order off, or ask its pilot to bring the drone home: who flies it decides how and when.

    Asking again with another reason is another note. Raises NotFoundError for another region's, ForbiddenError, and
    IllegalMoveError once the kit is down or on its way home.
    """
    if actor.role not in DESK:
        raise ForbiddenError(f"{actor.role} does not recall drones")
    with system.db.read() as session:
        known = own_sortie(session, actor, sortie_id)
    if SortieAction.CANCEL in SORTIE.allowed(known.state):
        return cancel(system, actor, sortie_id, reason=reason, version=known.version)
    return _ask(system, actor, sortie_id, reason)


def _ask(system: Ground, actor: Actor, sortie_id: str, reason: SortieReason) -> Sortie:
    with working(system, actor) as work:
        row = lock_sortie(work.session, sortie_id)
        sortie = as_sortie(row)
        if stage_of(sortie) not in CALLED_OFF:
            raise IllegalMoveError("sortie", row.state, "recall", SORTIE.allowed(SortieState(row.state)))
        note = Note(work.now, Severity.CRITICAL, RECALL, reason.value)
        keep_notes(work.session, sortie, [note])
        row.version += 1
        record_change(work, "sortie_recall", row.id, None, {"state": row.state}, region=row.region, reason=reason)
        work.told.extend(flight_noted(sortie, note, at=work.now))
        work.told.extend(sortie_changed(as_sortie(row), None, at=work.now, told="recall"))
        return as_sortie(row)
