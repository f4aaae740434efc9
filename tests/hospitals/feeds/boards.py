"""A board for the feeds' stories: the shipped city pack, as of now."""

from dataclasses import replace
from datetime import datetime, timedelta

from dispatch.city.reading import read_pack
from hospitals.feeds.reports import Area
from hospitals.model import Hospital

PROVINCES = {"sejong": "세종특별자치시", "daejeon": "대전광역시", "chungbuk": "충청북도", "chungnam": "충청남도"}
SEJONG, DAEJEON = Area("세종특별자치시"), Area("대전광역시")


def recorded_board(now: datetime) -> tuple[Hospital, ...]:
    """The pack's hospitals, their figures said five minutes ago."""
    ago = now.replace(microsecond=0) - timedelta(minutes=5)
    return tuple(
        replace(
            one,
            beds=tuple(replace(count, reported_at=ago) for count in one.beds),
            answers=tuple(replace(answer, reported_at=ago) for answer in one.answers),
        )
        for one in read_pack("sejong").hospitals
    )
