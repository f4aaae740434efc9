"""Which files the crew's page consists of, each by its hash: what a device keeps to work without a network.

The page's script names its modules, they name theirs; the template names its style sheets. The release is the hash of
all of it: two pages of one release are the same page.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from web.i18n import LANGUAGES, as_told
from web.manifest import HERE, VENDOR, read_manifest

STATIC, TEMPLATES = HERE / "static", HERE / "templates"
ENTRY = STATIC / "app" / "crew.js"
WORKER = STATIC / "app" / "crew" / "worker.js"
MAP_WORKER = VENDOR / "maplibre-gl" / "dist" / "maplibre-gl-worker.mjs"
FRAMES = tuple(TEMPLATES / name for name in ("base.html", "face.html", "crew.html"))
NAMED = re.compile(r"""^(?:import|export)\b[^'"]*from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)""", re.M)
SHEETS = re.compile(r"set sheets[^=]*=\s*\[([^\]]*)\]")
FONT = "@fontsource-variable/noto-sans-kr"
ALSO = ("icons.svg", "maplibre-gl/dist/maplibre-gl.css", f"{FONT}/index.css", f"{FONT}/unicode.json")
Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Release:
    """`files`: address to SHA-256 of what is served there."""

    name: str
    files: Mapping[str, str]


def release() -> Release | None:
    """The release that is served now; None while the browser assets are not installed."""
    if read_manifest() is None:
        return None
    watched = (*STATIC.glob("app/**/*.js"), *STATIC.glob("css/*.css"), *FRAMES, VENDOR / "manifest.json")
    return _release(tuple((str(path), (at := path.stat()).st_mtime_ns, at.st_size) for path in sorted(watched)))


@lru_cache(maxsize=1)
def _release(_: Stamp) -> Release:
    """Computed anew only when a file has changed."""
    found = {address: path.read_bytes() for address, path in _files()}
    files = {address: hashlib.sha256(content).hexdigest() for address, content in found.items()}
    files |= {f"/i18n/{spoken}.json": hashlib.sha256(as_told(spoken)).hexdigest() for spoken in LANGUAGES}
    parts = [f"{address} {digest}" for address, digest in sorted(files.items())]
    parts += [hashlib.sha256(path.read_bytes()).hexdigest() for path in (*FRAMES, WORKER)]
    return Release(hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32], files)


def _files() -> Iterator[tuple[str, Path]]:
    """(address, file) of everything the page loads whenever it is opened."""
    manifest = read_manifest() or {}
    imports: Mapping[str, str] = manifest["imports"]
    modules, bare = _modules()
    yield from ((_address(path), path) for path in modules)
    for name in sorted(_with_their_own(bare, imports)):
        yield f"/static/{imports[name]}", STATIC / imports[name].partition("?")[0]
    yield from ((_address(VENDOR / name), VENDOR / name) for name in ALSO)
    yield from ((_address(sheet), sheet) for sheet in (STATIC / "css" / f"{name}.css" for name in ("ui", *_sheets())))
    yield _address(STATIC / "icon.svg"), STATIC / "icon.svg"
    yield "/crew/map-worker.mjs", MAP_WORKER


def _modules() -> tuple[set[Path], set[str]]:
    """Our modules from the page's script on, and the names of those of others."""
    found, bare, waiting = set[Path](), set[str](), [ENTRY]
    while waiting:
        module = waiting.pop().resolve()
        if module in found:
            continue
        found.add(module)
        for name in _named(module):
            if name.startswith("."):
                waiting.append(module.parent / name)
            else:
                bare.add(name)
    return found, bare


def _named(module: Path) -> Iterator[str]:
    for match in NAMED.finditer(module.read_text("utf-8")):
        yield next(name for name in match.groups() if name)


def _with_their_own(bare: set[str], imports: Mapping[str, str]) -> set[str]:
    """The modules of others that are imported, and what those import in turn."""
    found, waiting = set[str](), sorted(bare)
    while waiting:
        name = waiting.pop()
        if name in found or name not in imports:
            continue
        found.add(name)
        text = (STATIC / imports[name].partition("?")[0]).read_text("utf-8")
        waiting.extend(other for other in imports if re.search(rf"""["']{re.escape(other)}["']""", text))
    return found


def _sheets() -> list[str]:
    """The style sheets that the page's template asks for."""
    listed = SHEETS.search((TEMPLATES / "crew.html").read_text("utf-8"))
    return re.findall(r'"([^"]+)"', listed.group(1)) if listed else []


def _address(path: Path) -> str:
    return f"/static/{path.relative_to(STATIC).as_posix()}"
