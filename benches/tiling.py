"""A network as large as wanted: one city, set side by side, joined by roads."""

from dataclasses import replace
from typing import Any

import numpy as np

from routing.arrays import ARRAYS
from routing.kinds import RoadClass
from routing.model import RoadNetwork

JOINTS = 40  # roads from a tile to each of its neighbours
ACROSS = 4  # tiles in a row


def tiled(city: RoadNetwork, tiles: int) -> RoadNetwork:
    """`tiles` copies of `city` in rows of four, each joined to its neighbours by forty roads, both ways."""
    places = [divmod(tile, ACROSS) for tile in range(tiles)]
    height, width = float(np.ptp(city.node_lat)) + 0.01, float(np.ptp(city.node_lon)) + 0.01
    tail, head = _joints(city, tiles)
    arrays: dict[str, Any] = {name: np.tile(getattr(city, name), tiles) for name in ARRAYS}
    for name in ("node_lat", "shape_lat"):
        arrays[name] = np.concatenate([getattr(city, name) + row * height for row, _ in places])
    for name in ("node_lon", "shape_lon"):
        arrays[name] = np.concatenate([getattr(city, name) + column * width for _, column in places])
    for name, ends in (("tail", tail), ("head", head)):
        copies = [getattr(city, name) + tile * city.node_count for tile in range(tiles)]
        arrays[name] = np.concatenate([*copies, ends])
    for name, value in _of_joints().items():
        arrays[name] = np.concatenate([arrays[name], np.full(len(tail), value)])
    arrays["shape_offset"] = np.concatenate([[0], np.cumsum(_bends(city, tiles, len(tail)))])
    arrays["ban_offset"], arrays["ban_edge"] = np.zeros(1), np.empty(0)
    label = replace(city.label, name=f"{tiles} × {city.label.name}", generated=True)
    return RoadNetwork(label=label, names=city.names, names_en=city.names_en, **arrays)


def _joints(city: RoadNetwork, tiles: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    east, north = np.argsort(city.node_lon)[-JOINTS:], np.argsort(city.node_lat)[-JOINTS:]
    west, south = np.argsort(city.node_lon)[:JOINTS], np.argsort(city.node_lat)[:JOINTS]
    tail, head = [], []
    for tile in range(tiles):
        for other, here, there in ((tile + 1, east, west), (tile + ACROSS, north, south)):
            if other < tiles and (other % ACROSS or other == tile + ACROSS):
                a, b = here + tile * city.node_count, there + other * city.node_count
                tail += [a, b]
                head += [b, a]
    return np.concatenate(tail), np.concatenate(head)


def _of_joints() -> dict[str, float]:
    told = {"length_m": 2000.0, "road_class": RoadClass.TRUNK, "maxspeed_kmh": np.nan, "name_index": -1}
    return told | {
        "way_id": -1, "access": 0, "lanes": 0, "max_height_m": np.nan, "max_width_m": np.nan, "max_weight_t": np.nan
    }  # fmt: skip


def _bends(city: RoadNetwork, tiles: int, joints: int) -> np.ndarray[Any, Any]:
    return np.concatenate([np.tile(np.diff(city.shape_offset), tiles), np.zeros(joints, dtype=np.int32)])
