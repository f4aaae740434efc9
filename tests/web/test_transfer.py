"""The handover over the web: texts, a drawn signature, the record on paper, and who may have any of it."""

import io
from datetime import timedelta

import pytest
from apiflask import APIFlask
from pypdf import PdfReader
from sqlalchemy import select

from chassis.audit import AuditRow
from tests.dispatch.town import Town
from tests.web.browserless import Person, a_call
from tests.web.conftest import PersonMaker

DRAWN = "M10 20L30 40L50 20L70 40L90 20M60 10L80 44L99 50"


@pytest.fixture
def door(app: APIFlask, person: PersonMaker, town: Town) -> tuple[str, str, str]:
    """Incident, assignment and request of a crew at the door of h_far, its patient treated on the way."""
    kim, crew, nurse = person("kim"), person("crew"), person("nurse")
    incident = kim.post("/api/v1/calls", a_call()).json["incident"]["id"]
    job = kim.post(f"/api/v1/incidents/{incident}/assignments", {"unit_id": "s1"}).json["assignment_id"]
    asked = crew.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": ["h_far"]}).json["requests"][0]
    request = asked.get("id") or asked["request_id"]
    nurse.post(f"/api/v1/requests/{request}/accept", {})
    crew.post(f"/api/v1/requests/{request}/confirm")
    for action in ("ack", "en_route", "on_scene", "at_patient"):
        step(crew, job, action)
    crew.post(f"/api/v1/incidents/{incident}/vitals", {"heart_rate_bpm": 120, "systolic_mmhg": 90})
    aspirin = {"kind": "drug", "code": "aspirin", "dose": 300, "unit": "mg", "route": "oral"}
    made = crew.post(f"/api/v1/incidents/{incident}/care", aspirin | {"sure": True}).json["id"]
    wrong = crew.post(f"/api/v1/incidents/{incident}/care", {"kind": "finding", "text": "왼팔 마비"}).json["id"]
    crew.post(f"/api/v1/care/{wrong}/strike", {"reason": "다른 환자"})
    assert made != wrong
    for action in ("depart", "at_hospital"):
        town.clock.advance(timedelta(minutes=5))
        step(crew, job, action)
    return incident, job, request


def step(crew: Person, job: str, action: str) -> None:
    assert crew.post(f"/api/v1/assignments/{job}/steps", {"action": action}).status_code == 200


def test_the_texts_are_read_in_both_languages_and_in_every_form(
    door: tuple[str, str, str], person: PersonMaker
) -> None:
    incident, _, _ = door
    for form, letters in {"atmist": "ATMIST", "imist_ambo": "IMISTAMBO", "isbar": "ISBAR"}.items():
        told = person("nurse").get(f"/api/v1/incidents/{incident}/handover?form={form}").json
        for language in ("ko", "en"):
            assert "".join(part["letter"] for part in told["parts"][language]) == letters
            assert told["sms"][language]["length"] <= 480
    assert any("Aspirin 300 mg" in line for part in told["parts"]["en"] for line in part["lines"])
    assert "왼팔" not in str(told)
    assert person("other-nurse").get(f"/api/v1/incidents/{incident}/handover").status_code == 404
    assert person("other-crew").get(f"/api/v1/incidents/{incident}/handover").status_code == 403


def test_a_drawn_signature_ends_the_wait_and_the_second_one_is_told(
    door: tuple[str, str, str], person: PersonMaker
) -> None:
    _, job, request = door
    crew, nurse = person("crew"), person("nurse")
    address, signed = f"/api/v1/assignments/{job}/signature", {"name": "최인수", "duty": "nurse", "drawing": DRAWN}
    assert crew.post(address, signed | {"drawing": "x"}).status_code == 422
    first = crew.post(address, signed, Idempotency_Key="k1")
    again = crew.post(address, signed, Idempotency_Key="k1")
    assert (first.status_code, again.json, again.headers["Idempotency-Replayed"]) == (200, first.json, "true")
    assert crew.get("/api/v1/crew/me").json["jobs"][0]["state"] == "handed_over"
    late = nurse.post(f"/api/v1/requests/{request}/signature", {})
    assert (late.status_code, late.json["code"], late.json["by"]) == (409, "taken", "최인수")


