"""Write docs/THIRD_PARTY.md: what is installed with its licence, from the packages' own words."""

import configparser
import json
import re
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Third-party notices

Nothing of these is in this repository; they are installed from their registries. Written by `python tools/notices.py`.
"""


def main() -> None:
    """Python packages named in requirements.lock, and the browser's packages."""
    locked = {line.split("==")[0] for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line}
    found = {d.metadata["Name"].lower().replace("_", "-"): d for d in distributions()}
    rows = [f"| {name} | {found[name].version} | {licence(found[name])} |" for name in sorted(locked & set(found))]
    browser = json.loads((ROOT / "web" / "ui" / "package-lock.json").read_text("utf-8"))["packages"]
    more = [
        f"| {path.removeprefix('node_modules/')} | {told['version']} | {told.get('license', 'see package')} |"
        for path, told in sorted(browser.items())
        if path
    ]
    optional = [
        f"| {name} | {found[name].version} | {licence(found[name])} | {extra} |"
        for extra, names in extras().items()
        for name in names
        if name in found
    ]
    table = ["| package | version | licence |", "|---|---|---|"]
    extra_table = ["| package | version | licence | extra |", "|---|---|---|---|"]
    apart = ["\n## Only where an extra is asked for\n", *extra_table, *optional]
    parts = [HEAD, "## Python\n", *table, *rows, *apart, "\n## Browser\n", *table, *more]
    (ROOT / "docs" / "THIRD_PARTY.md").write_text("\n".join(parts) + "\n", "utf-8")


def extras() -> dict[str, list[str]]:
    """What the optional extras name, but those to test with."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    told = setup["options.extras_require"]
    return {extra: re.findall(r"^[A-Za-z0-9-]+", told[extra], re.M) for extra in sorted(told) if extra != "test"}


def licence(package: object) -> str:
    """The licence expression, else the first line of the licence field, else its classifier."""
    told = package.metadata  # type: ignore[attr-defined]
    said = told.get("License-Expression") or (told.get("License") or "").strip().split("\n")[0]
    listed = [c.split("::")[-1].strip() for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    return str(said if said and len(said) < 60 else ", ".join(listed) or "see package")


if __name__ == "__main__":
    main()
