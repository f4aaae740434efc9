"""A typed place against what the region knows: exact positions, crossings, streets, landmarks, numbered things."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import NotFoundError
from chassis.geo import Box, LatLon
from chassis.gridref import gridref
from dispatch.model import Hint
from dispatch.system import System
from dispatch.tables.areas import LandmarkRow, get_region
from dispatch.tables.hints import find_hint
from dispatch.where.reading import Crossing, Exact, read_house, read_place
from routing.streets import Junction, Street, Streets, plain

MOST = 8
HINT_M, CROSSING_M, LANDMARK_M = 10.0, 30.0, 100.0


class Offered(StrEnum):
    """What an offered place is."""

    GRID = "grid"
    PLUS_CODE = "plus_code"
    COORDINATES = "coordinates"
    CROSSING = "crossing"
    STREET = "street"
    LANDMARK = "landmark"
    POLE = "pole"
    ELEVATOR = "elevator"


class Nowhere(StrEnum):
    """Why a text that looked like a place gives none, or less than it names."""

    OUTSIDE = "outside"
    UNKNOWN_NUMBER = "unknown_number"
    NO_CROSSING = "no_crossing"
    NO_HOUSE_NUMBERS = "no_house_numbers"  # no network we read has any: the street's middle is offered


@dataclass(frozen=True, slots=True)
class Offer:
    """A place a text may mean, by its names. `grid` is its national point number."""

    kind: Offered
    ko: str
    en: str | None
    place: LatLon
    radius_m: float
    grid: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a text may mean, the likeliest first; with nothing found, or less than was asked, why."""

    offers: tuple[Offer, ...]
    hint: Hint | None = None
    why: Nowhere | None = None


def search_places(session: Session, system: System, region: str, text: str) -> Found:
    """What `text` means in the region. Its form decides first; a name is looked up among landmarks and streets."""
    area = get_region(session, region)
    meant = read_place(text, near=LatLon(*area.centre))
    if isinstance(meant, Exact):
        return _exact(meant, text, Box(*area.box))
    if isinstance(meant, Hint):
        return _hinted(session, region, meant)
    streets = _streets(system)
    named = (*_landmarks(session, region, text), *_named(streets, text))
    if isinstance(meant, Crossing):
        met = tuple(_crossings(streets, meant))
        return Found((*met, *named)[:MOST], why=None if met or named else Nowhere.NO_CROSSING)
    return Found(named[:MOST]) if named else _house(streets, text)


def _house(streets: Streets | None, text: str) -> Found:
    """The middle of the street for a house on it, with the word that it is no more than that."""
    house = read_house(text)
    offers = tuple(_named(streets, house.street)) if house is not None else ()
    return Found(offers[:MOST], why=Nowhere.NO_HOUSE_NUMBERS if offers else None)


def _exact(meant: Exact, text: str, area: Box) -> Found:
    if not area.holds(meant.place):
        return Found((), why=Nowhere.OUTSIDE)
    return Found((_offer(Offered(meant.kind), text.strip(), None, meant.place, meant.radius_m),))


def _hinted(session: Session, region: str, hint: Hint) -> Found:
    place = find_hint(session, region, hint)
    if place is None:
        return Found((), hint, Nowhere.UNKNOWN_NUMBER)
    return Found((_offer(Offered(hint.kind.value), hint.value, None, place, HINT_M),), hint)


def _streets(system: System) -> Streets | None:
    """None where no road network is loaded."""
    try:
        return system.roads.held().segments.streets
    except NotFoundError:
        return None


def _landmarks(session: Session, region: str, text: str) -> Iterable[Offer]:
    wanted = plain(text)
    if len(wanted) < 2:
        return []
    rows = session.scalars(select(LandmarkRow).where(LandmarkRow.region == region).order_by(LandmarkRow.id))
    found = [row for row in rows if wanted in plain(row.name_ko) or wanted in plain(row.name_en)]
    return [_offer(Offered.LANDMARK, r.name_ko, r.name_en, LatLon(r.lat, r.lon), LANDMARK_M) for r in found]


def _named(streets: Streets | None, text: str) -> Iterator[Offer]:
    for street in streets.named(text) if streets else ():
        yield _street(street)


def _street(street: Street) -> Offer:
    return _offer(Offered.STREET, street.name, street.name_en, street.place, street.radius_m)


def _crossings(streets: Streets | None, meant: Crossing) -> Iterator[Offer]:
    for junction in streets.crossings(meant.first, meant.second) if streets else ():
        yield _junction(junction)


def _junction(junction: Junction) -> Offer:
    (first, first_en), (second, second_en) = junction.first, junction.second
    english = f"{first_en or first} & {second_en or second}"
    return _offer(Offered.CROSSING, f"{first} · {second} 교차", english, junction.place, CROSSING_M)


def _offer(kind: Offered, ko: str, en: str | None, place: LatLon, radius_m: float) -> Offer:
    return Offer(kind, ko, en, place, round(radius_m, 1), gridref(place))
