"""What is installed for the browser, as a file beside it says. Needs Python alone, for wheels are built by it."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
UI, VENDOR = HERE / "ui", HERE / "static" / "vendor"
INSTALLER = HERE / "assets.py"


def stamp() -> str:
    """Names exactly these assets: the lock file, the list of what is allowed, and the installer."""
    parts = (UI / "package-lock.json", UI / "allowed.json", INSTALLER)
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def read_manifest() -> Mapping[str, Any] | None:
    """`stamp`, `imports` (module to address below /static) and `versions`; None while nothing is installed."""
    try:
        manifest: Mapping[str, Any] = json.loads((VENDOR / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    return manifest


def is_up_to_date() -> bool:
    """Whether the assets of this release are installed, not those of an older one."""
    manifest = read_manifest()
    return manifest is not None and manifest["stamp"] == stamp()
