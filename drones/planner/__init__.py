"""The way of a drone through the air: exact, quick, and the same again from the same inputs. Pure.

`plan_way` is the question; the other modules are its parts: what is shut at which height, how fast one gets on in a
wind, the search, the drop site, and the other flights.
"""

from drones.planner.airspace import Airspace, airspace_of
from drones.planner.aloft import Aloft, aloft_track
from drones.planner.apart import Conflict, Separation, first_conflict
from drones.planner.fence import Rings
from drones.planner.planning import Worth, plan_way
from drones.planner.sites import Site, SiteRules
from drones.planner.tracks import LOST, Track, may_fly_on, said_in_air, sortie_track, track_of
from drones.planner.way import Blocked, Way, WayLimits, Wind, stopping_m

__all__ = [
    "LOST",
    "Airspace",
    "Aloft",
    "Blocked",
    "Conflict",
    "Rings",
    "Separation",
    "Site",
    "SiteRules",
    "Track",
    "Way",
    "WayLimits",
    "Wind",
    "Worth",
    "airspace_of",
    "aloft_track",
    "first_conflict",
    "may_fly_on",
    "plan_way",
    "said_in_air",
    "sortie_track",
    "stopping_m",
    "track_of",
]
