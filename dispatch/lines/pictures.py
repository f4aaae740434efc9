"""Pictures and films of callers: fetched once from the provider with no transaction open, and shown only by us.

What counts is what a file begins with, never what its sender says it is.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import requests

from chassis.http import new_session
from chassis.identity import system_actor
from chassis.outside import ForbiddenAddressError, outside_session
from chassis.settings import Settings
from chassis.work import working
from dispatch.desk.conversing import tell_talkers
from dispatch.lines.bare import bare
from dispatch.paging import Receipt, TemporaryFailureError
from dispatch.system import System
from dispatch.tables.cases import CallRow
from dispatch.tables.texts import AttachmentRow

CHANNEL = "picture"
LARGEST = 5 * 1024 * 1024  # the limit of a multimedia text
PIECE = 64 * 1024
LONGEST = timedelta(seconds=25)  # shorter than the lease of a delivery
FILM = "video/mp4"
GONE = frozenset({401, 403, 404, 410})


class PictureState(StrEnum):
    """What became of an attachment. Only what is kept has bytes."""

    WAITING = "waiting"
    KEPT = "kept"
    TOO_LARGE = "too_large"
    NOT_SHOWN = "not_shown"
    LOST = "lost"
    PURGED = "purged"


def kind_of(begins: bytes) -> str | None:
    """The type of a file by its first bytes; None for everything no page shows."""
    marks = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}
    for mark, kind in marks.items():
        if begins.startswith(mark):
            return kind
    if begins[:4] == b"RIFF" and begins[8:12] == b"WEBP":
        return "image/webp"
    return FILM if begins[4:8] == b"ftyp" and begins[8:12] not in {b"heic", b"heix", b"mif1", b"avif"} else None


def fetch_picture(system: System, _: str, payload: Mapping[str, Any]) -> Receipt:
    """Fetch an attachment and keep it, or keep why not. Raises TemporaryFailureError for what may go better later."""
    with system.db.read() as session:
        row = session.get_one(AttachmentRow, payload["id"])
        url, region = row.url or "", row.region
    state, body = _fetch(system, url)
    kind = kind_of(body) if state is PictureState.KEPT else None
    body = _bared(body, kind) if kind is not None else b""
    state = PictureState.NOT_SHOWN if state is PictureState.KEPT and not body else state
    kind = kind if body else None
    with working(system, system_actor(region, "pictures")) as work:
        row = work.session.get_one(AttachmentRow, payload["id"])
        row.state, row.content_type = state, kind
        row.body, row.size = (body, len(body)) if state is PictureState.KEPT else (None, None)
        tell_talkers(work, work.session.get_one(CallRow, row.call_id))
    return Receipt("", state.value)


def _bared(body: bytes, kind: str) -> bytes:
    """Without what its device wrote beside it; nothing of a picture that cannot be read. Films stay as they are."""
    return body if kind == FILM else bare(body, kind) or b""


def _fetch(system: System, url: str) -> tuple[PictureState, bytes]:
    begun, body = system.clock.now(), bytearray()
    try:
        with _session(system.settings, url) as session, _get(session, system.settings, url) as answer:
            if answer.status_code in GONE:
                return PictureState.LOST, b""
            if not answer.ok:
                raise TemporaryFailureError(f"HTTP {answer.status_code}")
            for piece in answer.iter_content(PIECE):
                body += piece
                if len(body) > LARGEST:
                    return PictureState.TOO_LARGE, b""
                if system.clock.now() - begun > LONGEST:
                    raise TemporaryFailureError("the picture comes too slowly")
    except ForbiddenAddressError:
        return PictureState.LOST, b""
    except (requests.exceptions.InvalidSchema, requests.exceptions.InvalidURL, requests.TooManyRedirects):
        return PictureState.LOST, b""
    except requests.RequestException as error:
        raise TemporaryFailureError(type(error).__name__) from error
    return PictureState.KEPT, bytes(body)


def _session(settings: Settings, url: str) -> requests.Session:
    """The provider the operator has named may stand anywhere; every other address only on the open internet."""
    session = new_session() if _is_providers(settings, url) else outside_session(())
    session.max_redirects = 3
    return session


def _get(session: requests.Session, settings: Settings, url: str) -> requests.Response:
    """With our name and secret only to the provider itself; a redirect to another host goes without."""
    proof = (settings.sms_account, settings.sms_token) if _is_providers(settings, url) else None
    return session.get(url, auth=proof, stream=True)


def _is_providers(settings: Settings, url: str) -> bool:
    ours, theirs = urlsplit(settings.sms_base_url), urlsplit(url)
    return (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)
