"""One wheel is all a machine without a network needs: code, schema, city, words, and everything the pages load."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from chassis.secrets import new_token
from tests.browser.conftest import NO_WORKER, Site, Watch
from tests.browser.faces import FACES, SLOW_MS
from tests.browser.serving import ROOT, Server
from web.manifest import is_up_to_date

PACKAGES = ("chassis", "hospitals", "routing", "drones", "dispatch", "web")
OURS = (*PACKAGES, "tools", "wsgi.py", "setup.cfg", "pyproject.toml", "MANIFEST.in", "LICENSE", "README.md")
NOT_CODE = ("__pycache__", "node_modules", "*.egg-info")
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")
PREPARE = """
import json, os
from pathlib import Path
from chassis.settings import Settings
from dispatch.bootstrap import build
from web import demo
system = build(Settings.from_env(os.environ))
passwords = dict(demo.prepare(system, "sejong", speed=0))
Path("told.json").write_text(json.dumps({"from": demo.__file__, "passwords": passwords}))
"""


def source(target: Path) -> Path:
    """The project as a clean checkout has it, and the installed assets."""
    for name in OURS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns(*NOT_CODE))
        else:
            shutil.copy(ROOT / name, target / name)
    return target


def build(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Build as `make wheel` does, without asking any registry."""
    command = [*PIP, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", "dist", "."]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built once."""
    if not is_up_to_date():
        pytest.skip("the browser assets are not installed: python -m web.assets")
    folder = source(tmp_path_factory.mktemp("source"))
    built = build(folder)
    assert built.returncode == 0, built.stderr
    [file] = (folder / "dist").glob("goldentime-*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose every module of ours comes from the wheel, started in an empty folder."""
    folder = tmp_path_factory.mktemp("island")
    code = folder / "code"
    subprocess.run([*PIP, "install", "--no-deps", "--no-index", "--target", code, wheel], check=True)
    environment = {"SECRET_KEY": new_token(48), "GOLDENTIME_INSTANCE": str(folder / "instance")}
    server = Server(environment, folder=folder, code=code)
    server.run(PREPARE)
    server.start()
    yield server
    server.kill()


def test_the_wheel_has_every_file_of_every_package_and_all_that_npm_brought(wheel: Path) -> None:
    packed = set(ZipFile(wheel).namelist())
    ours = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not {"__pycache__", "node_modules"} & set(path.parts)
    }
    assert len([name for name in ours if "/vendor/" in name and name.endswith(".woff2")]) > 100
    assert sorted(({*ours, "wsgi.py"}) - packed) == []
    assert not any(name.startswith(("tests/", "benches/", "tools/")) for name in packed)


def test_a_wheel_without_the_assets_of_its_release_is_not_built(tmp_path: Path) -> None:
    folder = source(tmp_path)
    shutil.rmtree(folder / "web" / "static" / "vendor", ignore_errors=True)
    built = build(folder)
    assert built.returncode != 0
    assert "python -m web.assets" in built.stdout + built.stderr
    assert list(folder.glob("dist/*.whl")) == []


@pytest.mark.browser
@pytest.mark.draws
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_server_from_the_wheel_serves_every_page_with_all_it_loads(installed: Server, watch: Watch) -> None:
    told = json.loads((installed.folder / "told.json").read_text("utf-8"))
    assert Path(told["from"]).is_relative_to(installed.folder)
    show = watch(Site(installed.address, told["passwords"]))
    show.expected, show.hears = NO_WORKER, True
    for face in FACES:
        page = show(face.login, face.path)
        expect(page.locator(face.ready).first).to_be_visible(timeout=SLOW_MS)
        page.context.close()  # each holds a thread of the server for as long as it is open
    page = show("desk", "/desk")
    expect(page.locator(".stage canvas")).to_be_visible(timeout=SLOW_MS)
    assert [url for status, url in show.answers if status >= 400 and not url.endswith("/readyz")] == []
    loaded = {url.split("?")[0] for _, url in show.answers}
    for part in ("icons.svg", ".woff2", "maplibre-gl.mjs", "preact.mjs", "maplibre-gl.css"):
        assert any(url.endswith(part) for url in loaded), part
