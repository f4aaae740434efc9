"""What pilots do with an order, from answering it to closing it. Each command is one short transaction.

A pilot acts for their own station; a sortie of another one does not exist for them.
"""

from datetime import datetime

from chassis.accounts import MACHINE
from chassis.deadlines import clear_deadline
from chassis.errors import ContradictedError, IllegalMoveError, InvalidInputError, NotReadyError, TakenError
from chassis.ground import Ground
from chassis.identity import Actor
from chassis.work import record_change, working
from drones.contradiction import contradiction
from drones.events import sortie_changed
from drones.lowering import hanging
from drones.moves import SECOND, TIMEOUT, move
from drones.pad.checking import hold_back, hold_up, states_for
from drones.pad.commanding import commands, in_command, may, unmoved
from drones.policy import DropPolicy
from drones.preflight import Check
from drones.sortie import Sortie
from drones.states import NEEDS_REASON, PAUSABLE, SORTIE, SortieAction, SortieReason, SortieState
from drones.tables.sorties import SortieRow, as_sortie, lock_sortie

A = SortieAction
ANSWERS = frozenset({A.ACCEPT, A.DECLINE, A.CANCEL})
CHECKED = frozenset({A.PREFLIGHT_OK, A.LAUNCH})  # only while every check is green
HOUSE = DropPolicy()  # what holds where a city has set nothing else


def act(
    system: Ground,
    actor: Actor,
    sortie_id: str,
    action: SortieAction,
    *,
    reason: SortieReason | None = None,
    version: int | None = None,
    policy: DropPolicy = HOUSE,
) -> Sortie:
    """Do `action`; the named commands below say what each means.

    `version` is what the page showed, None is not checked; the list before take-off is held against the limits of
    `policy`. Raises NotFoundError, ForbiddenError, IllegalMoveError with what is allowed, TakenError when another
    operator has accepted, NotInCommandError when another one has command, OutrunError when the sortie has moved since,
    InvalidInputError when an early end lacks its reason, NotReadyError for a flight that may not begin, or a kit that
    may not go down or be let go, yet, ContradictedError when a vehicle that is heard says otherwise.
    """
    if action in NEEDS_REASON and reason is None:
        raise InvalidInputError("reason", "say why")
    with working(system, actor) as work:
        for kind in (SECOND, TIMEOUT) if action in ANSWERS else ():
            clear_deadline(work.session, kind, sortie_id)  # before the sortie: the order in which the sweeper locks
        row = lock_sortie(work.session, sortie_id)
        may(actor, row, action)
        _still(row, action, version)
        commands(actor, row, action)
        _explained(row, action, reason)
        if action is A.ACCEPT:
            row.operator_id, row.operator, row.operator_since = actor.id, actor.name, work.now
        if action in CHECKED and SORTIE.after(SortieState(row.state), action):
            hold_back(work.session, as_sortie(row), now=work.now, policy=policy)
        if action is A.LOWER and SORTIE.after(SortieState(row.state), action):
            hold_up(as_sortie(row))
        _agreed(actor, row, action, work.now)
        work.told.extend(move(work.session, actor, row, action, now=work.now, reason=reason))
        return as_sortie(row)


def accept(system: Ground, actor: Actor, sortie_id: str, *, version: int | None = None) -> Sortie:
    """Take the order. Of two operators one has it; the other gets TakenError with who and when."""
    return act(system, actor, sortie_id, A.ACCEPT, version=version)


def decline(
    system: Ground, actor: Actor, sortie_id: str, *, reason: SortieReason, version: int | None = None
) -> Sortie:
    """Refuse the order; drone and kit are free again."""
    return act(system, actor, sortie_id, A.DECLINE, reason=reason, version=version)


def preflight_ok(
    system: Ground, actor: Actor, sortie_id: str, *, version: int | None = None, policy: DropPolicy = HOUSE
) -> Sortie:
    """Every check is green. Raises NotReadyError with those that are not."""
    return act(system, actor, sortie_id, A.PREFLIGHT_OK, version=version, policy=policy)


