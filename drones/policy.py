"""What a city tunes about drops, as data."""

from dataclasses import dataclass, field
from datetime import timedelta

from drones.battery import Reserve
from drones.flight import Profile
from drones.limits import WeatherLimits
from drones.model import KitKind
from drones.planner import WayLimits


@dataclass(frozen=True, slots=True)
class KitRule:
    """When a kind of kit may fly: every threshold holds. A kind without an enabled rule never flies.

    `p_first_min` 0 says that the kit is of use also behind the ambulance; `ambulance_min` that it is for remote places:
    no ambulance is expected sooner. What the patient must show for a kit is the protocol's matter, which names it.
    """

    kind: KitKind
    p_first_min: float
    gain_min: timedelta
    enabled: bool = True
    ambulance_min: timedelta = timedelta(0)


ANY, MINUTE = timedelta(0), timedelta(minutes=1)
REMOTE = 15 * MINUTE  # of the ambulance; an assumption: no study says from where on a dressing is worth a flight

# Probabilities and gains of AED, epinephrine, bleeding, glucose and salbutamol as in the field's programmes (docs/
# drones.md); those of the others are assumptions. Drugs handed to lay people need a medical director's order in Korea:
# each is off until a city says on.
KIT_RULES = (
    KitRule(KitKind.AED, 0.30, ANY),
    KitRule(KitKind.BLEEDING, 0.40, ANY),
    KitRule(KitKind.MULTI_CASUALTY, 0.0, ANY),  # five more kits help whoever is there
    KitRule(KitKind.EPINEPHRINE, 0.50, MINUTE, enabled=False),
    KitRule(KitKind.NALOXONE, 0.50, MINUTE, enabled=False),
    KitRule(KitKind.GLUCOSE, 0.50, 3 * MINUTE, enabled=False),
    KitRule(KitKind.SALBUTAMOL, 0.50, 3 * MINUTE, enabled=False),
    KitRule(KitKind.BURNS, 0.50, ANY, ambulance_min=REMOTE),
    KitRule(KitKind.SNAKE_BITE, 0.50, ANY, ambulance_min=REMOTE),
    KitRule(KitKind.FLOTATION, 0.30, ANY),
    KitRule(KitKind.PHONE, 0.50, ANY),
)
DRUGS = frozenset({KitKind.EPINEPHRINE, KitKind.NALOXONE, KitKind.GLUCOSE, KitKind.SALBUTAMOL})


@dataclass(frozen=True, slots=True)
class DropProfile:
    """The drop itself: how high the drone hovers, how far below it the kit hangs before the winch turns, and how long
    the operator looks at the ground."""

    hover_m: float = 30.0
    kit_hangs_m: float = 2.0
    area_check: timedelta = timedelta(seconds=60)

    def at(self, cruise_m: float) -> Profile:
        """The whole flight's heights and pauses, with the way there at `cruise_m`."""
        return Profile(cruise_m, self.hover_m, self.kit_hangs_m, self.area_check)


@dataclass(frozen=True, slots=True)
class DropPolicy:
    """What a city tunes.

    `launch_delay` and `launch_sd` are order to take-off with an operator who accepts by hand (Warwick/SkyBound 2025:
    call to take-off 2:18 median). Below `recall_below` of being first a drone under way is advised to come home. A
    connected drone that says nothing for `unheard_after` is not sent.
    """

    rules: tuple[KitRule, ...] = KIT_RULES
    limits: WeatherLimits = field(default_factory=WeatherLimits)
    profile: DropProfile = field(default_factory=DropProfile)
    launch_delay: timedelta = timedelta(seconds=120)
    launch_sd: timedelta = timedelta(seconds=40)
    reserve: Reserve = field(default_factory=Reserve)
    way: WayLimits = field(default_factory=WayLimits)
    recall_below: float = 0.10
    unheard_after: timedelta = timedelta(seconds=30)
    utc_offset: timedelta = timedelta(hours=9)  # a kit expires at the end of a local day

    @property
    def lowest_m(self) -> float:
        """The lowest height a drone cruises at, where the wind is weakest."""
        return min(self.way.heights_m, default=self.profile.hover_m)

    def rule(self, kind: KitKind) -> KitRule | None:
        """The rule in force for `kind`; None when it may not fly."""
        return next((rule for rule in self.rules if rule.kind is kind and rule.enabled), None)
