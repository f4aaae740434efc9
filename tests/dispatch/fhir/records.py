"""Records of patients as they could be, drawn by chance from one seed: odd texts, gaps, amendments and all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from chassis.chance import seeded
from dispatch.care.entry import NONE_KNOWN, CareEntry, CareKind, CareSource
from dispatch.care.quicklists import UNOBTAINABLE, read_lists, read_routes, read_units
from dispatch.care.record import Assessed, CareRecord, Carrying, Named, Stamped, VitalSet
from dispatch.fhir.parts import Telling
from dispatch.model import Patient, Vitals
from dispatch.scores.score import Scale
from hospitals.request import AgeBand, DeclineCode, Minimum, Request, RequestState, Sex

T = TypeVar("T")
NOON = datetime(2026, 6, 1, 3, tzinfo=UTC)
TEXTS = ("가슴 통증", "STEMI 의심", "<b>5 & 6</b>", "penicillin", "왼쪽 '팔' 저림", "a" * 200, "é\u00a0x", '"quoted"')
CODES = {kind: (*listed.items, "gone_since") for kind, listed in read_lists().items()}
UNITS = (*read_units(), None)
ROUTES = tuple(read_routes())
STEPS = ("dispatch", "ack", "en_route", "on_scene", "at_patient", "depart", "at_hospital", "hand_over", "clear")
HOSPITAL = Named("A1800441", "세종충남대학교병원", "Chungnam National University Sejong Hospital")
NAMELESS = (CareKind.ALLERGY, CareKind.MEDICATION, CareKind.HISTORY)


def telling(language: str = "ko", root: str = "req_000001") -> Telling:
    """As our own server tells it, with a handover in words."""
    return Telling("https://desk.example/fhir", root, language, 'A  68; M\nT  <14:05> & "가슴 통증"')


def a_record(seed: int) -> CareRecord:
    """The record of this seed."""
    chance = seeded(seed)
    steps = STEPS[: chance.randint(0, len(STEPS))]
    closed = NOON + timedelta(hours=3) if chance.random() < 0.3 else None
    hospital = HOSPITAL if chance.random() < 0.7 else None
    return CareRecord(
        as_of=NOON + timedelta(hours=4),
        incident_id="inc_000001",
        number=f"20260601-{seed:04d}",
        region="sejong",
        received_at=NOON,
        simulated=chance.random() < 0.2,
        patient=_patient(chance),
        name="홍길동",
        complaint=_maybe(chance, "chest_pain"),
        bundle=_maybe(chance, chance.choice(("stemi", "stroke", "trauma", "sepsis", "arrest", "obstetric", "burns"))),
        priority=chance.choice((None, 1, 2, 3, 4)),
        said=tuple(chance.sample(TEXTS, chance.randint(0, 2))),
        units=_units(chance),
        hospital=hospital,
        stamps=tuple(Stamped(name, NOON + timedelta(minutes=3 * n), "human", "s1") for n, name in enumerate(steps)),
        sets=tuple(_set(chance, n) for n in range(chance.randint(0, 6))),
        entries=_entries(chance),
        assessments=_comas(chance),
        disposition="transported" if closed else None,
        closed_at=closed,
    )


def a_request(seed: int) -> Request:
    """What one hospital was asked, and how it stands."""
    chance = seeded(f"request:{seed}")
    state = chance.choice(list(RequestState))
    answered = NOON + timedelta(minutes=4) if chance.random() < 0.6 else None
    return Request(
        id="req_000001",
        region="sejong",
        incident_id="inc_000001",
        patient_id="inc_000001",
        hospital_id=HOSPITAL.id,
        hospital_region="sejong",
        state=state,
        version=1,
        minimum=Minimum(
            chance.randint(1, 5),
            _maybe(chance, "stroke"),
            _maybe(chance, AgeBand.OLDER),
            _maybe(chance, Sex.MALE),
            _maybe(chance, NOON + timedelta(minutes=20)),
        ),
        capabilities=(),
        expected=None,
        p_accept=None,
        phone_first=False,
        designated=False,
        alerts=0,
        asked_by="usr_kim",
        asked_at=NOON + timedelta(minutes=2),
        expires_at=_maybe(chance, NOON + timedelta(minutes=4)),
        answered_at=answered,
        condition=_maybe(chance, "in_15_min"),
        decline_code=DeclineCode.NO_ICU_BED if state is RequestState.DECLINED else None,
    )


def _maybe(chance: Random, value: T) -> T | None:
    return value if chance.random() < 0.6 else None


def _patient(chance: Random) -> Patient | None:
    if chance.random() < 0.1:
        return None
    age, sex = chance.choice((None, 0, 7, 68, 103)), chance.choice((None, "male", "female"))
    return Patient("pat_000001", age, sex, chance.choice((None, 1, 2, 3, 4, 5)))


def _units(chance: Random) -> tuple[Carrying, ...]:
    named = [Named(f"s{n}", f"세종 구급{n}", f"Sejong {n}") for n in range(chance.randint(0, 2))]
    return tuple(
        Carrying(f"asg_{n}", one, "depart_scene", n > 0 or chance.random() < 0.5) for n, one in enumerate(named)
    )


def _set(chance: Random, number: int) -> VitalSet:
    at = NOON + timedelta(minutes=5 * number + 4, seconds=chance.randint(0, 59))
    signs = Vitals(
        heart_rate_bpm=_maybe(chance, chance.randint(0, 240)),
        systolic_mmhg=_maybe(chance, chance.randint(40, 260)),
        diastolic_mmhg=_maybe(chance, chance.randint(20, 140)),
        respiratory_rate_bpm=_maybe(chance, chance.randint(0, 60)),
        spo2_percent=_maybe(chance, chance.randint(50, 100)),
        temperature_c=_maybe(chance, chance.randint(300, 420) / 10),
        glucose_mg_dl=_maybe(chance, chance.randint(20, 600)),
        gcs=_maybe(chance, chance.randint(3, 15)),
        pain=_maybe(chance, chance.randint(0, 10)),
        avpu=_maybe(chance, chance.choice("ACVPU")),
        oxygen=_maybe(chance, chance.random() < 0.5),
    )
    ahead = timedelta(seconds=chance.randint(-90, 90))
    source, device = chance.choice(((CareSource.HUMAN, None), (CareSource.DEVICE, "Corpuls <3>")))
    return VitalSet(number + 1, at, "s1", signs, _maybe(chance, at + ahead), source, device)


def _entries(chance: Random) -> tuple[CareEntry, ...]:
    found: list[CareEntry] = []
    for number in range(chance.randint(0, 9)):
        fresh = _entry(chance, number, chance.choice(list(CareKind)))
        amended = {one.amends for one in found}
        open_ = [one for one in found if one.id not in amended and not one.struck]
        if open_ and chance.random() < 0.3:
            old = chance.choice(open_)
            fresh = replace(
                _entry(chance, number, old.kind), amends=old.id, reason="typed wrong", struck=chance.random() < 0.5
            )
        found.append(fresh)
    return tuple(found)


def _entry(chance: Random, number: int, kind: CareKind) -> CareEntry:
    at = NOON + timedelta(minutes=6 + number, seconds=chance.randint(0, 59))
    code, text = _maybe(chance, chance.choice(CODES[kind])), _maybe(chance, chance.choice(TEXTS))
    if kind in NAMELESS and chance.random() < 0.3:
        code, text = NONE_KNOWN, None
    text = text if code not in (NONE_KNOWN, UNOBTAINABLE) else None
    dosed = kind in (CareKind.DRUG, CareKind.MEDICATION) and code not in (NONE_KNOWN, UNOBTAINABLE)
    return CareEntry(
        f"cre_{number:06d}",
        kind,
        code,
        at,
        "usr_s1",
        "김구급",
        text=text if code or text else "other",
        dose=_maybe(chance, chance.choice((0.5, 1.0, 300.0))) if dosed else None,
        unit=_maybe(chance, chance.choice(UNITS)) if dosed else None,
        route=_maybe(chance, chance.choice(ROUTES)) if dosed else None,
        device_at=_maybe(chance, at - timedelta(seconds=chance.randint(0, 300))),
    )


def _comas(chance: Random) -> tuple[Assessed, ...]:
    eyes = chance.choice((4, 3, "NT"))
    found = {"eyes": eyes, "verbal": chance.randint(1, 5), "motor": chance.randint(1, 6)}
    one = Assessed("ass_000001", Scale.GCS, NOON + timedelta(minutes=50), "김구급", found, {})
    return (one,) if chance.random() < 0.4 else ()
