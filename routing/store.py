"""Networks on disk: one .npz file of plain arrays, loaded without pickle in milliseconds, replaced as a whole."""

import json
import os
import tempfile
import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path

import numpy as np

from routing.arrays import ARRAYS
from routing.model import Label, RoadImportError, RoadNetwork, digest_of

VERSION = 2
ADDED = {2: tuple(ARRAYS)[12:]}  # arrays that no earlier version has: what they tell is untold there
# What zip, numpy and json raise over damaged bytes; RuntimeError when a flipped bit pretends encryption.
UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError, RuntimeError, zipfile.BadZipFile, zlib.error)


def save_network(network: RoadNetwork, path: Path) -> None:
    """Write `network` to `path`. A reader sees the old file or the new one; a crash leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = {"names": network.names, "names_en": network.names_en}
    about = {"version": VERSION, "label": asdict(network.label), "digest": network.digest} | names
    arrays = {name: getattr(network, name) for name in ARRAYS}
    handle, unfinished = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, about=np.frombuffer(json.dumps(about).encode(), dtype=np.uint8), **arrays)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(path)
    finally:
        Path(unfinished).unlink(missing_ok=True)


def load_network(path: Path) -> RoadNetwork:
    """Read what `save_network` wrote, in this version or an earlier one, where `ADDED` fields are untold.

    Raises RoadImportError when it is missing, damaged, altered or of a version to come.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            about = json.loads(stored["about"].tobytes())
            stored_arrays = _arrays_of(about["version"])
            arrays = {name: stored[name] for name in stored_arrays}
        label, names, names_en = Label(**about["label"]), tuple(about["names"]), tuple(about.get("names_en", ()))
        network = RoadNetwork(label=label, names=names, names_en=names_en, **arrays)
        now = network.digest if about["version"] == VERSION else digest_of(network, stored_arrays)
        if now != about["digest"]:
            raise ValueError("its digest does not match its arrays")
    except UNREADABLE as fault:
        raise RoadImportError(f"{path} holds no usable road network: {fault}") from fault
    return network


def _arrays_of(version: int) -> tuple[str, ...]:
    if not 1 <= version <= VERSION:
        raise ValueError(f"it has version {version}, not {VERSION}")
    later = {name for added, names in ADDED.items() if added > version for name in names}
    return tuple(name for name in ARRAYS if name not in later)
