"""What a city tunes about drops, as data."""

from dataclasses import dataclass, field
from datetime import timedelta

from drones.battery import Reserve
from drones.flight import Profile
from drones.limits import WeatherLimits
from drones.model import KitKind


@dataclass(frozen=True, slots=True)
class KitRule:
    """When a kind of kit may fly: both thresholds hold. A kind without an enabled rule never flies."""

    kind: KitKind
    p_first_min: float
    gain_min: timedelta
    enabled: bool = True


ANY_GAIN, MINUTE = timedelta(0), timedelta(minutes=1)

# Prescription drugs handed to lay people need a medical director's order in Korea: each is off until a city says on.
KIT_RULES = (
    KitRule(KitKind.AED, 0.30, ANY_GAIN),
    KitRule(KitKind.BLEEDING, 0.40, ANY_GAIN),
    KitRule(KitKind.EPINEPHRINE, 0.50, MINUTE, enabled=False),
    KitRule(KitKind.NALOXONE, 0.50, MINUTE, enabled=False),
    KitRule(KitKind.GLUCOSE, 0.50, 3 * MINUTE, enabled=False),
    KitRule(KitKind.SALBUTAMOL, 0.50, 3 * MINUTE, enabled=False),
)


@dataclass(frozen=True, slots=True)
class DropPolicy:
    """What a city tunes.

    `launch_delay` and `launch_sd` are order to take-off with an operator who accepts by hand (Warwick/SkyBound 2025:
    call to take-off 2:18 median). `zone_margin_m` is the stopping distance v²/(2a) from 15 m/s at 2 m/s². An
    authorisation must hold for `airspace_window` from now. `path_work_cap` counts lines checked, so it replays.
    """

    rules: tuple[KitRule, ...] = KIT_RULES
    limits: WeatherLimits = field(default_factory=WeatherLimits)
    profile: Profile = field(default_factory=Profile)
    launch_delay: timedelta = timedelta(seconds=120)
    launch_sd: timedelta = timedelta(seconds=40)
    reserve: Reserve = field(default_factory=Reserve)
    zone_margin_m: float = 56.0
    airspace_window: timedelta = timedelta(minutes=60)
    path_work_cap: int = 4000
    utc_offset: timedelta = timedelta(hours=9)  # a kit expires at the end of a local day

    def rule(self, kind: KitKind) -> KitRule | None:
        """The rule in force for `kind`; None when it may not fly."""
        return next((rule for rule in self.rules if rule.kind is kind and rule.enabled), None)
