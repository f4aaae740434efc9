"""A wheel carries the browser's assets: who installs it needs neither Node nor a network. setup.cfg names this."""

from pathlib import Path
from runpy import run_path

from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.errors import SetupError

MANIFEST = Path(__file__).resolve().parent.parent / "web" / "manifest.py"
MISSING = (
    "the browser's assets are missing or old: run `python -m web.assets`, then build the wheel again (`make wheel`)"
)


class WheelWithAssets(bdist_wheel):
    """Refuses to make a wheel whose pages would be plain text. An editable install is not asked."""

    def run(self) -> None:
        """Build, once the assets of this release are there. Raises SetupError."""
        if not run_path(str(MANIFEST))["is_up_to_date"]():
            raise SetupError(MISSING)
        super().run()
