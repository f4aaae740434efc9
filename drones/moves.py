"""The one way a sortie moves: state, stamp, what becomes of drone and kit, audit and events together."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from chassis import audit
from chassis.accounts import MACHINE
from chassis.events import Event
from chassis.identity import Actor
from drones.events import sortie_changed
from drones.states import SORTIE, SortieAction, SortieReason, SortieState
from drones.tables.fleet import FAILED_REASON, free_drone
from drones.tables.kits import free_kit, miss_kit, use_kit
from drones.tables.sorties import SortieRow, as_sortie
from drones.tables.vendors import tell_vendor

ELSEWHERE = "diverted"  # why a drone is out of service
SECOND, TIMEOUT = "sortie_second", "sortie_timeout"
Effect = Callable[[Session, SortieRow, datetime], None]


def move(
    session: Session,
    actor: Actor,
    row: SortieRow,
    action: SortieAction,
    *,
    now: datetime,
    reason: SortieReason | None = None,
) -> list[Event]:
    """Take one step with a locked row; returns the events, which the command appends last.

    Raises IllegalMoveError with what is allowed.
    """
    old = SortieState(row.state)
    new = SORTIE.after(old, action)
    row.state, row.version, row.open = new.value, row.version + 1, new not in SORTIE.ends()
    row.entered = {**row.entered, new.value: now.isoformat()}
    row.reason = reason.value if reason is not None else row.reason
    row.paused_at = None
    EFFECTS.get(new, _nothing)(session, row, now)
    if action is SortieAction.RELEASE and _by_word_alone(actor, row):
        _came_off(session, row, now)
    if action is SortieAction.CUT:
        _leave_line(session, row, now)
    tell_vendor(session, row, now=now)
    audit.record(
        session,
        actor,
        f"sortie_{action}",
        row.id,
        at=now,
        region=row.region,
        old={"state": old.value},
        new={"state": new.value},
        reason=reason,
    )
    return sortie_changed(as_sortie(row), action, at=now)


def let_go(session: Session, actor: Actor, row: SortieRow, *, now: datetime) -> list[Event]:
    """The vehicle says that the kit of a locked row has come off: it is down, and used up."""
    _came_off(session, row, now)
    row.version += 1
    audit.record(session, actor, "kit_let_go", row.id, at=now, region=row.region, new={"at": now.isoformat()})
    return sortie_changed(as_sortie(row), None, at=now, told="let_go")


def hung(session: Session, actor: Actor, row: SortieRow, *, now: datetime) -> list[Event]:
    """The line says that the kit of a locked row comes up again, whatever its gripper has said."""
    row.hung_at, row.version = now, row.version + 1
    audit.record(session, actor, "kit_hung", row.id, at=now, region=row.region, new={"at": now.isoformat()})
    return sortie_changed(as_sortie(row), None, at=now, told="hung")


def _by_word_alone(actor: Actor, row: SortieRow) -> bool:
    """Whether a release is what a person reports: of a vehicle that says nothing itself, or by a vendor's system."""
    return row.vehicle is None or actor.id.startswith(MACHINE)


def _came_off(session: Session, row: SortieRow, now: datetime) -> None:
    row.let_go_at = now
    use_kit(session, row.id, at=now)


def _nothing(session: Session, row: SortieRow, now: datetime) -> None:
    """Most states leave drone and kit as they are."""


def _took_off(session: Session, row: SortieRow, now: datetime) -> None:  # noqa: ARG001
    row.eta = now + as_sortie(row).flight.kit_down


def _leave_line(session: Session, row: SortieRow, now: datetime) -> None:
    row.cut_at = now
    if row.let_go_at is None:
        use_kit(session, row.id, at=now)  # it hangs on the line that is left behind


def _over(session: Session, row: SortieRow, now: datetime) -> None:
    """One that came down elsewhere stays there until somebody has looked at it and says that it is back. So does a kit
    that was let go, of which the vehicle has not said that it came off."""
    if SortieState.RELEASED.value in row.entered and row.let_go_at is None:
        miss_kit(session, row.id, at=now)
    else:
        free_kit(session, row.id)
    elsewhere = ELSEWHERE if SortieState.DIVERTED.value in row.entered else None
    free_drone(session, row.id, landed=True, out_of_service=elsewhere)


def _lost(session: Session, row: SortieRow, now: datetime) -> None:
    """Somebody has to look at the drone first; and for its kit, of which nobody knows where it is by now."""
    miss_kit(session, row.id, at=now)
    free_drone(session, row.id, landed=False, out_of_service=f"{FAILED_REASON}{row.reason or SortieReason.OTHER}")


def _launching(session: Session, row: SortieRow, now: datetime) -> None:  # noqa: ARG001
    """A new press of the pilot: the one command to arm may be given once more."""
    row.armed_at, row.reason = None, None


EFFECTS: Mapping[SortieState, Effect] = {
    SortieState.LAUNCHING: _launching,
    SortieState.AIRBORNE: _took_off,
    SortieState.CLOSED: _over,
    SortieState.DECLINED: _over,
    SortieState.CANCELLED: _over,
    SortieState.FAILED: _lost,
}
