"""Several files that make one network together: a folder, a .zip, or one file alone; gzip inside is undone."""

import gzip
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, cast

Opener = Callable[[], IO[bytes]]
Files = Mapping[str, Opener]


@contextmanager
def unpacked(path: Path) -> Iterator[Files]:
    """What can be opened, by its name without folders and `.gz`; at the end whatever was opened is closed."""
    with ExitStack() as opened:
        yield {
            name.name.removesuffix(".gz"): partial(_open, opened, opener, packed=name.suffix == ".gz")
            for name, opener in _openers(path, opened).items()
            if not name.name.startswith((".", "__"))
        }


def _openers(path: Path, opened: ExitStack) -> dict[Path, Opener]:
    if path.is_dir():
        return {one: partial(_read, one) for one in sorted(path.iterdir()) if one.is_file()}
    if path.suffix != ".zip":
        return {path: partial(_read, path)}
    packed = opened.enter_context(zipfile.ZipFile(path))
    return {Path(one.filename): partial(packed.open, one) for one in packed.infolist() if not one.is_dir()}


def _read(path: Path) -> IO[bytes]:
    return path.open("rb")


def _open(opened: ExitStack, opener: Opener, *, packed: bool) -> IO[bytes]:
    stream = opened.enter_context(opener())
    return opened.enter_context(cast(IO[bytes], gzip.open(stream))) if packed else stream
