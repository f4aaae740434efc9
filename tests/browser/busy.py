"""A board with a bit of everything: calls at every step, a hospital's yes, no and silence, alerts, a drone order."""

from dataclasses import dataclass
from typing import Any

from chassis.identity import system_actor
from chassis.work import working
from dispatch.desk.alerting import ACT_NOW, ACT_SOON, raise_alert
from dispatch.sweep import sweep
from tests.browser.conftest import Site

FINE, ARREST = {"conscious": "yes", "breathing": "yes"}, {"conscious": "no", "breathing": "no"}
SIGNS = {"heart_rate_bpm": 142, "spo2_percent": 86, "systolic_mmhg": 82, "respiratory_rate_bpm": 28, "avpu": "V"}

ENTRIES: tuple[dict[str, Any], ...] = (
    {"kind": "allergy", "code": "none_known"},
    {"kind": "procedure", "code": "ecg_12"},
    {"kind": "drug", "code": "aspirin", "dose": 300, "unit": "mg", "route": "oral"},
    {"kind": "impression", "code": "stemi"},
)


@dataclass(frozen=True, slots=True)
class Busy:
    """What there is to look at."""

    link: str
    incidents: tuple[str, ...]


def busy(site: Site) -> Busy:
    """Fill the quiet site; everything goes through the same doors as people's work."""
    desk, crew, nurse = site.person("desk2"), site.person("crew"), site.person("nurse")
    heart, arrest, fall, lost, stroke, same, gone = (
        _call(site, number, **about) for number, about in enumerate(_CALLS)
    )
    _ride(site, heart["incident_id"])
    for wanted, answer in ((heart, "accept"), (stroke, "decline"), (fall, None)):
        asked = desk.post(f"/api/v1/incidents/{wanted['incident_id']}/requests", {"hospital_ids": [nurse.facility]})
        request = next(r for r in asked["requests"] if r["hospital_id"] == nurse.facility)
        ident = request.get("id") or request["request_id"]
        if answer is not None:
            nurse.post(f"/api/v1/requests/{ident}/{answer}", {"code": "no_icu_bed"} if answer == "decline" else {})
        if answer == "accept":
            crew.post(f"/api/v1/requests/{ident}/confirm")
    desk.post(f"/api/v1/incidents/{same['incident_id']}/merge", {"into": stroke["incident_id"]})
    desk.post(f"/api/v1/incidents/{gone['incident_id']}/cancel", {"reason": "false_alarm"})
    desk.post(f"/api/v1/incidents/{heart['incident_id']}/notes", {"text": "보호자가 1층에서 기다립니다"})
    _care(site, heart["incident_id"])
    _alarm(site, heart["incident_id"], lost["incident_id"])
    told = (heart, arrest, fall, lost, stroke, same, gone)
    return Busy(heart["link_token"], tuple(one["incident_id"] for one in told))


_CALLS: tuple[dict[str, Any], ...] = (
    {"complaint": "chest_pain", "age_years": 61, "sex": "male", "caller_number": "+821055550001"},
    {"complaint": "arrest", "gate": ARREST, "send": True},
    {"complaint": "fall", "text": "넘어져서 허리를 다쳤어요"},
    {"text": "배가 아파요", "locations": []},
    {"complaint": "stroke", "age_years": 77, "sex": "female"},
    {"complaint": "stroke"},
    {"complaint": "fall"},
)


def _call(site: Site, number: int, **about: Any) -> Any:
    place = {"source": "typed", "lat": 36.48 + number * 0.012, "lon": 127.289 - number * 0.008, "text": "세종시청"}
    return site.person("desk2").post("/api/v1/calls", {"gate": FINE, "locations": [place]} | about)


def _ride(site: Site, incident: str) -> None:
    """The demo's crew is with the patient."""
    crew, desk = site.person("crew"), site.person("desk2")
    job = desk.post(f"/api/v1/incidents/{incident}/assignments", {"unit_id": crew.facility})["assignment_id"]
    for action in ("ack", "en_route", "on_scene", "at_patient"):
        crew.post(f"/api/v1/assignments/{job}/steps", {"action": action})


def _care(site: Site, incident: str) -> None:
    """Signs twice, a record, a card sent ahead and a line of talk: what a hospital sees of a patient on the way."""
    crew = site.person("crew")
    for signs in (SIGNS, SIGNS | {"heart_rate_bpm": 128, "spo2_percent": 93, "avpu": "A"}):
        crew.post(f"/api/v1/incidents/{incident}/vitals", signs)
    for entry in ENTRIES:
        crew.post(f"/api/v1/incidents/{incident}/care", entry)
    crew.post(f"/api/v1/incidents/{incident}/pre-alert", {"teams": ["cath_lab"], "precautions": []})
    crew.post(f"/api/v1/incidents/{incident}/talk", {"text": "5분 뒤 도착합니다"})


def _alarm(site: Site, *incidents: str) -> None:
    """What time would bring, now."""
    sweep(site.running)
    about = {"unit_id": site.person("crew").facility}
    with working(site.running, system_actor("sejong")) as work:
        for kind, incident, level in zip(("no_ack", "pending_too_long"), incidents, (ACT_NOW, ACT_SOON), strict=True):
            whose = {"region": "sejong", "incident_id": incident, "data": about}
            raise_alert(work, site.running, kind, incident, level=level, **whose)
