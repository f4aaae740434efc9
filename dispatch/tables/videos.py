"""Live pictures of callers: who asked, who consented, who saw, and the small messages by which two pages find each
other. Never what is seen or heard: that goes from page to page and is kept nowhere."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from dispatch.seeing import VideoState


class VideoRow(Base):
    """One live picture. `caller_page` and `desk_page` are the page loads it runs between; only one desk sees it."""

    __tablename__ = "videos"
    __table_args__ = (Index("ix_videos_call", "call_id", "begun_at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"))
    state: Mapped[str] = mapped_column(String(16))
    picture: Mapped[bool] = mapped_column(Boolean)  # False: sound alone
    begun_at: Mapped[datetime] = mapped_column(Instant)
    asked_by: Mapped[str | None] = mapped_column(String(64))  # None: the caller began it
    consented_at: Mapped[datetime | None] = mapped_column(Instant)
    consent_language: Mapped[str | None] = mapped_column(String(8))
    watched_by: Mapped[str | None] = mapped_column(String(64))
    live_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_reason: Mapped[str | None] = mapped_column(String(16))
    caller_page: Mapped[str | None] = mapped_column(String(32))
    desk_page: Mapped[str | None] = mapped_column(String(32))


class VideoSignalRow(Base):
    """One message from a page to the other, gone when either is loaded anew or the picture ends. `video_id` is that of
    a caller's picture, or of a viewer of a crew's film."""

    __tablename__ = "video_signals"
    __table_args__ = (
        Index("ix_video_signals_page", "video_id", "to_page", "id"),
        {"sqlite_autoincrement": True},  # a page asks for what is newer than the last it read: no number comes twice
    )
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    video_id: Mapped[str] = mapped_column(String(64))
    to_page: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    body: Mapped[str] = mapped_column(Text)


def newest_video(session: Session, call_id: str) -> VideoRow | None:
    """The last one of a call, also when it has ended."""
    mine = select(VideoRow).where(VideoRow.call_id == call_id)
    return session.scalars(mine.order_by(VideoRow.begun_at.desc(), VideoRow.id.desc()).limit(1)).first()


def running_video(session: Session, call_id: str) -> VideoRow | None:
    """The one of a call that has not ended."""
    found = newest_video(session, call_id)
    return found if found is not None and found.state != VideoState.ENDED else None


def signals_for(session: Session, video_id: str, page: str, *, since: int) -> Sequence[VideoSignalRow]:
    """What was said to a page load, in order."""
    mine = select(VideoSignalRow).where(VideoSignalRow.video_id == video_id, VideoSignalRow.to_page == page)
    return session.scalars(mine.where(VideoSignalRow.id > since).order_by(VideoSignalRow.id)).all()


def count_signals(session: Session, video_id: str) -> int:
    """How many wait or were read since the pages were last loaded."""
    return session.scalar(select(func.count()).where(VideoSignalRow.video_id == video_id)) or 0


def forget_signals(session: Session, video_id: str) -> None:
    """Nothing of how the pages found each other is kept."""
    session.execute(delete(VideoSignalRow).where(VideoSignalRow.video_id == video_id))
