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
from routing.model import Label, RoadImportError, RoadNetwork

VERSION = 2
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
    """Read what `save_network` wrote; RoadImportError when it is missing, damaged, altered or of another version."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            about = json.loads(stored["about"].tobytes())
            arrays = {name: stored[name] for name in ARRAYS}
        if about["version"] != VERSION:
            raise ValueError(f"it has version {about['version']}, not {VERSION}")
        label, names, names_en = Label(**about["label"]), tuple(about["names"]), tuple(about.get("names_en", ()))
        network = RoadNetwork(label=label, names=names, names_en=names_en, **arrays)
        if network.digest != about["digest"]:
            raise ValueError("its digest does not match its arrays")
    except UNREADABLE as fault:
        raise RoadImportError(f"{path} holds no usable road network: {fault}") from fault
    return network
