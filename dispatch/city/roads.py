"""The roads of a city pack, made or read once when the pack is loaded."""

from functools import lru_cache
from pathlib import Path

from dispatch.city.pack import CityPack, PackError
from routing import coquimbo, sanfrancisco
from routing.example import generate
from routing.model import RoadImportError, RoadNetwork
from routing.store import load_network, save_network


def lay_roads(pack: CityPack, file: Path, *, shared_data: Path | None = None) -> RoadNetwork:
    """Put the pack's network into `file` and return what is in force; raises PackError or RoadImportError.

    Example roads never replace real ones that were imported before.
    """
    if pack.area.roads_kind == "example" and (real := _real_roads(file)) is not None:
        return real
    network = roads_of(pack, shared_data=shared_data)
    save_network(network, file)
    return network


def roads_of(pack: CityPack, *, shared_data: Path | None = None) -> RoadNetwork:
    """The pack's network; raises PackError or RoadImportError with what is missing."""
    kind = pack.area.roads_kind
    if kind == "example":
        return _example()
    if kind == "coquimbo":
        return coquimbo.read_roads()[0]
    if kind == "sf":
        return sanfrancisco.read_roads((shared_data or Path("../shared/data")) / "sf_ems")[0]
    raise PackError(f"{pack.name}: no roads of kind {kind!r}; import some with `flask roads import FILE`")


def _real_roads(file: Path) -> RoadNetwork | None:
    """The imported roads in `file`; None when there are none, they are generated, or the file is damaged."""
    try:
        network = load_network(file)
    except RoadImportError:
        return None
    return None if network.label.generated else network


@lru_cache(maxsize=1)
def _example() -> RoadNetwork:
    """Drawn once in a process: it takes seconds and is always the same."""
    return generate()
