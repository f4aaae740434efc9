"""What stands ready to fly: drones, kits, stations, and the air they fly in. Frozen, without storage.

Altitudes are metres above ground. What nobody measured is None, never 0.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from chassis.geo import LatLon
from drones.figures import FlightFigures
from drones.windows import ALWAYS, Slot, Window

HIGH_M = 30.0  # a building up to here never stands in a way, only where a kit comes down
NEAR_M = 150.0  # and counts within this distance of the call


class KitKind(StrEnum):
    """What a drone can bring. The protocol names the kind; `DropPolicy` says when it may fly."""

    AED = "aed"  # with razor, shears and mask
    EPINEPHRINE = "epinephrine"  # autoinjectors, adult and child
    NALOXONE = "naloxone"  # nasal, two doses, mask
    BLEEDING = "bleeding"  # two tourniquets, haemostatic gauze, pressure dressing, gloves
    MULTI_CASUALTY = "multi_casualty"  # five bleeding kits, triage tags, thermal blankets
    GLUCOSE = "glucose"
    SALBUTAMOL = "salbutamol"  # with spacer
    BURNS = "burns"
    SNAKE_BITE = "snake_bite"  # pressure bandage; antivenom is given in hospital only
    FLOTATION = "flotation"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Airframe:
    """A type of drone, by its figures. `source` says where they come from.

    `hover_w_per_kg15` is k in P_hover = k·m^1.5 at sea-level density; `disc_area_m2` the area of all rotor discs,
    `drag_area_m2` drag coefficient × frontal area. `mass_kg` includes batteries, not the kit.
    """

    id: str
    name: str
    mass_kg: float
    payload_max_kg: float
    battery_wh: float
    hover_w_per_kg15: float
    disc_area_m2: float
    drag_area_m2: float
    cruise_mps: float
    airspeed_max_mps: float
    acceleration_mps2: float
    climb_mps: float
    descend_mps: float
    winch_mps: float
    wind_max_mps: float
    rain_max_mm_h: float
    temperature_min_c: float
    temperature_max_c: float
    source: str


@dataclass(frozen=True, slots=True)
class Station:
    """A roof or yard with drones and the operators who answer for them."""

    id: str
    region: str
    name_ko: str
    name_en: str
    place: LatLon


@dataclass(frozen=True, slots=True)
class Drone:
    """One vehicle as it stands now.

    `battery_share` is its charge, 0–1, None when not heard of; `battery_health` what is left of the capacity it had
    when new, 0–1; `sortie_id` the sortie it is bound to; `out_of_service` why it may not fly. One that is `connected`
    speaks for itself: `heard_at` is when it last did, `away_m` how far from its station it was then.
    """

    id: str
    region: str
    station_id: str
    name: str
    airframe: Airframe
    battery_share: float | None
    battery_health: float = 1.0
    out_of_service: str | None = None
    sortie_id: str | None = None
    version: int = 0
    connected: bool = False
    heard_at: datetime | None = None
    away_m: float | None = None


@dataclass(frozen=True, slots=True)
class Kit:
    """One sealed kit. `mass_kg` is all that hangs on the drone, box included; good through the day `expires_on`.

    With a `drone_id` it is mounted there and no other drone can take it; otherwise any drone of its station can.
    """

    id: str
    kind: KitKind
    mass_kg: float
    expires_on: date
    station_id: str
    drone_id: str | None = None
    sortie_id: str | None = None


class Restriction(StrEnum):
    """ED-269 restriction. Everything but `NO_RESTRICTION` is closed unless a standing authorisation opens it."""

    PROHIBITED = "prohibited"
    REQ_AUTHORISATION = "req_authorisation"
    CONDITIONAL = "conditional"
    NO_RESTRICTION = "no_restriction"


@dataclass(frozen=True, slots=True)
class Circle:
    """All within `radius_m` of `centre`."""

    centre: LatLon
    radius_m: float


@dataclass(frozen=True, slots=True)
class Ring:
    """A polygon by its corners, in order, not closed. Raises ValueError with fewer than three."""

    corners: tuple[LatLon, ...]

    def __post_init__(self) -> None:
        if len(self.corners) < 3:
            raise ValueError("a ring needs three corners")


class Datum(StrEnum):
    """What a limit of a zone is measured from. Flight levels count as above sea level: they are far above a drone."""

    GROUND = "agl"
    SEA = "amsl"


class Given(StrEnum):
    """How the authority gave an authorisation: on paper for a period, or by telephone for the flight at hand."""

    STANDING = "standing"
    TELEPHONE = "telephone"


@dataclass(frozen=True, slots=True)
class Authorisation:
    """What opens a zone to us. `max_altitude_m` above ground, None: as high as the zone; `slots` none: at any hour.

    `document_no` is the number of the paper, or the one told on the telephone; `given_by` who at the authority told it.
    With a `sortie_id` it was given for that flight and opens nothing to any other.
    """

    id: str
    document_no: str
    valid_from: datetime
    valid_until: datetime
    max_altitude_m: float | None = None
    slots: tuple[Slot, ...] = ()
    given: Given = Given.STANDING
    given_by: str | None = None
    sortie_id: str | None = None

    def opens(self, start: datetime, end: datetime, altitude_m: float, *, sortie_id: str | None = None) -> bool:
        """Whether a whole flight up to `altitude_m` between `start` and `end` is allowed by it.

        Without a `sortie_id` any flight of the region is meant.
        """
        if self.sortie_id not in {None, sortie_id}:
            return False
        low_enough = self.max_altitude_m is None or altitude_m <= self.max_altitude_m
        return low_enough and Window(self.valid_from, self.valid_until, self.slots).covers(start, end)


@dataclass(frozen=True, slots=True)
class Zone:
    """A piece of airspace after ED-269. `ceiling_m` None is unlimited; it holds in any of the windows `applies`.

    Limits are kept as published, each from its datum. `ground_max_m` is the highest ground in it, None when unknown.
    """

    id: str
    region: str
    name: str
    restriction: Restriction
    shape: Circle | Ring
    floor_m: float
    ceiling_m: float | None
    authority: str
    authority_phone: str | None
    source: str
    floor_datum: Datum = Datum.GROUND
    ceiling_datum: Datum = Datum.GROUND
    ground_max_m: float | None = None
    applies: tuple[Window, ...] = (ALWAYS,)
    authorised: tuple[Authorisation, ...] = ()

    @property
    def band_m(self) -> tuple[float, float]:
        """The lowest and the highest metres above ground at which one may be inside it; the highest may be infinite.

        A floor above sea level over ground of unknown height may lie on the ground; ground is never below the sea.
        """
        high = float("inf") if self.ceiling_m is None else self.ceiling_m
        if self.floor_datum is Datum.GROUND:
            return self.floor_m, high
        return (0.0 if self.ground_max_m is None else max(0.0, self.floor_m - self.ground_max_m)), high


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A building or a mast by its outline, without its yards.

    `top_m` is its highest point above ground; None where nobody measured it.
    """

    id: str
    outline: Ring
    top_m: float | None


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What stands in a city: everything `high`, and what is `low` where a kit shall come down.

    `digest` tells one set of `high` from another, so that what was prepared from it is found again.
    """

    digest: str
    high: tuple[Obstacle, ...] = field(hash=False)
    low: tuple[Obstacle, ...] = field(default=(), hash=False)


@dataclass(frozen=True, slots=True)
class Weather:
    """One observation, wind at 10 m above ground. `wind_from_deg` is where it blows from."""

    region: str
    observed_at: datetime
    source: str
    wind_mps: float | None
    wind_from_deg: float | None
    gust_mps: float | None
    rain_mm_h: float | None
    visibility_m: float | None
    temperature_c: float | None


@dataclass(frozen=True, slots=True)
class Squadron:
    """Everything a drop is decided from, as one transaction saw it. `weather` is None when there is none.

    `obstacles` None means that nobody has told what stands there; `figures` that own flights have taught none yet.
    `real` are the drones that do not fly for this call, which is simulated; `there` the kits that are down for it.
    """

    drones: tuple[Drone, ...]
    kits: tuple[Kit, ...]
    stations: tuple[Station, ...]
    zones: tuple[Zone, ...]
    weather: Weather | None
    obstacles: Obstacles | None = None
    figures: FlightFigures | None = None
    real: tuple[str, ...] = ()
    there: tuple[KitKind, ...] = ()
