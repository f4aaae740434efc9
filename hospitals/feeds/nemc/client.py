"""The adapter: asks page after page, and gives nothing back before all of it is there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol, TypeVar

import requests

from chassis.clock import Clock, SystemClock
from chassis.geo import LatLon
from chassis.http import new_session
from hospitals.feeds import FeedError, Trouble
from hospitals.feeds.nemc.envelope import Page, read_page
from hospitals.feeds.nemc.operations import Operation
from hospitals.feeds.nemc.parsing import read_basics, read_beds, read_institution, read_message, read_severe
from hospitals.feeds.reports import Area, Basics, BedReport, Fetched, Institution, Message, SevereReport

PAGE_ROWS = 100
MOST_PAGES = 50
STATUS = {401: Trouble.KEY_UNKNOWN, 403: Trouble.KEY_UNKNOWN, 429: Trouble.QUOTA}


class _Of(Protocol):
    @property
    def hospital_id(self) -> str: ...


R = TypeVar("R", bound=_Of)
Params = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NemcFeed:
    """See CapacityFeed. `base_url` may be the gateway or any server that answers like it."""

    base_url: str
    service_key: str = field(repr=False)
    clock: Clock = field(default_factory=SystemClock)
    session: requests.Session = field(default_factory=new_session, repr=False)
    name: str = "nemc"

    def beds(self, area: Area) -> Fetched[BedReport]:
        """See CapacityFeed."""
        return _once(self._all(Operation.BEDS, _stages(area), read_beds), key=_newest)

    def severe(self, area: Area) -> Fetched[SevereReport]:
        """See CapacityFeed."""
        return _once(self._all(Operation.SEVERE, _stages(area), read_severe))

    def institutions(self, area: Area) -> Fetched[Institution]:
        """See CapacityFeed."""
        return _once(self._all(Operation.INSTITUTIONS, _quarters(area), read_institution))

    def institutions_near(self, place: LatLon) -> Fetched[Institution]:
        """See CapacityFeed."""
        return _once(self._all(Operation.INSTITUTIONS_NEAR, _around(place), read_institution))

    def basics(self, hospital_id: str) -> Fetched[Basics]:
        """See CapacityFeed."""
        return _once(self._all(Operation.BASICS, {"HPID": hospital_id}, read_basics(Operation.BASICS)))

    def trauma_centres(self, area: Area) -> Fetched[Institution]:
        """See CapacityFeed."""
        return _once(self._all(Operation.TRAUMA_CENTRES, _quarters(area), read_institution))

    def trauma_centres_near(self, place: LatLon) -> Fetched[Institution]:
        """See CapacityFeed."""
        return _once(self._all(Operation.TRAUMA_CENTRES_NEAR, _around(place), read_institution))

    def trauma_basics(self, hospital_id: str) -> Fetched[Basics]:
        """See CapacityFeed."""
        return _once(self._all(Operation.TRAUMA_BASICS, {"HPID": hospital_id}, read_basics(Operation.TRAUMA_BASICS)))

    def messages(self, area: Area) -> Fetched[Message]:
        """See CapacityFeed. A hospital may have many."""
        return self._all(Operation.MESSAGES, _quarters(area), read_message)

    def _all(self, operation: Operation, params: Params, read: Callable[[Mapping[str, str]], R]) -> Fetched[R]:
        rows: list[R] = []
        for number in range(1, MOST_PAGES + 1):
            page = read_page(self._ask(operation, {**params, "pageNo": str(number), "numOfRows": str(PAGE_ROWS)}))
            rows += [read(item) for item in page.items]
            if _is_last(page, rows):
                odd = () if rows else (f"no rows for {' '.join(params.values())}",)
                return Fetched(tuple(rows), self.clock.now(), odd)
        raise FeedError(Trouble.GARBLED, f"more than {MOST_PAGES} pages")

    def _ask(self, operation: Operation, params: Params) -> bytes:
        address = f"{self.base_url}/{operation}"
        try:
            answer = self.session.get(address, params={"serviceKey": self.service_key, **params})
        except requests.RequestException as error:
            raise FeedError(Trouble.RETRY, type(error).__name__) from None  # its text may hold the key
        if answer.status_code != requests.codes.ok:
            trouble = STATUS.get(answer.status_code, Trouble.RETRY)
            raise FeedError(trouble, f"HTTP {answer.status_code}", retry_after=_retry_after(answer))
        return answer.content


def _is_last(page: Page, rows: Sequence[object]) -> bool:
    """Whether all rows are there; raises FeedError when this page is shorter than it must be."""
    before = len(rows) - len(page.items)
    if len(page.items) < min(page.size, page.total - before):
        raise FeedError(Trouble.INCOMPLETE, f"page {page.number} leaves {len(rows)} of {page.total} rows")
    return len(rows) >= page.total


def _once(found: Fetched[R], *, key: Callable[[R], object] | None = None) -> Fetched[R]:
    """Each hospital once: the row `key` puts last, else the first that came. Which came twice is odd."""
    kept: dict[str, R] = {}
    odd = []
    for row in found.rows:
        known = kept.setdefault(row.hospital_id, row)
        if known is not row:
            odd.append(f"twice: {row.hospital_id}")
            if key is not None and key(row) > key(known):  # type: ignore[operator]
                kept[row.hospital_id] = row
    return Fetched(tuple(kept.values()), found.fetched_at, (*found.odd, *odd))


def _newest(report: BedReport) -> float:
    return report.source_time.timestamp() if report.source_time is not None else 0.0


def _stages(area: Area) -> Params:
    """Sejong has no district: STAGE2 stays empty, and the whole province answers."""
    return {"STAGE1": area.province, "STAGE2": area.district or ""}


def _quarters(area: Area) -> Params:
    return {"Q0": area.province, "Q1": area.district or ""}


def _around(place: LatLon) -> Params:
    return {"WGS84_LON": str(place.lon), "WGS84_LAT": str(place.lat)}


def _retry_after(answer: requests.Response) -> timedelta | None:
    value = answer.headers.get("Retry-After", "")
    return timedelta(seconds=int(value)) if value.isascii() and value.isdecimal() and len(value) < 6 else None
