"""Reading a city pack: by the name of one that ships, or from a folder of TOML files."""

import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from dispatch.city import coquimbo, sanfrancisco
from dispatch.city.droneshapes import DronesIn
from dispatch.city.pack import CityPack, PackError
from dispatch.city.premises import PremisesIn
from dispatch.city.shapes import CityIn, HospitalsIn, Shape

SHIPPED = Path(__file__).parent / "packs"
S = TypeVar("S", bound=Shape)


def read_pack(name: str, *, shared_data: Path | None = None) -> CityPack:
    """The pack `name` (sejong, coquimbo, sf) or the one in the folder `name`; raises PackError with every mistake."""
    if name == "coquimbo":
        return coquimbo.pack()
    if name == "sf":
        return sanfrancisco.pack(shared_data)
    folder = SHIPPED / name if (SHIPPED / name).is_dir() else Path(name)
    if not (folder / "city.toml").is_file():
        raise PackError(f"no city pack {name}")
    return _from_folder(folder)


def _from_folder(folder: Path) -> CityPack:
    mistakes: list[str] = []
    city = _file(folder / "city.toml", CityIn, mistakes)
    hospitals = _file(folder / "hospitals.toml", HospitalsIn, mistakes)
    drones = _optional(folder / "drones.toml", DronesIn, mistakes)
    premises = _optional(folder / "premises.toml", PremisesIn, mistakes)
    if city is None or hospitals is None or drones is None or premises is None:
        raise PackError("\n".join(mistakes))
    pack = _composed(folder.name, city, hospitals, drones, premises)
    if mistakes := [*_doubled(pack), *_dangling(pack)]:
        raise PackError("\n".join(mistakes))
    return pack


def _composed(name: str, city: CityIn, hospitals: HospitalsIn, drones: DronesIn, premises: PremisesIn) -> CityPack:
    region = city.region.id
    recorded = max((h.reported_at.astimezone(UTC) for h in hospitals.hospital), default=None)
    return CityPack(
        name=name,
        area=city.region.area(),
        neighbours=tuple(one.area() for one in city.neighbour),
        stations=tuple(one.named(region) for one in city.station),
        units=tuple(one.vehicle(region) for one in city.unit),
        zones=tuple(one.zone() for one in city.zone),
        landmarks=tuple(one.named(region) for one in city.landmark),
        hospitals=tuple(one.hospital() for one in hospitals.hospital),
        recorded_at=recorded,
        pads=tuple(one.pad(region) for one in drones.station),
        drones=tuple(one.drone(region) for one in drones.drone),
        kits=tuple(one.kit() for one in drones.kit),
        air=tuple(one.zone(region, drones.authorisation) for one in drones.zone),
        weather=drones.weather.weather(region, datetime.min.replace(tzinfo=UTC)) if drones.weather else None,
        obstacles=tuple(one.obstacle() for one in drones.obstacle),
        premises=tuple(one.note() for one in premises.premise),
    )


def _file(path: Path, shape: type[S], mistakes: list[str]) -> S | None:
    try:
        return shape.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as error:
        told = error.errors()
        mistakes += [f"{path.name}: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in told]
    except (OSError, tomllib.TOMLDecodeError) as error:
        mistakes.append(f"{path.name}: {error}")
    return None


def _optional(path: Path, shape: type[S], mistakes: list[str]) -> S | None:
    """As `_file`; a file that is not there says nothing."""
    return _file(path, shape, mistakes) if path.is_file() else shape()


def _doubled(pack: CityPack) -> list[str]:
    """Ids given twice among things of one kind."""
    kinds = {
        "station": [station.id for station in pack.stations],
        "unit": [unit.id for unit in pack.units],
        "hospital": [hospital.id for hospital in pack.hospitals],
        "zone": [zone.id for zone, _, _ in pack.zones],
        "landmark": [landmark.id for landmark in pack.landmarks],
        "drone station": [pad.id for pad in pack.pads],
        "drone": [drone.id for drone in pack.drones],
        "kit": [kit.id for kit in pack.kits],
        "airspace zone": [zone.id for zone in pack.air],
        "obstacle": [obstacle.id for obstacle in pack.obstacles],
        "premise note": [note.id for note in pack.premises],
    }
    given = [(kind, one, times) for kind, ids in kinds.items() for one, times in Counter(ids).items()]
    return [f"{kind} {one}: given {times} times" for kind, one, times in given if times > 1]


def _dangling(pack: CityPack) -> list[str]:
    """What names something that is not there, and places outside the area."""
    stations, pads = {s.id for s in pack.stations}, {p.id for p in pack.pads}
    found = [f"unit {u.id}: no station {u.station}" for u in pack.units if u.station not in stations]
    found += [f"drone {d.id}: no station {d.station_id}" for d in pack.drones if d.station_id not in pads]
    found += [f"kit {k.id}: no station {k.station_id}" for k in pack.kits if k.station_id not in pads]
    areas = {pack.area.id, *(area.id for area in pack.neighbours)}
    regions = [(s.id, s.region) for s in pack.stations] + [(u.id, u.region) for u in pack.units]
    found += [f"{one}: no region {region}" for one, region in regions if region not in areas]
    found += [f"region {pack.area.id}: no neighbour {one}" for one in pack.area.neighbours if one not in areas]
    inside = [s for s in (*pack.stations, *pack.landmarks) if s.region == pack.area.id]
    found += [f"{s.id}: outside the area" for s in inside if not pack.area.box.holds(s.place)]
    spots = [(note.id, note.draft.place) for note in pack.premises]
    found += [f"{one}: outside the area" for one, place in spots if place and not pack.area.box.holds(place)]
    return found
