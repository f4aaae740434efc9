"""Patients' records for stories and properties: one that is easy to read, and all that can be."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from dispatch.care.entry import NONE_KNOWN, CareEntry, CareKind
from dispatch.care.record import Assessed, CareRecord, Carrying, Named, Stamped, VitalSet
from dispatch.model import Gate, Patient, Tri, Vitals
from dispatch.scores.score import Scale
from web.i18n import catalogue

BEGAN = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # 14:00 in Korea
ZONE = "Asia/Seoul"
KO, EN = catalogue("ko"), catalogue("en")


def at(minutes: int) -> datetime:
    """So many minutes after the call."""
    return BEGAN + timedelta(minutes=minutes)


def entry(ident: str, kind: CareKind, code: str | None, minute: int, **more: Any) -> CareEntry:
    """An entry by the crew of s1."""
    return CareEntry(ident, kind, code, at(minute), "usr_s1", "s1 대원", **more)


def infarction(**more: Any) -> CareRecord:
    """A heart attack on its way: two sets of signs, an aspirin, an oxygen that was never given and was struck."""
    told: dict[str, Any] = {
        "as_of": at(30),
        "incident_id": "inc_1",
        "number": "26-0001",
        "region": "sejong",
        "received_at": at(0),
        "patient": Patient("inc_1", age_years=72, sex="male", acuity=2),
        "complaint": "chest_pain",
        "bundle": "stemi",
        "priority": 1,
        "gate": Gate(Tri.YES, Tri.YES, "식사 중 가슴 통증"),
        "units": (Carrying("job_1", Named("s1", "세종1", "Sejong 1"), "depart_scene", True, at(42), ("als",)),),
        "hospital": Named("h_far", "세종충남대학교병원", "Chungnam National University Sejong Hospital"),
        "stamps": (
            Stamped("at_patient", at(12), "human", "usr_s1"),
            Stamped("depart", at(25), "human", "usr_s1"),
        ),
        "sets": (
            VitalSet(1, at(13), "usr_s1", Vitals(heart_rate_bpm=120, systolic_mmhg=90, diastolic_mmhg=60, gcs=15)),
            VitalSet(
                2,
                at(26),
                "usr_s1",
                Vitals(
                    heart_rate_bpm=104,
                    systolic_mmhg=100,
                    diastolic_mmhg=64,
                    respiratory_rate_bpm=22,
                    spo2_percent=95,
                    oxygen=False,
                    gcs=15,
                    avpu="A",
                ),
            ),
        ),
        "entries": (
            entry("car_1", CareKind.DRUG, None, 15, text="아스피린", dose=300.0, unit="mg"),
            entry("car_2", CareKind.DRUG, None, 16, text="산소 마스크", dose=10.0, unit="L/min"),
            entry("car_3", CareKind.DRUG, None, 17, amends="car_2", struck=True, reason="투여하지 않음"),
            entry("car_4", CareKind.PROCEDURE, None, 14, text="12유도 심전도"),
            entry("car_5", CareKind.ALLERGY, NONE_KNOWN, 18),
        ),
    }
    return CareRecord(**told | more)


WORDS = st.text(
    st.characters(codec="utf-8", categories=("Ll", "Lo", "Nd"), include_characters=" -"), min_size=1, max_size=40
)
MOMENTS = st.integers(0, 180).map(at)
_ODD = {"temperature_c": st.floats(20, 45), "avpu": st.sampled_from("ACVPU"), "oxygen": st.booleans()}
_SIGNS = {f.name: st.none() | _ODD.get(f.name, st.integers(3, 300)) for f in fields(Vitals)}
SETS = st.builds(
    VitalSet, st.integers(1, 99), MOMENTS, st.just("usr"), st.builds(Vitals, **_SIGNS), device_at=st.none() | MOMENTS
)
MADE = st.tuples(
    st.sampled_from(CareKind),
    st.none() | st.just(NONE_KNOWN),
    WORDS,
    st.none() | st.floats(allow_nan=True, allow_infinity=True),
    st.none() | st.sampled_from(("mg", "mL")),
    MOMENTS,
    st.booleans(),
    st.booleans(),
)


@st.composite
def entries(draw: st.DrawFn) -> tuple[CareEntry, ...]:
    """Entries, some of which amend or strike the one before them. What each says stands in no other."""
    found: list[CareEntry] = []
    for place, (kind, code, text, dose, unit, moment, amends, struck) in enumerate(draw(st.lists(MADE, max_size=8))):
        before = found[-1].id if found and amends else None
        said = f"{text.strip() or 'x'} №{place:02d}"
        found.append(
            CareEntry(
                f"car_{place}",
                kind,
                code if kind in (CareKind.ALLERGY, CareKind.MEDICATION, CareKind.HISTORY) else None,
                moment,
                "usr",
                "대원",
                text=said,
                dose=dose,
                unit=unit,
                amends=before,
                struck=struck and before is not None,
            )
        )
    return tuple(found)


RECORDS = st.builds(
    CareRecord,
    as_of=MOMENTS,
    incident_id=st.just("inc_1"),
    number=st.just("26-0001"),
    region=st.just("sejong"),
    received_at=MOMENTS,
    patient=st.none()
    | st.builds(
        Patient,
        st.just("inc_1"),
        st.none() | st.integers(0, 130),
        st.none() | st.sampled_from(("male", "female")),
        st.none() | st.integers(1, 5),
    ),
    spo2_scale=st.none() | st.integers(1, 2),
    complaint=st.none() | st.sampled_from(("chest_pain", "fever")),
    determinant=st.none() | st.just("unknown"),
    bundle=st.none() | st.sampled_from(("stemi", "stroke")),
    gate=st.builds(Gate, happened=st.none() | WORDS),
    units=st.lists(
        st.builds(
            Carrying,
            st.just("job_1"),
            st.just(Named("s1", "세종1", "Sejong 1")),
            st.just("depart_scene"),
            st.booleans(),
            st.none() | MOMENTS,
        ),
        max_size=2,
    ).map(tuple),
    hospital=st.none() | st.just(Named("h", "병원", "Hospital")),
    outside=st.none() | st.just({"name": "밖의 병원"}),
    stamps=st.lists(
        st.builds(
            Stamped,
            st.sampled_from(("dispatch", "at_patient", "depart", "at_hospital", "hand_over", "clear")),
            MOMENTS,
            st.just("human"),
            st.just("usr"),
        ),
        max_size=6,
    ).map(tuple),
    sets=st.lists(SETS, max_size=5).map(tuple),
    entries=entries(),
    assessments=st.lists(
        st.builds(
            Assessed,
            st.just("asm"),
            st.just(Scale.CPSS),
            MOMENTS,
            st.just("대원"),
            st.just({}),
            st.sampled_from(({"band": "abnormal"}, {"gravest": "abnormal"}, {})),
        ),
        max_size=2,
    ).map(tuple),
)
