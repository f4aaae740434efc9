"""The recorded networks, each imported once for all stories."""

from pathlib import Path

import pytest

from routing import sanfrancisco
from routing.assemble import ImportReport
from routing.example import generate
from routing.model import RoadNetwork
from routing.network import import_file

Found = tuple[RoadNetwork, ImportReport]


def recorded(shared_data: Path, name: str) -> Path:
    """A file or folder of recorded data; skips where it is absent."""
    path = shared_data / name
    if not path.exists():
        pytest.skip(f"no {name} among the recorded data")
    return path


@pytest.fixture(scope="session")
def example() -> RoadNetwork:
    """The example region, drawn up once: it takes seconds."""
    return generate()


@pytest.fixture(scope="session")
def lower_saxony(shared_data: Path) -> Found:
    """Main roads around Hanover, as OpenStreetMap XML with clipped references."""
    return import_file(recorded(shared_data, "osm/lower_saxony_main_roads.osm.xml.gz"))


@pytest.fixture(scope="session")
def seoul(shared_data: Path) -> Found:
    """Central Seoul, a graph of OSMnx 1.7."""
    return import_file(recorded(shared_data, "osm/seoul_centre.graphml.gz"))


@pytest.fixture(scope="session")
def daejeon(shared_data: Path) -> Found:
    """The Doan district of Daejeon, ETRI's XML for SUMO."""
    return import_file(recorded(shared_data, "daejeon_doan"))


@pytest.fixture(scope="session")
def auckland(shared_data: Path) -> Found:
    """Auckland as JEMSS.jl simulates it."""
    return import_file(recorded(shared_data, "jemss_auckland/roads.zip"))


@pytest.fixture(scope="session")
def san_francisco(shared_data: Path) -> Found:
    """San Francisco's street tables."""
    return sanfrancisco.read_roads(recorded(shared_data, "sf_ems"))
