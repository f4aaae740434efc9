"""What came of a launch: in the air, still on the ground, or given up; and when "not armed" can be believed. Pure."""

from datetime import datetime, timedelta

from drones.mavlink.goals import Done, on_ground
from drones.mavlink.launching import ON_ITS_WAY, Launch, risen
from drones.sortie import Sortie
from drones.states import SortieAction, SortieReason, SortieState
from drones.vehicle import VehicleState

NEVER_ROSE = timedelta(seconds=25)  # after the arming: by now it would be in the air


def own_launch(launch: Launch | None, sortie: Sortie) -> Launch | None:
    """The launch of this press of the pilot; one of an earlier press is none."""
    if launch is None or launch.sortie_id != sortie.id:
        return None
    return launch if launch.asked_at == sortie.entered.get(SortieState.LAUNCHING) else None


def given_up(sortie: Sortie, launch: Launch | None, now: datetime) -> bool:
    """Whether its launch has failed, or was begun so long ago that it would have risen. While it goes on, no."""
    if launch is not None and (launch.why or not launch.over):
        return bool(launch.why)
    begun = launch.started_at if launch is not None else sortie.armed_at
    return begun is not None and now - begun > NEVER_ROSE


def launched(
    sortie: Sortie,
    state: VehicleState | None,
    launch: Launch | None,
    *,
    now: datetime,
    beat_at: datetime | None,
    since: datetime | None,
) -> Done | None:
    """The step a launching sortie has finished; None while that is open. `beat_at` and `since` as for `stands`."""
    if state is None or state.link_lost_since is not None:
        unheard = launch is not None and launch.why == "not heard"
        return (SortieAction.STAND_DOWN, SortieReason.LOST_LINK) if unheard else None
    if state.armed and risen(state):
        return SortieAction.TAKE_OFF, None
    if on_ground(state) and given_up(sortie, launch, now) and stands(sortie, launch, beat_at=beat_at, since=since):
        return SortieAction.STAND_DOWN, SortieReason.TECHNICAL
    return None


def stands(sortie: Sortie, launch: Launch | None, *, beat_at: datetime | None, since: datetime | None) -> bool:
    """Whether a vehicle that was told to arm, and says each second that it is not armed, can be believed.

    Of one that has flown, always. After a restart of ours nobody knows what the process before had under way: then
    only a heartbeat (`beat_at`) some time after we took it over (`since`).
    """
    if SortieState.AIRBORNE in sortie.entered or sortie.armed_at is None:
        return True
    if launch is not None:
        return not launch.told_to_arm or launch.seen_after(beat_at)
    return beat_at is not None and since is not None and beat_at - since > ON_ITS_WAY
