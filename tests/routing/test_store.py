"""Networks on disk: what comes back is what was put in, or a clear error."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from routing.arrays import UNTOLD
from routing.model import RoadImportError, RoadNetwork
from routing.store import load_network, save_network
from tests.routing.towns import grid


def test_a_network_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    town = grid(signals=[5])
    save_network(town, tmp_path / "city" / "roads.npz")
    back = load_network(tmp_path / "city" / "roads.npz")
    assert (back.digest, back.label, back.names) == (town.digest, town.label, town.names)
    assert back.node_signal.tolist() == town.node_signal.tolist()


def test_saving_replaces_the_file_as_a_whole_and_leaves_no_other_behind(tmp_path: Path) -> None:
    path = tmp_path / "roads.npz"
    save_network(grid(3), path)
    save_network(grid(4), path)
    assert load_network(path).digest == grid(4).digest
    assert list(tmp_path.iterdir()) == [path]


def test_a_save_that_fails_leaves_the_old_network(tmp_path: Path) -> None:
    path = tmp_path / "roads.npz"
    save_network(grid(3), path)
    broken = grid(4)
    object.__setattr__(broken, "names", (object(),))
    with pytest.raises(TypeError):
        save_network(broken, path)
    assert load_network(path).digest == grid(3).digest
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 half"])
def test_a_file_that_is_no_network_is_a_clear_error(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "roads.npz"
    path.write_bytes(content)
    with pytest.raises(RoadImportError, match="no usable road network"):
        load_network(path)


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(RoadImportError):
        load_network(tmp_path / "none.npz")


def test_pickled_objects_are_never_opened(tmp_path: Path) -> None:
    np.savez(tmp_path / "roads.npz", about=np.array([{"version": 1}], dtype=object))
    with pytest.raises(RoadImportError):
        load_network(tmp_path / "roads.npz")


def rewrite(path: Path, **changed: NDArray[Any]) -> None:
    """Store the same file with other arrays, in good order otherwise."""
    with np.load(path) as stored:
        parts = dict(stored)
    np.savez(path, **parts | changed)


def test_another_version_is_refused_by_number(tmp_path: Path) -> None:
    path = tmp_path / "roads.npz"
    save_network(grid(), path)
    with np.load(path) as stored:
        about = json.loads(stored["about"].tobytes()) | {"version": 7}
    rewrite(path, about=np.frombuffer(json.dumps(about).encode(), dtype=np.uint8))
    with pytest.raises(RoadImportError, match="version 7, not 2"):
        load_network(path)


FIRST_VERSION = (
    "node_lat", "node_lon", "node_signal", "tail", "head", "length_m", "road_class", "maxspeed_kmh", "name_index",
    "shape_offset", "shape_lat", "shape_lon",
)  # fmt: skip


def save_as_version_1(network: RoadNetwork, path: Path) -> None:
    """As the first release wrote its files."""
    digest = hashlib.sha256()
    for name in FIRST_VERSION:
        digest.update(f"{name} {len(getattr(network, name))}\n".encode())
        digest.update(getattr(network, name))
    told = [str(value) for value in asdict(network.label).values()]
    digest.update("\0".join([*told, *network.names]).encode())
    about = {"version": 1, "label": asdict(network.label), "digest": digest.hexdigest(), "names": network.names}
    arrays = {name: getattr(network, name) for name in FIRST_VERSION}
    np.savez(path, about=np.frombuffer(json.dumps(about).encode(), dtype=np.uint8), **arrays)


def test_a_file_of_the_first_version_still_loads_and_tells_nothing_it_did_not_know(tmp_path: Path) -> None:
    save_as_version_1(grid(signals=[5]), tmp_path / "roads.npz")
    back = load_network(tmp_path / "roads.npz")
    assert back.tail.tolist() == grid().tail.tolist()
    assert set(back.way_id.tolist()) | set(back.node_id.tolist()) == {UNTOLD}
    assert not back.access.any()
    assert np.isnan(back.max_height_m).all()
    assert len(back.ban_edge) == 0
    save_network(back, tmp_path / "again.npz")
    assert load_network(tmp_path / "again.npz").digest == back.digest


def test_a_file_of_the_first_version_that_was_altered_is_refused(tmp_path: Path) -> None:
    save_as_version_1(grid(), tmp_path / "roads.npz")
    rewrite(tmp_path / "roads.npz", length_m=grid().length_m * 2)
    with pytest.raises(RoadImportError, match="digest does not match"):
        load_network(tmp_path / "roads.npz")


def test_arrays_changed_behind_our_back_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "roads.npz"
    save_network(grid(), path)
    rewrite(path, length_m=grid().length_m * 2)
    with pytest.raises(RoadImportError, match="digest does not match"):
        load_network(path)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stored network."""
    path = tmp_path_factory.mktemp("saved") / "roads.npz"
    save_network(grid(), path)
    return path


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(where=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_one_damaged_byte_never_goes_unnoticed(saved: Path, tmp_path: Path, where: float, flip: int) -> None:
    damaged = bytearray(saved.read_bytes())
    damaged[int(where * len(damaged))] ^= flip
    path = tmp_path / "roads.npz"
    path.write_bytes(damaged)
    try:
        back = load_network(path)
    except RoadImportError:
        return
    assert back.digest == grid().digest  # the byte told nothing of the roads, such as a time stamp in the zip


def test_a_file_cut_short_is_refused(saved: Path, tmp_path: Path) -> None:
    whole = saved.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        (tmp_path / "roads.npz").write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(RoadImportError):
            load_network(tmp_path / "roads.npz")
