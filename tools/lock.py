"""Write the lock files anew from setup.cfg: every version with its hashes, no addresses. Needs `pip install uv`."""

import configparser
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Real roads for tests, of whose package the files alone are used; and an independent path finder, which says it needs
# an older NumPy than it does. Both are installed without what they name.
DATA = ["aequilibrae==1.7.2", "extremitypathfinder==2.7.2"]
FLAGS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "-q"]


def main() -> None:
    """Four files: to run, to test, the data package, and the traffic simulator of the proof."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    run = setup["options"]["install_requires"].split("\n")
    test = setup["options.extras_require"]["test"].split("\n")
    write("requirements.lock", run)
    write("requirements-test.lock", [*run, *test])
    write("requirements-data.lock", DATA, "--no-deps")
    write("requirements-twin.lock", setup["options.extras_require"]["twin"].split("\n"), "--no-deps")


def write(name: str, wanted: list[str], *more: str) -> None:
    """One lock file."""
    with tempfile.NamedTemporaryFile("w", suffix=".in") as file:
        file.write("\n".join(line for line in wanted if line))
        file.flush()
        command = [sys.executable, "-m", "uv", "pip", "compile", *FLAGS, *more, file.name, "-o", str(ROOT / name)]
        subprocess.run([*command, "--no-emit-index-url", "--no-emit-find-links"], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
