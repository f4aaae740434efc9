"""Mass casualty over the wire: declared, tagged, placed, read, told as CAP; each sees only its own."""

from tests.web.browserless import a_call
from tests.web.conftest import PersonMaker

REPORT = {"kind": "fire", "estimated": 12, "hazards": "연기"}


def test_from_the_declaration_to_the_list_a_hospital_reads(person: PersonMaker) -> None:
    kim, nurse, crew = person("kim"), person("nurse"), person("crew")
    incident = kim.post("/api/v1/calls", a_call()).json["incident_id"]
    path = f"/api/v1/incidents/{incident}"
    assert crew.post(f"{path}/mass", REPORT).status_code == 403  # not on it
    assert nurse.get(f"{path}/mass").status_code == 403
    assert kim.get(f"{path}/mass").json["mass"] is None
    assert kim.post(f"{path}/mass", REPORT).json["mass"]["level"] == 2
    answers = {"scale": "start", "findings": {"walks": False, "breathes": True, "over_30": True}}
    first = kim.post(f"{path}/casualties", answers | {"tag": "A-7", "place": "3층 복도"})
    assert (first.status_code, first.json["tag"]) == (201, "A-7")
    assert kim.post(f"{path}/casualties", {"colour": "green", "tag": "A-7"}).status_code == 409
    assert kim.post(f"{path}/casualties", {"scale": "start", "findings": {"walks": False}}).status_code == 422
    ident = first.json["id"]
    assert crew.get(f"/api/v1/casualties/{ident}/history").status_code == 403
    house = nurse.get("/api/v1/receiving/board").json["hospital"]["id"]
    nurse.post(f"/api/v1/hospitals/{house}/capacity", {"surge": {"red": 2, "yellow": 1, "green": 0}})
    [one] = kim.get(f"{path}/mass/suggestion").json["suggested"]
    choice = {"casualty_id": ident, "hospital_id": house, "unit_id": None}
    assert one["casualty_id"] == ident
    old = choice | {"seen": one["version"] - 1}
    assert kim.post(f"{path}/mass/assignments", {"choices": [old]}).json["code"] == "stale"
    choice["seen"] = one["version"]
    placed = kim.post(f"{path}/mass/assignments", {"choices": [choice]}).json
    [door] = [each for each in placed["hospitals"] if each["id"] == house]
    assert (door["room"]["red"], door["unread"]) == (1, True)
    board = nurse.get("/api/v1/receiving/board")
    assert [each["tag"] for each in board.json["mass"][0]["casualties"]] == ["A-7"]
    assert "3층 복도" not in board.text  # a hospital treats a patient, not a place
    assert nurse.post(f"/api/v1/receiving/mass/{incident}/read", {}).status_code == 204
    assert not nurse.get("/api/v1/receiving/board").json["mass"][0]["unread"]
    assert kim.post(f"{path}/close", {"reason": "transported"}).json["code"] == "illegal_move"
    assert kim.post(f"/api/v1/casualties/{ident}/unassign", {"reason": "no_room"}).status_code == 204
    assert kim.post(f"/api/v1/casualties/{ident}/end", {"action": "die"}).status_code == 204
    assert kim.post(f"{path}/close", {"reason": "transported"}).status_code == 200


def test_its_cap_tells_the_counts_and_ends_with_a_cancel(person: PersonMaker) -> None:
    kim = person("kim")
    incident = kim.post("/api/v1/calls", a_call()).json["incident_id"]
    path = f"/api/v1/incidents/{incident}"
    kim.post(f"{path}/mass", REPORT)
    kim.post(f"{path}/casualties", {"colour": "red", "tag": "비밀"})
    told = kim.get(f"{path}/cap").text
    assert "<severity>Severe</severity>" in told
    assert "<valueName>tagged-red</valueName>" in told
    assert "비밀" not in told
    kim.post(f"{path}/mass/end", {"reason": "all_gone"})
    assert "<msgType>Cancel</msgType>" in kim.get(f"{path}/cap").text
