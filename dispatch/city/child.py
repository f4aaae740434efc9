"""Road work in a process of its own, so that reading a large file never slows the process that serves the desk.

`python -m dispatch.city.child pack NAME TARGET [SHARED]` or `… file FILE TARGET` writes the network to TARGET and
prints what it read as JSON; `{"problem": …}` and status 3 when it cannot.
"""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dispatch.city.pack import PackError
from dispatch.city.reading import read_pack
from dispatch.city.roads import lay_roads
from routing.model import RoadImportError
from routing.network import import_file
from routing.order import kept_order, order_file
from routing.store import save_network
from routing.tiles import draw_tiles
from routing.tiles.about import TileError

MOST_MEMORY = 8 * 1024**3  # a small file that unpacks to a huge one ends here and nowhere else


def lay(how: str, source: str, target: Path, shared: Path | None) -> dict[str, Any]:
    """Do the work, the tiles beside the network; raises PackError, RoadImportError or TileError."""
    if how == "pack":
        network = lay_roads(read_pack(source, shared_data=shared), target, shared_data=shared)
        draw_tiles(network, target.with_suffix(".pmtiles"))
        kept_order(network, order_file(target))
        return {"nodes": network.node_count, "edges": network.edge_count}
    network, report = import_file(Path(source))
    draw_tiles(network, target.with_suffix(".pmtiles"))
    save_network(network, target)
    kept_order(network, order_file(target))
    return asdict(report)


def main(arguments: list[str]) -> int:
    """What the command line does."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    how, source, target = arguments[:3]
    try:
        told = lay(how, source, Path(target), Path(arguments[3]) if len(arguments) > 3 else None)
    except (PackError, RoadImportError, TileError) as problem:
        sys.stdout.write(json.dumps({"problem": str(problem)}))
        return 3
    except MemoryError:
        sys.stdout.write(json.dumps({"problem": "it unpacks to more than this machine may hold"}))
        return 3
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
