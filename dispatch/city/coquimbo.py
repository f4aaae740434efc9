"""La Serena–Coquimbo in Chile: real roads and population zones; stations, units and hospitals are invented examples.

Roads and zones: OpenStreetMap contributors (ODbL) and the census, from the registry package aequilibrae.
"""

from chassis.geo import Box, LatLon
from dispatch.city.pack import Area, CityPack, Named, Vehicle
from dispatch.model import DemandZone, Skill
from hospitals.model import Hospital, Level
from routing.coquimbo import read_zones

CENTRE = LatLon(-29.93, -71.26)
STATIONS = (
    ("cq-serena", "라세레나 예시 센터", "La Serena example station", -29.9045, -71.2489),
    ("cq-pampa", "라팜파 예시 센터", "La Pampa example station", -29.9320, -71.2560),
    ("cq-companias", "라스콤파니아스 예시 센터", "Las Compañías example station", -29.8770, -71.2420),
    ("cq-coquimbo", "코킴보 예시 센터", "Coquimbo example station", -29.9590, -71.3380),
    ("cq-tierras", "티에라스블랑카스 예시 센터", "Tierras Blancas example station", -29.9460, -71.2960),
    ("cq-sindempart", "신뎀파르트 예시 센터", "Sindempart example station", -29.9640, -71.3160),
)
HOSPITALS = (
    ("cq-h1", "예시 병원 북부", "Example hospital north", -29.9110, -71.2530, Level.REGIONAL_CENTRE),
    ("cq-h2", "예시 병원 남부", "Example hospital south", -29.9680, -71.3390, Level.LOCAL_CENTRE),
    ("cq-h3", "예시 의원 중부", "Example clinic centre", -29.9350, -71.2620, Level.LOCAL_INSTITUTION),
)


def pack() -> CityPack:
    """The pack. Raises RoadImportError, naming the command that helps, when the package is not installed."""
    region = "coquimbo"
    stations = tuple(Named(i, region, ko, en, LatLon(lat, lon), True) for i, ko, en, lat, lon in STATIONS)
    zones = tuple(
        (DemandZone(f"cq-{number:03d}", zone.place, float(zone.population)), "", "")
        for number, zone in enumerate(read_zones(), start=1)
        if zone.population > 0
    )
    return CityPack(
        name=region,
        area=Area(
            id=region,
            name_ko="코킴보",
            name_en="La Serena–Coquimbo",
            box=Box(-30.10, -71.45, -29.80, -71.15),
            centre=CENTRE,
            timezone="America/Santiago",
            roads=region,
            roads_kind="coquimbo",
            notice={
                "ko": "실제 도로(OpenStreetMap)이며 센터·구급대·병원은 예시입니다.",
                "en": "Real roads (OpenStreetMap); stations, units and hospitals are invented examples.",
            },
        ),
        stations=stations,
        units=tuple(unit for station in stations for unit in _units(station)),
        zones=zones,
        landmarks=(Named("cq-plaza", region, "라세레나 광장", "La Serena square", LatLon(-29.9027, -71.2519)),),
        hospitals=tuple(_hospital(row) for row in HOSPITALS),
    )


def _units(station: Named) -> tuple[Vehicle, Vehicle]:
    def unit(number: int, *skills: Skill) -> Vehicle:
        name = station.name_en.removesuffix(" example station")
        return Vehicle(
            f"{station.id}-{number}", station.region, f"{name} {number}", f"{name} {number}", station.id, skills
        )

    return unit(1, Skill.ALS, Skill.BLS), unit(2, Skill.BLS)


def _hospital(row: tuple[str, str, str, float, float, Level]) -> Hospital:
    ident, name_ko, name_en, lat, lon, level = row
    return Hospital(ident, "coquimbo", name_ko, name_en, LatLon(lat, lon), level)