def launch(
    system: Ground, actor: Actor, sortie_id: str, *, version: int | None = None, policy: DropPolicy = HOUSE
) -> Sortie:
    """The pilot's word: the vehicle is armed once and takes off. Raises NotReadyError when a check is green no more."""
    return act(system, actor, sortie_id, A.LAUNCH, version=version, policy=policy)


def took_off(system: Ground, actor: Actor, sortie_id: str, *, version: int | None = None) -> Sortie:
    """It is seen in the air; from here the flight's own times count."""
    return act(system, actor, sortie_id, A.TAKE_OFF, version=version)


def on_station(system: Ground, actor: Actor, sortie_id: str, *, version: int | None = None) -> Sortie:
    """Hovering over the target."""
    return act(system, actor, sortie_id, A.ON_STATION, version=version)


def lower(system: Ground, actor: Actor, sortie_id: str, *, version: int | None = None) -> Sortie:
    """Let the kit down. Raises NotReadyError unless somebody has seen during this hold that the ground is clear."""
    return act(system, actor, sortie_id, A.LOWER, version=version)


def released(system: Ground, actor: Actor, sortie_id: str, *, version: int | None = None) -> Sortie:
    """Let the kit go, which stands on the ground. That somebody has it in hand is another matter.

    Raises NotReadyError while the line is not out by the winch's word, or by time where it says nothing.
    """
    return act(system, actor, sortie_id, A.RELEASE, version=version)


def retract(system: Ground, actor: Actor, sortie_id: str, *, version: int | None = None) -> Sortie:
    """Wind the line in: after the release, or with the kit when lowering was stopped."""
    return act(system, actor, sortie_id, A.RETRACT, version=version)


def retracted(system: Ground, actor: Actor, sortie_id: str, *, version: int | None = None) -> Sortie:
    """The line is in: fly home."""
    return act(system, actor, sortie_id, A.RETURN, version=version)


def cut(system: Ground, actor: Actor, sortie_id: str, *, reason: SortieReason, version: int | None = None) -> Sortie:
    """The line is caught: leave it behind and fly home."""
    return act(system, actor, sortie_id, A.CUT, reason=reason, version=version)


def pause(system: Ground, actor: Actor, sortie_id: str) -> Sortie:
    """Stop in the air, where the mission is flown in legs; twice is once. Raises IllegalMoveError elsewhere."""
    return _paused(system, actor, sortie_id, True)


def resume(system: Ground, actor: Actor, sortie_id: str) -> Sortie:
    """Fly on after a pause; raises IllegalMoveError where nothing flies."""
    return _paused(system, actor, sortie_id, False)


def _paused(system: Ground, actor: Actor, sortie_id: str, stop: bool) -> Sortie:
    with working(system, actor) as work:
        row, name = lock_sortie(work.session, sortie_id), "pause" if stop else "resume"
        may(actor, row, A.ABORT)
        if row.state not in PAUSABLE:
            raise IllegalMoveError("sortie", row.state, name, SORTIE.allowed(SortieState(row.state)))
        if (row.paused_at is not None) is not stop:
            row.paused_at, row.version = work.now if stop else None, row.version + 1
            record_change(work, f"sortie_{name}", row.id, None, {"at": work.now.isoformat()}, region=row.region)
            work.told.extend(sortie_changed(as_sortie(row), None, at=work.now, told=name))
        return as_sortie(row)


def tick_check(system: Ground, actor: Actor, sortie_id: str, check: Check, *, value: str | None = None) -> Sortie:
    """Something a person has looked at; once more corrects it. Raises IllegalMoveError where it is not asked."""
    with working(system, actor) as work:
        row = lock_sortie(work.session, sortie_id)
        may(actor, row, A.ABORT)
        if check is Check.BELOW_CLEAR:
            in_command(actor, row)
        if row.state not in states_for(check):
            raise IllegalMoveError("sortie", row.state, "tick", SORTIE.allowed(SortieState(row.state)))
        tick = {"at": work.now.isoformat(), "by": actor.name, "value": value}
        row.ticks, row.version = {**row.ticks, check.value: tick}, row.version + 1
        record_change(work, "sortie_tick", row.id, None, {"check": check, "value": value}, region=row.region)
        work.told.extend(sortie_changed(as_sortie(row), None, at=work.now, told="tick"))
        return as_sortie(row)


