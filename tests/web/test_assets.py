"""Browser assets: exact packages without addresses, an import map before any module, and pages that do without."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask

from tests.web.browserless import a_call
from tests.web.conftest import PersonMaker
from web import manifest as installed
from web import shell

STATIC = installed.HERE / "static"
ICON_NAMES = re.compile(r"""(?:<\$\{Icon\} name|icon)="([a-z0-9-]+)"|icon: '([a-z0-9-]+)'""")
LARGEST_CALLER_PAGE = 50_000


def manifest() -> Mapping[str, Any]:
    return {"stamp": "", "imports": {"preact": "vendor/preact/dist/preact.mjs?v=1"}}


def nothing() -> None:
    """As before the first installation."""


def test_the_lock_names_every_package_by_its_hash_and_none_by_an_address() -> None:
    text = (installed.UI / "package-lock.json").read_text("utf-8")
    packages = {name: facts for name, facts in json.loads(text)["packages"].items() if name}
    assert len(packages) > 10
    assert [name for name, facts in packages.items() if not facts["integrity"].startswith("sha512-")] == []
    assert '"resolved"' not in text


def test_everything_of_others_stays_out_of_version_control() -> None:
    ignored = (installed.HERE.parent / ".gitignore").read_text("utf-8").split()
    assert {"web/static/vendor/", "node_modules/"} <= set(ignored)


def test_every_icon_on_a_page_is_in_the_sprite() -> None:
    allowed = set(json.loads((installed.UI / "allowed.json").read_text("utf-8"))["icons"])
    scripts = "\n".join(path.read_text("utf-8") for path in (STATIC / "app").rglob("*.js"))
    named = {first or second for first, second in ICON_NAMES.findall(scripts)}
    assert len(named) > 20
    assert sorted(named - allowed) == []


@pytest.mark.parametrize("sheet", sorted((STATIC / "css").glob("*.css")), ids=lambda sheet: sheet.stem)
def test_a_style_sheet_holds_rules_in_layers_and_nothing_else(sheet: Path) -> None:
    left = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    while (without := re.sub(r"\{[^{}]*\}", ";", left)) != left:
        left = without
    assert [one for one in map(str.strip, left.split(";")) if one and not one.startswith("@")] == []


@pytest.mark.parametrize(("login", "path"), [("kim", "/desk"), ("nurse", "/receiving"), ("crew", "/crew")])
def test_the_import_map_stands_before_any_module(
    person: PersonMaker, monkeypatch: pytest.MonkeyPatch, login: str, path: str
) -> None:
    monkeypatch.setattr(shell, "read_manifest", manifest)
    page = person(login).get(path).text
    at, module = page.index('type="importmap"'), page.index('type="module"')
    assert at < module
    assert "/static/vendor/preact/dist/preact.mjs?v=1" in page
    assert 'rel="modulepreload"' not in page[:at]


def test_a_page_without_assets_says_what_to_do(person: PersonMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "read_manifest", nothing)
    page = person("kim").get("/desk").text
    assert "python -m web.assets" in page
    assert 'type="module"' not in page


def test_the_callers_page_is_small_and_needs_no_assets(
    app: APIFlask, person: PersonMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "read_manifest", nothing)
    token = person("kim").post("/api/v1/calls", a_call()).json["link_token"]
    answer = app.test_client().get(f"/c/{token}", headers={"Accept": "text/html"})
    assert "신고가 접수되었습니다" in answer.text
    loaded = re.findall(r"""(?:href|src)="/static/([^"#?]+)""", answer.text)
    size = len(answer.data) + sum((STATIC / name).stat().st_size for name in set(loaded))
    assert size < LARGEST_CALLER_PAGE
