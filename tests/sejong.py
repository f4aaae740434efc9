"""The demo's Sejong with its roads, tiles and people, made once in a test process and copied wherever one is needed."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from chassis.secrets import new_token
from chassis.settings import Settings
from dispatch.bootstrap import build
from dispatch.system import System
from web.demo import prepare


@dataclass(frozen=True)
class Sejong:
    """What lies in `folder`, the secret under which it is sealed, and the passwords of its people by login."""

    folder: Path
    secret: str
    passwords: dict[str, str]

    def copy(self, folder: Path, **environment: str) -> System:
        """A system of its own in `folder`: nobody is ill and no day is simulated."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return _system(folder, self.secret, **environment)


def make_sejong(folder: Path) -> Sejong:
    """Prepare it as `goldentime demo` does."""
    secret = new_token(48)
    system = _system(folder, secret)
    passwords = dict(prepare(system, "sejong", speed=0))
    with system.db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    system.db.close()
    return Sejong(folder, secret, passwords)


def _system(folder: Path, secret: str, **environment: str) -> System:
    where = {"SECRET_KEY": secret, "GOLDENTIME_INSTANCE": str(folder), "GOLDENTIME_CITY": "sejong"}
    return build(Settings.from_env(where | environment))
