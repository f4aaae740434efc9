"""A crashed car's own message: the minimum set of data of eCall, EN 15722 versions 1 and 2, in unaligned PER. Pure.

Version 2 puts the message behind its length and knows a seventh kind of energy. Positions count in milliseconds of
arc, directions in steps of 2°, the two positions before in steps of 100 ms of arc against the last one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from chassis.geo import LatLon
from dispatch.intake.unreadable import UnreadableError, Wrong
from dispatch.intake.uper import BitReader, BitWriter

LARGEST = 140  # octets, by the standard
VIN = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
VIN_LENGTH = 17
MAS_A_DEGREE = 3_600_000
NO_POSITION = 0x7FFFFFFF  # in latitude or longitude, as the standard says it
UNKNOWN = 255  # of direction and passengers
STEP_MAS = 100
BEFORE = (-512, 511)


class Energy(StrEnum):
    """What the car drives with, in the message's order: what a rescuer has to know before cutting."""

    GASOLINE = "gasoline"
    DIESEL = "diesel"
    CNG = "cng"
    LPG = "lpg"
    ELECTRIC = "electric"
    HYDROGEN = "hydrogen"
    OTHER = "other"


class Vehicle(StrEnum):
    """The class of the vehicle, in the message's order."""

    M1 = "m1"
    M2 = "m2"
    M3 = "m3"
    N1 = "n1"
    N2 = "n2"
    N3 = "n3"
    L1 = "l1e"
    L2 = "l2e"
    L3 = "l3e"
    L4 = "l4e"
    L5 = "l5e"
    L6 = "l6e"
    L7 = "l7e"


ENERGIES, VEHICLES = tuple(Energy), tuple(Vehicle)


@dataclass(frozen=True, slots=True)
class Extra:
    """Data beside the set, as bytes nobody here understands: kept."""

    oid: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Msd:
    """One message. `vehicle` None is a class that came later; `energies` None of a standard's other kinds."""

    number: int
    automatic: bool
    test: bool
    trusted: bool
    vehicle: Vehicle | None
    vin: str
    energies: frozenset[Energy]
    at: datetime
    latitude_mas: int
    longitude_mas: int
    direction: int = UNKNOWN
    before: tuple[tuple[int, int] | None, tuple[int, int] | None] = (None, None)
    passengers: int | None = None
    extra: Extra | None = None
    version: int = 2

    @property
    def place(self) -> LatLon | None:
        """Where the car is; None when it does not know."""
        if NO_POSITION in (self.latitude_mas, self.longitude_mas):
            return None
        return LatLon(self.latitude_mas / MAS_A_DEGREE, self.longitude_mas / MAS_A_DEGREE)

    @property
    def heading(self) -> int | None:
        """Degrees from north; None when the car does not know."""
        return self.direction * 2 if self.direction < 180 else None


def read_msd(body: bytes) -> Msd:
    """A message; raises UnreadableError."""
    if len(body) > LARGEST:
        raise UnreadableError(Wrong.TOO_LARGE)
    bits = BitReader(body)
    version = bits.take(8)
    if version not in (1, 2):
        raise UnreadableError(Wrong.OTHER_VERSION, "id")
    return _message(BitReader(bits.octets()) if version == 2 else bits, version)


def _message(bits: BitReader, version: int) -> Msd:
    bits.flag()  # additions of a later standard come behind everything that is known
    has_extra = bits.flag()
    later, had_1, had_2, counted = bits.flag(), bits.flag(), bits.flag(), bits.flag()
    number = bits.take(8)
    automatic, test, trusted = bits.flag(), bits.flag(), bits.flag()
    vehicle = _vehicle(bits)
    vin = "".join(_letter(bits) for _ in range(VIN_LENGTH))
    energies = _energies(bits, version)
    at = datetime.fromtimestamp(bits.take(32), UTC)
    latitude, longitude = bits.take(32) - 2**31, bits.take(32) - 2**31
    direction = bits.take(8)
    before = (_before(bits) if had_1 else None, _before(bits) if had_2 else None)
    passengers = bits.take(8) if counted else None
    if later:
        _skip_additions(bits)
    _check_place(latitude, longitude)
    return Msd(
        number=number,
        automatic=automatic,
        test=test,
        trusted=trusted,
        vehicle=vehicle,
        vin=vin,
        energies=energies,
        at=at,
        latitude_mas=latitude,
        longitude_mas=longitude,
        direction=direction,
        before=before,
        passengers=passengers if passengers != UNKNOWN else None,
        extra=Extra(bits.octets(), bits.octets()) if has_extra else None,
        version=version,
    )


