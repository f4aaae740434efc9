"""How long it takes until a crew's device shows a new job, and until somebody acknowledges it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dispatch.review.figures import MEDIAN_FROM, P90_FROM, percentile


@dataclass(frozen=True, slots=True)
class Woken:
    """A job that was sent to a crew; `paged` says that a text was taken by the provider."""

    sent_at: datetime
    shown_at: datetime | None
    acked_at: datetime | None
    paged: bool


@dataclass(frozen=True, slots=True)
class Waking:
    """Of `sent` jobs so many were `shown` on a device, `paged` by text, `acked`; `unseen` were neither shown nor
    paged. Medians from five measurements on, p90 from ten."""

    sent: int
    shown: int
    paged: int
    acked: int
    unseen: int
    shown_median_s: float | None
    shown_p90_s: float | None
    acked_median_s: float | None
    acked_p90_s: float | None


def judge_waking(jobs: Iterable[Woken]) -> Waking:
    """The figures; the order does not matter."""
    listed = list(jobs)
    shown = sorted((one.shown_at - one.sent_at).total_seconds() for one in listed if one.shown_at is not None)
    acked = sorted((one.acked_at - one.sent_at).total_seconds() for one in listed if one.acked_at is not None)
    return Waking(
        sent=len(listed),
        shown=len(shown),
        paged=sum(one.paged for one in listed),
        acked=len(acked),
        unseen=sum(one.shown_at is None and not one.paged for one in listed),
        shown_median_s=_at(shown, 0.5, MEDIAN_FROM),
        shown_p90_s=_at(shown, 0.9, P90_FROM),
        acked_median_s=_at(acked, 0.5, MEDIAN_FROM),
        acked_p90_s=_at(acked, 0.9, P90_FROM),
    )


def _at(ordered: list[float], share: float, least: int) -> float | None:
    return percentile(ordered, share) if len(ordered) >= least else None
