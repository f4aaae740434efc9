"""The order of contraction on disk: read when it belongs to these roads, sought again when anything is amiss."""

from pathlib import Path

import numpy as np
import pytest

from routing import order
from routing.order import kept_order, node_order, order_file
from tests.routing.towns import grid

TOWN = grid(5)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Beside the network's own file."""
    return order_file(tmp_path / "sejong.npz")


def test_an_order_names_every_node_once_and_is_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept_order(TOWN, file)
    assert sorted(first.tolist()) == list(range(TOWN.node_count))
    monkeypatch.setattr(order, "node_order", lambda _: pytest.fail("it was kept"))
    assert np.array_equal(kept_order(TOWN, file), first)


def test_another_networks_order_is_not_taken(file: Path) -> None:
    kept_order(grid(4), file)
    assert np.array_equal(kept_order(TOWN, file), node_order(TOWN))
    assert np.array_equal(kept_order(TOWN, file), node_order(TOWN))


@pytest.mark.parametrize("damage", [b"", b"PK nothing", b"\x00" * 200])
def test_a_damaged_file_is_written_anew(file: Path, damage: bytes) -> None:
    kept_order(TOWN, file)
    file.write_bytes(damage)
    assert np.array_equal(kept_order(TOWN, file), node_order(TOWN))
    assert file.stat().st_size > 200


def test_an_order_that_leaves_a_node_out_is_not_believed(file: Path) -> None:
    wrong = np.zeros(TOWN.node_count, dtype=np.int32)
    np.savez(file.with_suffix(".npz"), order=wrong, digest=np.frombuffer(TOWN.digest.encode(), dtype=np.uint8))
    file.with_suffix(".npz").rename(file)
    assert np.array_equal(kept_order(TOWN, file), node_order(TOWN))


def test_where_nothing_can_be_written_the_order_is_sought_each_time(tmp_path: Path) -> None:
    nowhere = order_file(tmp_path / "missing" / "sejong.npz")
    assert np.array_equal(kept_order(TOWN, nowhere), node_order(TOWN))
    assert not nowhere.exists()
