"""The roads of a city pack, made or read once when the pack is loaded."""

from pathlib import Path

from routing.example import generate

from dispatch.city.pack import CityPack, PackError
from routing import coquimbo, sanfrancisco
from routing.model import RoadNetwork


def roads_of(pack: CityPack, *, shared_data: Path | None = None) -> RoadNetwork:
    """The pack's network; raises PackError or RoadImportError with what is missing."""
    kind = pack.area.roads_kind
    if kind == "example":
        return generate()
    if kind == "coquimbo":
        return coquimbo.read_roads()[0]
    if kind == "sf":
        return sanfrancisco.read_roads((shared_data or Path("../shared/data")) / "sf_ems")[0]
    raise PackError(f"{pack.name}: no roads of kind {kind!r}; import some with `flask roads import FILE`")
