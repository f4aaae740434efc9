"""What the two pages of one line tell each other through us, so that they find each other."""

from chassis.errors import InvalidInputError, TooManyError
from chassis.work import Work
from dispatch.seeing import LARGEST_SIGNAL, MOST_SIGNALS, Signalled
from dispatch.tables.films import FilmViewerRow
from dispatch.tables.videos import VideoSignalRow, count_signals


def put_signal(work: Work, viewer: FilmViewerRow, to_page: str, kind: Signalled, body: str) -> None:
    """Kept until either page is loaded anew. Raises InvalidInputError, TooManyError."""
    if len(body) > LARGEST_SIGNAL:
        raise InvalidInputError("body", f"at most {LARGEST_SIGNAL} characters")
    if count_signals(work.session, viewer.id) >= MOST_SIGNALS:
        raise TooManyError("signals", retry_after_s=5)
    work.session.add(VideoSignalRow(video_id=viewer.id, to_page=to_page, kind=kind, body=body))
