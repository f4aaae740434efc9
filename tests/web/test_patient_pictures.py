"""Pictures of a patient: bare of where they were taken, opened by whom the patient is for, with a receipt."""

from typing import Any

import pytest
from sqlalchemy import select

from chassis.audit import AuditRow
from dispatch.pictures import LARGEST, MOST
from dispatch.tables.pictures import KEPT_FOR, PatientPictureRow, purge_patient_pictures
from tests.dispatch.lines.test_bare import SECRET, TABLE, exif, jpeg, png, segment
from tests.dispatch.town import Town
from tests.web.browserless import Person
from tests.web.conftest import PersonMaker
from tests.web.test_film import Ward

ECG = jpeg(exif(6), TABLE)
PAPER = b"%PDF-1.7\n%of a monitor\n%%EOF\n"


@pytest.fixture
def ward(town: Town, person: PersonMaker) -> Ward:
    """A patient whom a hospital expects."""
    return Ward(town, person).bound()


def send(ward: Ward, body: bytes = ECG, kind: str = "ecg_12", who: Person | None = None) -> Any:
    who = who or ward.crew
    path = f"/api/v1/incidents/{ward.incident}/pictures?kind={kind}"
    return who.client.post(path, data=body, headers={"X-CSRF-Token": who.csrf})


def listed(ward: Ward) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ward.crew.get("/api/v1/crew/me").json["jobs"][0]["patient_pictures"]
    return found


def inbound(ward: Ward) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ward.nurse.get("/api/v1/receiving/board").json["inbound"][0]["patient_pictures"]
    return found


def test_a_twelve_lead_is_opened_by_the_hospital_and_the_crew_reads_who_and_when(town: Town, ward: Ward) -> None:
    sent = send(ward)
    assert sent.status_code == 201
    address = f"/api/v1/patient-pictures/{sent.json['id']}"
    assert [(one["kind"], one["opened"]) for one in inbound(ward)] == [("ecg_12", [])]
    assert ward.nurse.get(address).status_code == 409  # nothing is seen without a receipt
    assert [ward.nurse.post(f"{address}/open").status_code for _ in range(2)] == [204, 204]
    shown = ward.nurse.get(address)
    assert (shown.status_code, shown.content_type, shown.headers["Cache-Control"]) == (200, "image/jpeg", "no-store")
    assert SECRET not in shown.data
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    [receipt] = listed(ward)[0]["opened"]
    assert (receipt["by"], receipt["at"]) == ("nurse", town.clock.now().isoformat())
    assert receipt["hospital"]["ko"]
    with town.system.db.read() as session:
        told = session.scalars(select(AuditRow.action).where(AuditRow.action.like("%_patient_picture")))
        assert sorted(told) == ["open_patient_picture", "send_patient_picture"]


def test_the_same_picture_sent_twice_is_one(ward: Ward) -> None:
    assert send(ward).json["id"] == send(ward).json["id"]
    assert send(ward, png(), "medicine").status_code == 201
    assert [one["kind"] for one in listed(ward)] == ["ecg_12", "medicine"]


def test_a_monitors_paper_is_handed_out_as_a_file_and_never_run(ward: Ward) -> None:
    made = send(ward, PAPER).json["id"]
    shown = ward.crew.get(f"/api/v1/patient-pictures/{made}")
    assert (shown.data, shown.content_type) == (PAPER, "application/pdf")
    assert shown.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("body", [b"<svg onload=alert(1)>", b"\xff\xd8\xffcut", b"", b"GIF89a"])
def test_what_is_no_picture_is_not_kept(ward: Ward, body: bytes) -> None:
    assert (send(ward, body).status_code, listed(ward)) == (422, [])


def test_what_is_too_large_or_too_many_is_refused(ward: Ward) -> None:
    assert send(ward, ECG + bytes(LARGEST)).status_code in {413, 422}
    answers = [send(ward, jpeg(exif(6), TABLE, segment(0xC4, bytes([n])))).status_code for n in range(MOST + 1)]
    assert answers == [201] * MOST + [429]


def test_only_those_the_patient_is_for_see_it(person: PersonMaker, ward: Ward) -> None:
    address = f"/api/v1/patient-pictures/{send(ward).json['id']}"
    for stranger in (ward.stranger, person("other-crew")):
        assert stranger.get(address).status_code == 404
        assert stranger.post(f"{address}/open").status_code == 404
    assert [who.get(address).status_code for who in (ward.crew, ward.kim, ward.chief)] == [200, 200, 200]
    assert send(ward, who=person("other-crew")).status_code == 403
    assert send(ward, who=ward.kim).status_code == 403


def test_a_hospital_that_is_only_asked_sees_none(town: Town, person: PersonMaker) -> None:
    ward = Ward(town, person)
    made = send(ward).json["id"]
    ward.crew.post(f"/api/v1/incidents/{ward.incident}/requests", {"hospital_ids": ["h_far"]})
    assert ward.nurse.post(f"/api/v1/patient-pictures/{made}/open").status_code == 404


def test_after_thirty_days_what_it_showed_is_forgotten(town: Town, ward: Ward) -> None:
    made = send(ward).json["id"]
    town.clock.advance(KEPT_FOR * 1.01)
    with town.system.db.write() as session:
        assert purge_patient_pictures(session, now=town.clock.now()) == 1
        assert purge_patient_pictures(session, now=town.clock.now()) == 0
    with town.system.db.read() as session:
        row = session.get_one(PatientPictureRow, made)
        assert (row.body, row.kind, row.forgotten_at) == (None, "ecg_12", town.clock.now())
