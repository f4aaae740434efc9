"""That a person on the ground has the kit: said by somebody at the call, never by the drone."""

from chassis.errors import IllegalMoveError
from chassis.work import Work, record_change
from drones.events import sortie_changed
from drones.sortie import Sortie
from drones.states import SORTIE, SortieState
from drones.tables.kits import use_kit
from drones.tables.sorties import as_sortie, lock_sortie


def kit_in_hand(work: Work, sortie_id: str) -> Sortie:
    """Note it inside the desk's own transaction; the first word stays.

    What was over the target may be in somebody's hands, whatever the winch has said. Raises IllegalMoveError before.
    """
    row = lock_sortie(work.session, sortie_id)
    if SortieState.ON_STATION.value not in row.entered:
        raise IllegalMoveError("sortie", row.state, "kit_in_hand", SORTIE.allowed(SortieState(row.state)))
    if row.kit_in_hand_at is None:
        row.kit_in_hand_at, row.version = work.now, row.version + 1
        if row.let_go_at is None:
            use_kit(work.session, row.id, at=work.now)
        record_change(work, "kit_in_hand", row.id, None, {"at": work.now.isoformat()}, region=row.region)
        work.told.extend(sortie_changed(as_sortie(row), None, at=work.now, told="kit_in_hand"))
    return as_sortie(row)
