"""Who may say what to a sortie. What cannot be taken back is one pilot's word: the one who accepted, or took over.

Everything that makes a flight safer (stop, come home, land, stop lowering) is open to every pilot of the station.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from chassis.errors import ForbiddenError, IllegalMoveError, NotFoundError, NotInCommandError, OutrunError, TooLateError
from chassis.ground import Ground
from chassis.identity import DESK, Actor, Role
from chassis.work import record_change, working
from drones.events import sortie_changed
from drones.preflight import Check
from drones.sortie import Sortie
from drones.states import COMMANDED, OPEN_SORTIE, SORTIE, SortieAction, SortieState
from drones.tables.sorties import SortieRow, as_sortie, get_sortie, lock_sortie
from drones.tables.vendors import tell_vendor

READ_FOR = timedelta(hours=12)  # how long pilots still read of a flight that is over: a shift
TAKEN_OVER_IN = OPEN_SORTIE - {SortieState.REQUESTED, SortieState.LANDED}


def may(actor: Actor, row: SortieRow, action: SortieAction) -> None:
    """Pilots act for their own station, the desk of the incident may cancel. Raises NotFoundError, ForbiddenError."""
    if actor.role is Role.PILOT and action is not SortieAction.TIME_OUT:
        if not is_own(actor, row):
            raise NotFoundError("sortie", row.id)
        return
    if actor.role in DESK and action is SortieAction.CANCEL:
        if actor.region != row.region:
            raise NotFoundError("sortie", row.id)
        return
    raise ForbiddenError(f"{actor.role} may not {action} a sortie")


def is_own(actor: Actor, order: Sortie | SortieRow) -> bool:
    """Whether a pilot's station flies it."""
    return (actor.region, actor.facility) == (order.station_region, order.station_id)


def own_sortie(session: Session, actor: Actor, sortie_id: str) -> Sortie:
    """An order of a pilot's station, or for an incident of anybody else's region; raises NotFoundError."""
    sortie = get_sortie(session, sortie_id)
    if not (is_own(actor, sortie) if actor.role is Role.PILOT else actor.region == sortie.region):
        raise NotFoundError("sortie", sortie_id)
    return sortie


def readable_sortie(session: Session, actor: Actor, sortie_id: str, *, now: datetime) -> Sortie:
    """The same, for whoever reads where it flew: pilots for a shift after its end.

    Where it flew is where somebody lives. Raises NotFoundError, TooLateError.
    """
    sortie = own_sortie(session, actor, sortie_id)
    if actor.role is Role.PILOT and not is_fresh(sortie, now=now):
        until = max(sortie.entered.values()) + READ_FOR
        raise TooLateError("sortie", sortie_id, until=until.isoformat())
    return sortie


def is_fresh(sortie: Sortie, *, now: datetime) -> bool:
    """Whether its pilots still read of it: it is not over, or has not been for longer than a shift."""
    return sortie.state in OPEN_SORTIE or now - max(sortie.entered.values()) <= READ_FOR


def in_command(actor: Actor, row: SortieRow) -> None:
    """Raises NotInCommandError, with who it is, for everybody but the pilot in command."""
    if row.operator_id is None or row.operator_id == actor.id:
        return
    since = row.operator_since.isoformat() if row.operator_since else row.entered[SortieState.ACCEPTED]
    raise NotInCommandError("sortie", row.id, by=row.operator or "", at=since)


def commands(actor: Actor, row: SortieRow, action: SortieAction) -> None:
    """Raises NotInCommandError for a step that only the pilot in command may take."""
    if action in COMMANDED:
        in_command(actor, row)


def unmoved(row: SortieRow, version: int | None) -> None:
    """Raises OutrunError when the sortie has moved since the page showed it; None is not checked."""
    if version is not None and version != row.version:
        raise OutrunError(f"sortie {row.id} is at version {row.version}, not {version}")


def take_over(system: Ground, actor: Actor, sortie_id: str, *, version: int | None = None) -> Sortie:
    """Have command from now on; twice is once. Whoever takes over looks below again before a kit goes down.

    Raises NotFoundError, ForbiddenError, OutrunError, IllegalMoveError where nobody has accepted or nothing is left
    to command.
    """
    with working(system, actor) as work:
        row = lock_sortie(work.session, sortie_id)
        may(actor, row, SortieAction.ABORT)
        if row.state not in TAKEN_OVER_IN:
            raise IllegalMoveError("sortie", row.state, "take_over", SORTIE.allowed(SortieState(row.state)))
        if row.operator_id == actor.id:
            return as_sortie(row)
        unmoved(row, version)
        old = {"operator": row.operator_id, "name": row.operator}
        row.operator_id, row.operator, row.operator_since = actor.id, actor.name, work.now
        row.ticks, row.version = {c: t for c, t in row.ticks.items() if c != Check.BELOW_CLEAR}, row.version + 1
        tell_vendor(work.session, row, now=work.now)
        new = {"operator": actor.id, "name": actor.name}
        record_change(work, "sortie_take_over", row.id, old, new, region=row.region)
        work.told.extend(sortie_changed(as_sortie(row), None, at=work.now, told="take_over"))
        return as_sortie(row)
