"""What a city may tune about signal priority, and what no city may. Pure."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class PriorityPolicy:
    """When to ask and when to take back. Defaults were measured on a microscopic simulator (docs/roads.md).

    A shorter `lead` than the remaining green 5 s + yellow 3 s + red 2 s + queue 2 s a car + 5 s finds the junction
    unprepared; a longer one takes green from others for little.
    """

    on: bool = True
    lead: timedelta = timedelta(seconds=30)
    update_after: timedelta = timedelta(seconds=5)
    stale_after: timedelta = timedelta(seconds=5)
    hold: timedelta = timedelta(seconds=30)  # asked for beyond the arrival
    grace: timedelta = timedelta(seconds=10)  # dead man: a grant nobody renews ends this long after arrival and hold
    silent_after: timedelta = timedelta(seconds=10)  # a request nobody has answered for so long is unknown
    answer_within: timedelta = timedelta(seconds=3)  # a newer word that has no answer by then is not heard
    passed_m: float = 10.0  # behind the stop line: positions err by metres
    off_route_m: float = 60.0  # farther from the way a position says nothing about how far along it


@dataclass(frozen=True, slots=True)
class JunctionPolicy:
    """The timings of one junction. Yellow and red clearance are the road law's: never shortened, never omitted.

    MUTCD 4D.27. Where people cross on foot, `min_green` has to cover their clearance (length / 1.0 m/s).
    """

    min_green: timedelta = timedelta(seconds=5)
    yellow: timedelta = timedelta(seconds=3)
    all_red: timedelta = timedelta(seconds=2)
    commit: timedelta = timedelta(seconds=8)
    nearer: timedelta = timedelta(seconds=10)
    max_presence: timedelta = timedelta(seconds=120)
    lockout: timedelta = timedelta(seconds=5)
    horizon: timedelta = timedelta(seconds=60)  # who arrives later is on the list, and nothing is done for it yet
    grace: timedelta = timedelta(seconds=10)
    barred: timedelta = timedelta(
        seconds=60
    )  # how long a vehicle that overstayed must keep silent before it is served again
    remembered: timedelta = timedelta(seconds=300)  # how long a closed request is known, for messages that come late
    ttl: timedelta = timedelta(
        seconds=10
    )  # a junction nobody instructs for so long clears itself and runs its programme