def test_without_a_signature_the_reason_is_one_key_afterwards(door: tuple[str, str, str], person: PersonMaker) -> None:
    _, job, request = door
    crew, nurse = person("crew"), person("nurse")
    step(crew, job, "hand_over")
    assert crew.post(f"/api/v1/assignments/{job}/unsigned", {"reason": "because"}).status_code == 422
    assert crew.post(f"/api/v1/assignments/{job}/unsigned", {"reason": "nobody_there"}).status_code == 204
    assert [one["unsigned"] for one in nurse.get("/api/v1/receiving/board").json["to_sign"]] == ["nobody_there"]
    assert nurse.post(f"/api/v1/requests/{request}/signature", {}).status_code == 200
    assert nurse.get("/api/v1/receiving/board").json["to_sign"] == []


@pytest.mark.parametrize(("language", "words"), [("ko", ("구급활동 기록지", "아스피린 300 mg", "다른 환자", "최인수"))])
def test_the_record_on_paper_has_everything_and_says_who_printed_it(
    door: tuple[str, str, str], person: PersonMaker, town: Town, language: str, words: tuple[str, ...]
) -> None:
    incident, job, _ = door
    crew = person("crew")
    crew.post(f"/api/v1/assignments/{job}/signature", {"name": "최인수", "duty": "nurse", "drawing": DRAWN})
    answer = person("nurse").get(f"/api/v1/incidents/{incident}/record.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    (town.system.settings.instance / "record.pdf").write_bytes(answer.data)
    pages = PdfReader(io.BytesIO(answer.data)).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert [one for one in words if one not in text] == []
    assert f"1 / {len(pages)}" in text
    with town.system.db.read() as session:
        line = session.scalars(select(AuditRow).where(AuditRow.action == "print_record")).one()
    assert line.subject == incident
    assert person("other-nurse").get(f"/api/v1/incidents/{incident}/record.pdf").status_code == 404


def test_the_hospital_takes_its_patient_as_a_message_and_nobody_else_does(
    door: tuple[str, str, str], person: PersonMaker, town: Town
) -> None:
    incident, _, _ = door
    told = person("nurse").get(f"/api/v1/incidents/{incident}/adt")
    assert (told.status_code, told.mimetype) == (200, "application/hl7-v2")
    assert told.data.decode().startswith("MSH|^~\\&|GOLDENTIME|sejong||h_far|")
    assert "아스피린 300 mg" in told.data.decode()
    assert person("other-nurse").get(f"/api/v1/incidents/{incident}/adt").status_code == 404
    assert person("crew").get(f"/api/v1/incidents/{incident}/adt").status_code == 403
    with town.system.db.read() as session:
        assert session.scalars(select(AuditRow.new).where(AuditRow.action == "export_record")).all() == [
            {"form": "adt"}
        ]


def test_a_day_by_nemsis_names_tells_no_patient(door: tuple[str, str, str], person: PersonMaker, town: Town) -> None:
    incident, job, _ = door
    person("crew").post(f"/api/v1/assignments/{job}/signature", {"name": "최인수", "drawing": DRAWN})
    alert = person("crew").post(f"/api/v1/incidents/{incident}/pre-alert", {"teams": ["cath_lab"]})
    assert alert.status_code == 201
    one = person("chief").get(f"/api/v1/incidents/{incident}/nemsis.json").json
    assert [one["elements"][f"eDisposition.{n}"]["value"] for n in (24, 25)] == [
        "cath_lab",
        town.clock.now().isoformat(),
    ]
    assert one["elements"]["eTimes.12"]["value"].startswith("2026-03-02T00:10")
    sheet = person("chief").get("/api/v1/chief/nemsis.csv?date=2026-03-02").data.decode("utf-8-sig")
    heads, names, run = sheet.splitlines()
    told = dict(zip(heads.split(","), run.split(","), strict=False))
    assert told["eTimes.12"] == "2026-03-02T00:10+00:00"
    assert told["eDisposition.02"] == "h_far"
    assert [word for word in (incident, "26-000", "세종시청", "최인수", "120") if word in sheet.split(names)[1]] == []
