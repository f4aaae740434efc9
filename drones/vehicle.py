"""What a vehicle says of itself, whichever language it speaks. Frozen, without storage; what it never said is None."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chassis.geo import LatLon
from drones.lacks import Lack


class Mode(StrEnum):
    """Flight modes, as far as a sortie uses them."""

    STABILIZE = "stabilize"
    GUIDED = "guided"
    AUTO = "auto"
    RTL = "rtl"
    LAND = "land"
    BRAKE = "brake"
    LOITER = "loiter"
    OTHER = "other"


OURS = frozenset(
    {Mode.AUTO, Mode.GUIDED}
)  # what the link flies in; in any other somebody else, or the vehicle, decides


class Severity(StrEnum):
    """How urgent a note is: a person must act now, should act soon, should know, or may look it up."""

    CRITICAL = "critical"
    WARNING = "warning"
    NOTICE = "notice"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth keeping about a flight. `code` is ours and stable, `text` what the vehicle said."""

    at: datetime
    severity: Severity
    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class VehicleState:
    """The newest of everything one vehicle says. `at` is when it was last heard.

    `altitude_m` is above home, `amsl_m` above sea level; `fix` GPS_FIX_TYPE (3: three dimensions); `line_m` the winch
    line let out, `line_told_m` how much we last told it to have out, `line_kg` what pulls at it,
    `line_most_kg` the most that did while the kit surely hung, and `line_rests_m` how much of it was out when the kit
    came to rest; `gripper_opened` that its gripper has said so; `mission_item` the item it flies.
    `plan_lack` says why the plan that was read back from it counts no more, or could not be loaded.
    `link_lost_since` is set while nothing is heard.
    """

    at: datetime
    mode: Mode | None = None
    armed: bool | None = None
    in_air: bool | None = None
    place: LatLon | None = None
    altitude_m: float | None = None
    amsl_m: float | None = None
    ground_speed_mps: float | None = None
    climb_mps: float | None = None
    heading_deg: float | None = None
    battery_share: float | None = None
    battery_v: float | None = None
    fix: int | None = None
    satellites: int | None = None
    hdop: float | None = None
    ekf_ok: bool | None = None
    prearm_ok: bool | None = None
    line_m: float | None = None
    line_told_m: float | None = None
    line_kg: float | None = None
    line_most_kg: float | None = None
    line_rests_m: float | None = None
    gripper_opened: bool = False
    mission_item: int | None = None
    wind_mps: float | None = None
    wind_from_deg: float | None = None
    failsafe: str | None = None
    plan_lack: Lack | None = None
    link_lost_since: datetime | None = None
