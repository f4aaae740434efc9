"""The tiles of the roads in force, for every map: read from their archive, drawn again when it is not to be had.

Dispatch owns the drawing, because only it and routing know networks; web hands out what lies here.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread

import structlog

from chassis.settings import Settings
from routing.model import RoadNetwork
from routing.tiles import draw_tiles
from routing.tiles.about import TileError
from routing.tiles.archive import Archive, open_archive

log = structlog.get_logger("goldentime.tiles")


def tiles_file(settings: Settings, city: str | None = None) -> Path:
    """Where the tiles of a city's roads lie: beside the roads."""
    return settings.instance / "roads" / f"{city or settings.city}.pmtiles"


class TileFile:
    """One archive for everybody, opened again when the file is replaced.

    `find_network` tells the roads in force, or None. Whoever holds an older archive keeps it.
    """

    def __init__(self, path: Path, find_network: Callable[[], RoadNetwork | None]) -> None:
        self._path, self._find_network = path, find_network
        self._reading, self._drawing = Lock(), Lock()
        self._archive: Archive | None = None
        self._stamp: int | None = None
        self._given_up: str | None = None  # the digest of roads that could not be drawn

    @property
    def city(self) -> str:
        """Whose roads they are."""
        return self._path.stem

    @property
    def is_drawing(self) -> bool:
        """Whether this process is drawing them now."""
        return self._drawing.locked()

    def opened(self) -> Archive | None:
        """What the file holds; None while it is missing or damaged."""
        with self._reading:
            stamp = self._path.stat().st_mtime_ns if self._path.exists() else None
            if stamp != self._stamp:
                self._stamp, self._archive = stamp, self._open() if stamp is not None else None
            return self._archive

    def current(self) -> Archive | None:
        """As `opened`; where it does not show the roads in force, drawing begins in the background."""
        archive, network = self.opened(), self._find_network()
        wanted = network is not None and not _shows(archive, network) and network.digest != self._given_up
        if wanted and self._drawing.acquire(blocking=False):
            Thread(target=self._draw, args=(network,), name=f"tiles-{self.city}", daemon=True).start()
        return archive

    def draw(self) -> None:
        """Draw the roads in force now, unless the archive shows them. Without roads nothing happens."""
        network = self._find_network()
        if network is not None and not _shows(self.opened(), network):
            draw_tiles(network, self._path)

    def _open(self) -> Archive | None:
        try:
            return open_archive(self._path)
        except TileError as fault:
            log.warning("tiles_unreadable", fault=str(fault))
            return None

    def _draw(self, network: RoadNetwork) -> None:
        """A drawing that fails is not tried again before the roads change."""
        try:
            draw_tiles(network, self._path)
        except (TileError, OSError) as fault:
            self._given_up = network.digest
            log.error("tiles_not_drawn", fault=str(fault))
        finally:
            self._drawing.release()


def _shows(archive: Archive | None, network: RoadNetwork) -> bool:
    return archive is not None and archive.about.digest == network.digest
