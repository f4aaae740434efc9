"""The one word that the vehicle of a failed flight is still told: come home. Given once for a pilot's press, and never
to one that somebody flies by hand."""

from collections.abc import Iterator
from datetime import datetime

from drones.homeward import home_item
from drones.lowering import line_of
from drones.mavlink.commands import Command, set_item, set_mode, wind
from drones.mavlink.conversation import Conversation
from drones.mavlink.goals import LINE_IN_M
from drones.mavlink.launching import WITHIN
from drones.sortie import Sortie
from drones.vehicle import OURS, Mode, Severity, VehicleState


def call_home(conversation: Conversation, sortie: Sortie, now: datetime) -> None:
    """Send it, or note why not; what becomes of it is seen by the mode that the vehicle tells."""
    state, hearing = conversation.hearing.state, conversation.hearing
    against = why_not(sortie, state, now)
    if against is not None or state is None or conversation.sortie is not None:
        hearing.note(now, Severity.WARNING, "not_called_home", against or "another order")
        return
    for command in words_home(sortie, state):
        conversation.asking.instead(command)
    hearing.note(now, Severity.NOTICE, "called_home")


def why_not(sortie: Sortie, state: VehicleState | None, now: datetime) -> str | None:
    """What keeps a vehicle from being told; None where nothing does."""
    if state is None or state.link_lost_since is not None:
        return "not heard"
    if sortie.call_home_at is None or now - sortie.call_home_at > WITHIN:
        return "pressed too long ago"
    if not state.armed:
        return "on the ground"
    return None if state.mode in OURS else f"flown by hand: {state.mode}"


def words_home(sortie: Sortie, state: VehicleState) -> Iterator[Command]:
    """By its mission where that is the way home, else by its own return; a line that hangs is wound in."""
    plan = sortie.plan
    item = home_item(plan, state.mode, state.place, state.mission_item) if plan is not None else None
    yield set_item(item) if item is not None else set_mode(Mode.RTL)
    if state.line_m is not None and state.line_m > LINE_IN_M:
        yield wind(-state.line_m, line_of(sortie.flight)[1])
