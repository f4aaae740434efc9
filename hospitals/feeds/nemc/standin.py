"""A server of our own that answers like NEMC's: the nine operations, the official envelope, and its traps on demand.

For demonstrations, drills and tests; fed with any board of hospitals. What it says is never more than that board.
A trap is the service key: `serviceKey=quota` is answered as the gateway answers when the day's requests are spent.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from chassis.clock import Clock, SystemClock
from chassis.markup import Element, write_markup
from hospitals.feeds.keys import FLAGGED, NAMES
from hospitals.feeds.nemc.operations import LEVELS, OLD, OLD_ER_OPEN, Operation
from hospitals.feeds.nemc.values import KOREA
from hospitals.model import BedCount, Hospital, Says
from hospitals.nemc import SEVERE_CODES

GATEWAY = {
    "quota": ("22", "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR"),
    "paused": ("21", "TEMPORARILY_DISABLE_THE_SERVICEKEY_ERROR"),
    "unknown_key": ("30", "SERVICE_KEY_IS_NOT_REGISTERED_ERROR"),
    "expired_key": ("31", "DEADLINE_HAS_EXPIRED_ERROR"),
    "busy": ("04", "HTTP_ERROR"),
}
SAID = {Says.YES: "Y".ljust(10), Says.NO: "불가능", Says.UNKNOWN: "정보미제공"}
CODES = {level: code for code, level in LEVELS.items()}
TRAUMA_LEVEL = "G001"
Item = list[tuple[str, str]]
Start = Callable[[str, list[tuple[str, str]]], Any]


@dataclass(frozen=True, slots=True)
class Standin:
    """A WSGI application. `provinces` names each region as NEMC does; `board` is asked anew for every request."""

    board: Callable[[], Sequence[Hospital]]
    provinces: Mapping[str, str]
    clock: Clock = field(default_factory=SystemClock)
    trap: str = ""

    def __call__(self, environ: Mapping[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request: always status 200, as the gateway does."""
        params = {name: values[0] for name, values in parse_qs(str(environ.get("QUERY_STRING", ""))).items()}
        operation = str(environ.get("PATH_INFO", "")).rsplit("/", 1)[-1]
        start("200 OK", [("Content-Type", "application/xml;charset=UTF-8")])
        return [self.answer(operation, params)]

    def answer(self, operation: str, params: Mapping[str, str]) -> bytes:
        """The body for one request."""
        trap = self.trap or params.get("serviceKey", "")
        if trap in GATEWAY:
            return _gateway(*GATEWAY[trap])
        if operation not in ITEMS:
            return _gateway("12", "NO_OPENAPI_SERVICE_ERROR")
        items = list(ITEMS[Operation(operation)](self, params))
        total = len(items)
        size, number = int(params.get("numOfRows", "10")), int(params.get("pageNo", "1"))
        items = items[(number - 1) * size : number * size]
        body = _envelope(_trapped(items, trap), total + (2 if trap == "short" else 0), number, size)
        return body[: len(body) // 2] if trap == "cut" else body

    def asked(self, params: Mapping[str, str]) -> list[Hospital]:
        """The hospitals of the province or of the name; all where neither is asked for. Old names find nobody."""
        province, hospital_id = params.get("STAGE1") or params.get("Q0"), params.get("HPID")
        return [
            one
            for one in self.board()
            if (province is None or self.provinces.get(one.region) == province)
            and (hospital_id is None or one.id == hospital_id)
        ]

    def beds(self, params: Mapping[str, str]) -> Iterable[Item]:
        """Operation 1; `hvidate` is when the newest count was true."""
        for number, one in enumerate((h for h in self.asked(params) if h.beds), start=1):
            newest = max(count.reported_at for count in one.beds)
            figures = [pair for count in one.beds for pair in _figures(count)]
            phone = [("dutyTel3", one.er_phone)] if one.er_phone else []
            head: Item = [("rnum", str(number)), ("hpid", one.id), ("phpid", one.id), ("dutyName", one.name_ko), *phone]
            yield [*head, ("hvidate", _digits(newest)), *figures]

    def severe(self, params: Mapping[str, str]) -> Iterable[Item]:
        """Operation 2: by the current table."""
        for one in self.asked(params):
            said = [(n, one.answer(capability)) for n, capability in enumerate(SEVERE_CODES, start=1)]
            flags = [(f"MKioskTy{n}", SAID[answer.says]) for n, answer in said if answer is not None]
            yield [("dutyName", one.name_ko), ("hpid", one.id), *flags, ("MKioskTy28", SAID[Says.YES])]

    def institutions(self, params: Mapping[str, str]) -> Iterable[Item]:
        """Operations 3, 4, 6 and 7."""
        return (_facts(one) for one in self.asked(params))

    def trauma_centres(self, params: Mapping[str, str]) -> Iterable[Item]:
        """Those of the highest level: a board does not say who is a trauma centre."""
        return (_facts(one) for one in self.asked(params) if CODES[one.level] == TRAUMA_LEVEL)

    def basics(self, params: Mapping[str, str]) -> Iterable[Item]:
        """Operations 5 and 8: by the old table, under the same names."""
        for one in self.asked(params):
            heard = [(n, one.answer(capabilities[0])) for n, capabilities in OLD.items()]
            flags = [(f"MKioskTy{n}", SAID[answer.says]) for n, answer in heard if answer is not None]
            yield [*_facts(one), *flags, (f"MKioskTy{OLD_ER_OPEN}", SAID[Says.YES])]

    def messages(self, params: Mapping[str, str]) -> Iterable[Item]:
        """Operation 9: the notices in force, as messages."""
        now = self.clock.now()
        for one in self.asked(params):
            for notice in one.diversions:
                if notice.is_active(now):
                    code = SEVERE_CODES.get(notice.capability, "Y000") if notice.capability else "Y000"
                    times = (("symBlkSttDtm", _digits(notice.starts_at)), ("symBlkEndDtm", _digits(notice.ends_at)))
                    kind = "응급" if code == "Y000" else "중증"
                    head: Item = [("hpid", one.id), ("dutyName", one.name_ko), ("symBlkMsg", "수용 불가")]
                    yield [*head, ("symBlkMsgTyp", kind), ("symTypCod", code), *times]


Answering = Callable[[Standin, Mapping[str, str]], Iterable[Item]]
ITEMS: Mapping[str, Answering] = {
    Operation.BEDS: Standin.beds,
    Operation.SEVERE: Standin.severe,
    Operation.INSTITUTIONS: Standin.institutions,
    Operation.INSTITUTIONS_NEAR: Standin.institutions,
    Operation.BASICS: Standin.basics,
    Operation.TRAUMA_CENTRES: Standin.trauma_centres,
    Operation.TRAUMA_CENTRES_NEAR: Standin.trauma_centres,
    Operation.TRAUMA_BASICS: Standin.basics,
    Operation.MESSAGES: Standin.messages,
}


def _trapped(items: list[Item], trap: str) -> list[Item]:
    """What the real feed has been seen to do to its rows."""
    if trap == "upper":
        return [[(name.upper(), text) for name, text in item] for item in items]
    if trap == "stale":
        long_ago = timedelta(hours=13)
        return [[(n, _digits(_instant(text) - long_ago) if n == "hvidate" else text) for n, text in i] for i in items]
    if trap == "undated":
        return [[pair for pair in item if pair[0] != "hvidate"] for item in items]
    return items


def _figures(count: BedCount) -> Item:
    """The free count or flag and the total, each left out where it is not known."""
    total = [(f"hvs{count.bed.value[2:]}", str(count.baseline))] if count.baseline is not None else []
    if count.bed not in NAMES:
        return total
    if count.bed not in FLAGGED:
        free = [(NAMES[count.bed], str(count.available))] if count.available is not None else []
        return [*free, *total]
    usable = count.usable if count.usable is not None else _some(count)
    flag = {True: "Y", False: "N" if total else "N1"}
    return [(NAMES[count.bed], flag[usable]), *total] if usable is not None else total


def _some(count: BedCount) -> bool | None:
    return count.available > 0 if count.available is not None else None


def _facts(one: Hospital) -> Item:
    phone = [("dutyTel3", one.er_phone)] if one.er_phone else []
    head = [("hpid", one.id), ("dutyName", one.name_ko), ("dutyEmcls", CODES[one.level]), *phone]
    return [*head, ("wgs84Lat", str(one.place.lat)), ("wgs84Lon", str(one.place.lon))]


def _digits(at: datetime) -> str:
    return at.astimezone(KOREA).strftime("%Y%m%d%H%M%S")


def _instant(digits: str) -> datetime:
    return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=KOREA)


def _envelope(items: list[Item], total: int, number: int, size: int) -> bytes:
    rows = tuple(Element("item", children=tuple(Element(n, text) for n, text in item)) for item in items)
    paging = (("numOfRows", size), ("pageNo", number), ("totalCount", total))
    head = Element("header", children=(Element("resultCode", "00"), Element("resultMsg", "NORMAL SERVICE.")))
    body = (Element("items", children=rows), *(Element(name, str(value)) for name, value in paging))
    return write_markup(Element("response", children=(head, Element("body", children=body))))


def _gateway(code: str, message: str) -> bytes:
    said = (("errMsg", "SERVICE ERROR"), ("returnAuthMsg", message), ("returnReasonCode", code))
    header = Element("cmmMsgHeader", children=tuple(Element(name, text) for name, text in said))
    return write_markup(Element("OpenAPI_ServiceResponse", children=(header,)))