def _vehicle(bits: BitReader) -> Vehicle | None:
    if bits.flag():  # a class added later: a small number of seven bits
        bits.take(7)
        return None
    index = bits.take(4)
    if index >= len(VEHICLES):
        raise UnreadableError(Wrong.IMPOSSIBLE, "vehicleType")
    return VEHICLES[index]


def _letter(bits: BitReader) -> str:
    index = bits.take(6)
    if index >= len(VIN):
        raise UnreadableError(Wrong.IMPOSSIBLE, "vehicleIdentificationNumber")
    return VIN[index]


def _energies(bits: BitReader, version: int) -> frozenset[Energy]:
    """A value that is the default (not there) may be left out: first which are said, then what is said."""
    later, known = bits.flag(), ENERGIES[: 7 if version == 2 else 6]
    said = [bits.flag() for _ in known]
    found = frozenset(energy for energy, is_said in zip(known, said, strict=True) if is_said and bits.flag())
    if later:
        _skip_additions(bits)
    return found


def _before(bits: BitReader) -> tuple[int, int]:
    return bits.take(10) + BEFORE[0], bits.take(10) + BEFORE[0]


def _skip_additions(bits: BitReader) -> None:
    """What a later standard has added to a sequence: how many, which of them are there, each behind its length."""
    if bits.flag():
        raise UnreadableError(Wrong.TOO_LARGE)
    there = [bits.flag() for _ in range(bits.take(6) + 1)]
    for _ in filter(None, there):
        bits.octets()


def _check_place(latitude: int, longitude: int) -> None:
    if NO_POSITION in (latitude, longitude):
        return
    if abs(latitude) > 90 * MAS_A_DEGREE or abs(longitude) > 180 * MAS_A_DEGREE:
        raise UnreadableError(Wrong.IMPOSSIBLE, "vehicleLocation")


def write_msd(msd: Msd) -> bytes:
    """The message as a car sends it; raises ValueError for a value that has no room in it."""
    bits = BitWriter()
    for flag in (False, msd.extra is not None, False, *(one is not None for one in msd.before)):
        bits.put(flag, 1)
    bits.put(msd.passengers is not None, 1)
    bits.put(msd.number, 8)
    for flag in (msd.automatic, msd.test, msd.trusted, False):
        bits.put(flag, 1)
    if msd.vehicle is None:
        raise ValueError("a class that came later has no name here")
    bits.put(VEHICLES.index(msd.vehicle), 4)
    for letter in msd.vin:
        bits.put(VIN.index(letter), 6)
    _write_rest(bits, msd)
    told = bits.done()
    return bytes([msd.version]) + (bytes([len(told)]) if msd.version == 2 else b"") + told


def _write_rest(bits: BitWriter, msd: Msd) -> None:
    known = ENERGIES[: 7 if msd.version == 2 else 6]
    bits.put(False, 1)
    for energy in known:
        bits.put(energy in msd.energies, 1)
    bits.put((1 << len(msd.energies)) - 1, len(msd.energies))
    bits.put(int(msd.at.timestamp()), 32)
    bits.put(msd.latitude_mas + 2**31, 32)
    bits.put(msd.longitude_mas + 2**31, 32)
    bits.put(msd.direction, 8)
    for delta in msd.before:
        for value in delta or ():
            bits.put(value - BEFORE[0], 10)
    if msd.passengers is not None:
        bits.put(msd.passengers, 8)
    if msd.extra is not None:
        bits.put_octets(msd.extra.oid)
        bits.put_octets(msd.extra.data)
