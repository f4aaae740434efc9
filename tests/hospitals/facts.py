"""Facts for the stories: the board around Sejong on the evening of 2026-05-23, written down by hand, and builders.

Names, coordinates, levels, emergency beds and what each hospital said of heart attacks are those NEMC published for
19:35 KST (data.go.kr 15000563). Driving times from Sejong city hall are rough figures of our own.
"""

from datetime import UTC, datetime, timedelta

from chassis.geo import LatLon
from chassis.travel import Travel
from hospitals.model import Answer, BedCount, BedType, Capability, Hospital, Level, Says, Source

NOW = datetime(2026, 5, 23, 10, 40, tzinfo=UTC)
POSTED = datetime(2026, 5, 23, 10, 35, tzinfo=UTC)
R, C, I = Level.REGIONAL_CENTRE, Level.LOCAL_CENTRE, Level.LOCAL_INSTITUTION  # noqa: E741
YES, UNKNOWN = Says.YES, Says.UNKNOWN

#   hpid, name, level, latitude, longitude, ER beds free, of, heart attack, minutes from the city hall
SEJONG_BOARD = (
    ("A1800441", "세종충남대학교병원", "Sejong CNUH", C, 36.5195, 127.2579, 12, 17, UNKNOWN, 9),
    ("A1800417", "엔케이세종병원", "NK Sejong", I, 36.4796, 127.2622, 8, 10, UNKNOWN, 6),
    ("A1600007", "유성선병원", "Yuseong Sun", C, 36.3753, 127.3249, 11, 17, YES, 19),
    ("A1600002", "대전을지대학교병원", "Daejeon Eulji", C, 36.3550, 127.3819, 18, 21, YES, 25),
    ("A1600001", "충남대학교병원", "Chungnam National", R, 36.3170, 127.4155, -3, 28, YES, 33),
    ("A1600006", "건양대학교병원", "Konyang", R, 36.3067, 127.3426, 12, 24, YES, 30),
    ("A2300001", "충북대학교병원", "Chungbuk National", R, 36.6241, 127.4614, 28, 30, YES, 35),
    ("A2300002", "하나병원", "Hana", C, 36.6234, 127.4308, 17, 23, YES, 31),
)


def sejong_board() -> tuple[Hospital, ...]:
    """The recorded board."""
    return tuple(
        Hospital(
            id=hpid,
            region="sejong",
            name_ko=korean,
            name_en=english,
            place=LatLon(lat, lon),
            level=level,
            answers=(Answer(Capability.STEMI, says, POSTED, Source.RECORDED),),
            beds=(BedCount(BedType.ER_GENERAL, free, of, POSTED, Source.RECORDED),),
        )
        for hpid, korean, english, level, lat, lon, free, of, says, _ in SEJONG_BOARD
    )


def sejong_travel() -> dict[str, Travel | None]:
    """From Sejong city hall to each of them."""
    return {row[0]: minutes(row[-1]) for row in SEJONG_BOARD}


def minutes(number: float) -> Travel:
    """A drive of about `number` minutes."""
    p50 = timedelta(minutes=number)
    return Travel(p50, p50 * 1.4, number * 900.0)


def hospital(ident: str = "h1", **changes: object) -> Hospital:
    """A hospital in Sejong; everything can be changed."""
    facts: dict[str, object] = {
        "region": "sejong",
        "name_ko": f"병원 {ident}",
        "name_en": f"Hospital {ident}",
        "place": LatLon(36.5, 127.26),
        "level": Level.LOCAL_CENTRE,
    }
    return Hospital(id=ident, **{**facts, **changes})  # type: ignore[arg-type]


def said(capability: Capability, says: Says, *, ago: timedelta = timedelta(minutes=5)) -> Answer:
    """An answer of the hospital's own, given `ago` before NOW."""
    return Answer(capability, says, NOW - ago, Source.HOSPITAL)


def er_beds(available: int | None, of: int | None = 20, *, ago: timedelta = timedelta(minutes=5)) -> BedCount:
    """Emergency beds posted `ago` before NOW."""
    return BedCount(BedType.ER_GENERAL, available, of, NOW - ago, Source.HOSPITAL)
