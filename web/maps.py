"""The roads as every map draws them: GeoJSON of the network in force, main roads at once, small ones by the view."""

import gzip
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response, request

from routing.model import RoadClass, RoadNetwork
from routing.roads import Roads
from web.current import system
from web.guard import for_signed_in
from web.problems import Refused

maps = APIBlueprint("maps", __name__, url_prefix="/api/v1/map", enable_openapi=False)

LARGEST = 1_500_000  # bytes of one answer before compression
DECIMALS = 5  # about a metre
MOST_LOCAL = 6000  # edges in one view; beyond it the view is too wide for small roads
WIDEST_VIEW_DEG = 0.12
MAIN = (RoadClass.MOTORWAY, RoadClass.TRUNK, RoadClass.PRIMARY, RoadClass.SECONDARY, RoadClass.TERTIARY, RoadClass.RAMP)
Feature = dict[str, Any]


@maps.get("/roads")
@for_signed_in
def roads() -> Response:
    """Main roads, most important class first, as many classes as fit. With `?box=west,south,east,north` the small
    roads of that view. Answers carry an ETag of the network, so that a browser asks once."""
    current = system().roads.current()
    if not isinstance(current, Roads):
        return _answer(_document([], None), "none")
    box = _box(request.args.get("box"))
    network = current.network
    body = _main(_Hashed(network)) if box is None else _document(_local(network, box), network)
    return _answer(body, f"{network.digest[:24]}-{'main' if box is None else request.args['box']}")


class _Hashed:
    """A network as a cache key: by its digest."""

    def __init__(self, network: RoadNetwork) -> None:
        self.network = network

    def __hash__(self) -> int:
        return hash(self.network.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and other.network.digest == self.network.digest


@lru_cache(maxsize=2)
def _main(hashed: _Hashed) -> bytes:
    """All main classes that fit into one answer; cached, because the network changes a few times a year."""
    network, features, size = hashed.network, [], 0
    for road_class in MAIN:
        drawn = _lines(network, np.flatnonzero(network.road_class == road_class).tolist())
        size += len(json.dumps(drawn))
        if size > LARGEST:
            break
        features += drawn
    return _document(features, network)


def _local(network: RoadNetwork, box: tuple[float, float, float, float]) -> list[Feature]:
    west, south, east, north = box
    lat, lon = network.node_lat[network.tail], network.node_lon[network.tail]
    inside = (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
    small = ~np.isin(network.road_class, [int(one) for one in MAIN])
    edges = np.flatnonzero(inside & small)
    return _lines(network, edges.tolist()) if len(edges) <= MOST_LOCAL else []


def _lines(network: RoadNetwork, edges: Iterable[int]) -> list[Feature]:
    """The edges as lines; both directions once, and a street that goes on without a crossing in one piece."""
    chains: list[list[int]] = []
    ends: dict[tuple[int, int, int], list[int]] = {}  # (class, name, node) of a line that stops there
    for edge in _once(network, edges):
        key = (int(network.road_class[edge]), int(network.name_index[edge]), int(network.tail[edge]))
        chain = ends.pop(key, None)
        if chain is None:
            chain = []
            chains.append(chain)
        chain.append(edge)
        ends[(*key[:2], int(network.head[edge]))] = chain
    return [_feature(network, chain) for chain in chains]


def _once(network: RoadNetwork, edges: Iterable[int]) -> Iterator[int]:
    """One of the two directions of each street."""
    seen = set()
    for edge in edges:
        pair = (min(network.tail[edge], network.head[edge]), max(network.tail[edge], network.head[edge]))
        length = round(float(network.length_m[edge]))
        if (*pair, length) not in seen:
            seen.add((*pair, length))
            yield edge


def _feature(network: RoadNetwork, chain: list[int]) -> Feature:
    points = [network.edge_points(chain[0])[0]]
    for edge in chain:
        points += network.edge_points(edge)[1:]
    line = [[round(p.lon, DECIMALS), round(p.lat, DECIMALS)] for p in points]
    about: dict[str, Any] = {"c": int(network.road_class[chain[0]])}
    name = network.edge_name(chain[0])
    if name:
        about["n"] = name
    return {"type": "Feature", "properties": about, "geometry": {"type": "LineString", "coordinates": line}}


def _document(features: list[Feature], network: RoadNetwork | None) -> bytes:
    label = network.label if network is not None else None
    told = {
        "type": "FeatureCollection",
        "features": features,
        "attribution": label.attribution if label else None,
        "generated": label.generated if label else False,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _box(asked: str | None) -> tuple[float, float, float, float] | None:
    if asked is None:
        return None
    try:
        west, south, east, north = (float(part) for part in asked.split(","))
    except ValueError as error:
        raise Refused(422, "invalid_input", "box is west,south,east,north in degrees") from error
    if not (west < east <= west + WIDEST_VIEW_DEG and south < north <= south + WIDEST_VIEW_DEG):
        raise Refused(422, "invalid_input", f"a box is at most {WIDEST_VIEW_DEG} degrees wide and high")
    return west, south, east, north


def _answer(body: bytes, tag: str) -> Response:
    packed = gzip.compress(body, compresslevel=5) if "gzip" in request.headers.get("Accept-Encoding", "") else None
    response = Response(packed or body, content_type="application/geo+json")
    response.headers.update({"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Cookie"})
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(tag)
    response.make_conditional(request)
    return response
