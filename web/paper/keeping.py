"""The printed board on disk: written every five minutes, replaced in one piece, the newest found without a database."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from dispatch.boards.standing import read_standing
from dispatch.system import System
from dispatch.worker import Job
from web.paper.board import board_pdf

EVERY = timedelta(minutes=5)
LOOKED_AT_EVERY = timedelta(seconds=20)  # so that a worker that has just started does not wait for five minutes
KEPT = 48  # four hours
NEWEST, FOLDER, STAMP = "board.pdf", "boards", "board-%Y%m%dT%H%M%SZ.pdf"
log = structlog.get_logger("goldentime.paper")


@dataclass(frozen=True, slots=True)
class Printed:
    """A board and when it was made."""

    body: bytes
    made_at: datetime

    @property
    def name(self) -> str:
        """What a browser calls the file."""
        return f"{self.made_at:{STAMP}}"


def board_jobs() -> tuple[Job, ...]:
    """What the worker does for paper."""
    return (Job("board", LOOKED_AT_EVERY, keep_board),)


def keep_board(system: System) -> Path | None:
    """Write the board of this instance's city when the newest is five minutes old; None when it is not yet time.

    Raises NoPrintFontError. Two workers at once write the same board twice, and harm nothing.
    """
    folder, now = system.settings.instance, system.clock.now()
    newest = _made_at(folder / NEWEST)
    if newest is not None and timedelta(0) <= now - newest < EVERY:
        return None
    printed = print_board(system, system.settings.city)
    (folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
    for path in (folder / FOLDER / printed.name, folder / NEWEST):
        _replace(path, printed)
    _prune(folder / FOLDER)
    log.info("board_printed", bytes=len(printed.body))
    return folder / NEWEST


def print_board(system: System, region: str) -> Printed:
    """The board of `region` as it stands now. Raises NoPrintFontError, NotFoundError."""
    with system.db.read() as session:
        standing = read_standing(session, system, region)
    return Printed(board_pdf(standing), standing.at)


def find_board(instance: Path) -> Printed | None:
    """The newest board on disk and when it was made; None when none was ever written. Asks no database."""
    path = instance / NEWEST
    made_at = _made_at(path)
    return Printed(path.read_bytes(), made_at) if made_at is not None else None


def _made_at(path: Path) -> datetime | None:
    """When the board was made: the file bears that instant as its own."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def _replace(path: Path, printed: Printed) -> None:
    """Whoever reads gets the old one or the new one, never half of one; readable by its owner only."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(printed.body)
        file.flush()
        os.fsync(file.fileno())
    made = printed.made_at.timestamp()
    os.utime(fresh, (made, made))
    fresh.replace(path)


def _prune(folder: Path) -> None:
    for old in sorted(folder.glob("board-*.pdf"))[:-KEPT]:
        old.unlink(missing_ok=True)