def land(system: Ground, actor: Actor, sortie_id: str, *, version: int | None = None) -> Sortie:
    """On the ground, motors off."""
    return act(system, actor, sortie_id, A.LAND, version=version)


def close(system: Ground, actor: Actor, sortie_id: str, *, version: int | None = None) -> Sortie:
    """The drone is ready again; a kit that came home goes back on the shelf."""
    return act(system, actor, sortie_id, A.CLOSE, version=version)


def explain(system: Ground, actor: Actor, sortie_id: str, *, reason: SortieReason) -> Sortie:
    """Why a drone was called home: asked afterwards. The first reason stays; raises IllegalMoveError otherwise."""
    with working(system, actor) as work:
        row = lock_sortie(work.session, sortie_id)
        may(actor, row, A.ABORT)
        if SortieState.ABORTED not in row.entered or row.reason is not None:
            raise IllegalMoveError("sortie", row.state, "explain", ())
        row.reason, row.version = reason, row.version + 1
        record_change(work, "sortie_explain", row.id, None, {"reason": reason}, region=row.region)
        work.told.extend(sortie_changed(as_sortie(row), A.ABORT, at=work.now))
        return as_sortie(row)


def abort(
    system: Ground, actor: Actor, sortie_id: str, *, reason: SortieReason | None = None, version: int | None = None
) -> Sortie:
    """Come home at once from wherever it is. The reason may wait, but not longer than until the sortie is closed."""
    return act(system, actor, sortie_id, A.ABORT, reason=reason, version=version)


def divert(system: Ground, actor: Actor, sortie_id: str, *, reason: SortieReason, version: int | None = None) -> Sortie:
    """Land at the next safe place instead of at home."""
    return act(system, actor, sortie_id, A.DIVERT, reason=reason, version=version)


def fail(system: Ground, actor: Actor, sortie_id: str, *, reason: SortieReason, version: int | None = None) -> Sortie:
    """The drone cannot fly, or nobody knows where it is. It is out of service until somebody looked at it."""
    return act(system, actor, sortie_id, A.FAIL, reason=reason, version=version)


def cancel(system: Ground, actor: Actor, sortie_id: str, *, reason: SortieReason, version: int | None = None) -> Sortie:
    """Call an order off before take-off; the desk of the incident may, and the pilot."""
    return act(system, actor, sortie_id, A.CANCEL, reason=reason, version=version)


def _explained(row: SortieRow, action: SortieAction, reason: SortieReason | None) -> None:
    if action is A.CLOSE and SortieState.ABORTED in row.entered and row.reason is None and reason is None:
        raise InvalidInputError("reason", "say why it was called home")


def _agreed(actor: Actor, row: SortieRow, action: SortieAction, now: datetime) -> None:
    """The vehicle does not say otherwise, and no kit falls. What a vendor tells of its own flight has happened."""
    if SORTIE.after(SortieState(row.state), action) is SortieState.RELEASED and not actor.id.startswith(MACHINE):
        kit = hanging(as_sortie(row), now=now)
        if kit is not None:
            measured = {"line_m": kit.out_m, "line_wanted_m": kit.wanted_m, "left_s": kit.left_s}
            lack = "line_short" if kit.pull_kg is None else "line_pulls"
            raise NotReadyError("sortie", row.id, {"line": lack}, measured | {"line_kg": kit.pull_kg})
    says = contradiction(as_sortie(row), action, now=now)
    if says is not None:
        raise ContradictedError("sortie", row.id, says)


def _still(row: SortieRow, action: SortieAction, version: int | None) -> None:
    if action is A.ACCEPT and row.operator is not None:
        at = row.entered[SortieState.ACCEPTED]
        raise TakenError("sortie", row.id, by=row.operator, at=at, why="accepted")
    unmoved(row, version)
