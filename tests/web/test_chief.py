"""The supervisor's questions over HTTP."""

import csv
import io

from apiflask import APIFlask

from chassis import topics
from tests.dispatch.minutes.test_trips import put
from tests.dispatch.town import Town
from tests.routing.test_calibrate import SLOW
from tests.web.browserless import a_call
from tests.web.conftest import PersonMaker
from web.streams import BEAT, follow, hints


def test_a_supervisor_reads_the_day_and_a_dispatcher_does_not(person: PersonMaker) -> None:
    assert person("kim").post("/api/v1/calls", a_call()).status_code == 201
    assert person("kim").get("/api/v1/chief/day").status_code == 403
    for login in ("chief", "admin"):
        day = person(login).get("/api/v1/chief/day").json
        assert (day["date"], day["simulated"], day["summary"]["incidents"]) == ("2026-03-02", False, 1)
        assert day["targets"]["ack"]["1"] == 30.0
        assert day["minimum"]["p90"] > day["minimum"]["median"]


def test_another_day_is_asked_for_by_its_date(person: PersonMaker) -> None:
    person("kim").post("/api/v1/calls", a_call())
    chief = person("chief")
    assert chief.get("/api/v1/chief/day?date=2026-03-01").json["summary"]["incidents"] == 0
    refused = chief.get("/api/v1/chief/day?date=yesterday")
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "date")


def test_no_figure_of_a_day_names_a_patient_or_a_caller(person: PersonMaker) -> None:
    person("kim").post("/api/v1/calls", a_call(caller_number="+821055556666", age_years=64))
    told = person("chief").get("/api/v1/chief/day").get_data(as_text=True)
    assert "5556666" not in told
    assert "세종시청" not in told
    assert "가슴이" not in told


def test_the_day_is_downloaded_as_a_spreadsheet(person: PersonMaker) -> None:
    person("kim").post("/api/v1/calls", a_call())
    answer = person("chief").get("/api/v1/chief/day.csv?simulated=false")
    assert answer.mimetype == "text/csv"
    assert "goldentime-sejong-2026-03-02.csv" in answer.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    gate = next(line for line in lines if line["interval"] == "gate" and line["by"] == "all")
    assert (gate["n"], gate["median_s"]) == ("1", "")
    rang = [line for line in lines if line["interval"] == "attempts"]
    assert [(line["part"], line["n"]) for line in rang if line["by"] == "all"] == [("", "0")]
    assert person("chief").get("/api/v1/chief/day?simulated=true").json["attempts"] is None


def test_a_replay_is_for_supervisors_and_is_on_record(person: PersonMaker) -> None:
    incident = person("kim").post("/api/v1/calls", a_call()).json["incident_id"]
    for login in ("kim", "admin", "nurse"):
        assert person(login).get(f"/api/v1/chief/replay/{incident}").status_code == 403
    chief = person("chief")
    shown = chief.get(f"/api/v1/chief/replay/{incident}").json
    assert shown["entries"][0]["kind"] == "call"
    looked = [row["action"] for row in chief.get(f"/api/v1/incidents/{incident}/audit").json["audit"]]
    assert looked.count("replay") == 1
    assert chief.get("/api/v1/chief/replay/inc_nothing").status_code == 404


def test_a_supervisor_begins_at_the_start_page_and_finds_an_incident_by_number(person: PersonMaker) -> None:
    taken = person("kim").post("/api/v1/calls", a_call()).json
    chief = person("chief")
    assert chief.client.get("/").headers["Location"] == "/start"
    assert "/wallboard" in chief.client.get("/start").get_data(as_text=True)
    found = chief.client.get(f"/start?number={taken['number']}")
    assert (found.status_code, found.headers["Location"]) == (302, f"/chief/replay/{taken['incident_id']}")
    missing = chief.client.get("/start?number=26-999999").get_data(as_text=True)
    assert 'id="number-wrong"' in missing


def test_the_wallboards_stream_says_that_something_changed_and_not_what(
    town: Town, app: APIFlask, person: PersonMaker
) -> None:
    hub = app.extensions["goldentime_hubs"].of("sejong")
    hub.start()
    person("kim").post("/api/v1/calls", a_call(text="김철수, 가슴이 아파요"))
    lines = follow(town.system, hub, (topics.desk("sejong"),), "sejong", after=0, tell=hints, beat_s=0.1)
    told = ""
    while "event: call_received" not in told or BEAT not in told.partition("event: call_received")[2]:
        told += next(lines)  # until it has nothing more to say
    for secret in ("김철수", '"lat"', "세종시청", "inc_", "caller"):
        assert secret not in told


def test_the_wall_shows_numbers_to_the_room(person: PersonMaker) -> None:
    person("kim").post("/api/v1/calls", a_call())
    for login in ("kim", "chief", "admin"):
        assert person(login).get("/api/v1/wallboard").json["incidents"]["open"] == 1
    assert person("crew").get("/api/v1/wallboard").status_code == 403


def test_the_hospitals_of_a_week_are_read_and_downloaded_without_a_patient(person: PersonMaker) -> None:
    incident = person("kim").post("/api/v1/calls", a_call(caller_number="+821055556666", age_years=64)).json
    person("kim").post(f"/api/v1/incidents/{incident['incident_id']}/requests", {"hospital_ids": ["h_far"]})
    chief = person("chief")
    assert person("kim").get("/api/v1/chief/hospitals").status_code == 403
    shown = chief.get("/api/v1/chief/hospitals?span=week").json
    assert (shown["first"], shown["last"], len(shown["network"]["days"])) == ("2026-02-24", "2026-03-02", 1)
    assert (shown["network"]["asking"]["patients"], shown["network"]["calibration"]["brier"]) == (1, None)
    answer = chief.get("/api/v1/chief/hospitals.csv?span=four_weeks")
    assert "goldentime-hospitals-sejong-2026-02-03-2026-03-02.csv" in answer.headers["Content-Disposition"]
    told = answer.get_data(as_text=True)
    lines = list(csv.DictReader(io.StringIO(told.removeprefix("\ufeff"))))
    assert {line["value"] for line in lines if line["measure"] in {"patients", "requests"}} == {"<5", "0"}
    assert not any(secret in told for secret in ("inc_", "5556666", incident["number"], "req_"))
    assert chief.get("/api/v1/chief/hospitals?span=year").status_code == 422


def test_the_calibration_is_printed_and_says_when_there_are_too_few_answers(town: Town, app: APIFlask) -> None:
    told = app.test_cli_runner().invoke(args=["hospitals", "calibrate"]).output
    assert "n 0: not enough answers" in told


def test_a_supervisor_sees_whether_arrivals_come_true_and_what_they_rest_on(person: PersonMaker, town: Town) -> None:
    chief = person("chief")
    assert person("kim").get("/api/v1/chief/roads").status_code == 403
    assert chief.get("/chief/roads").status_code == 200
    nothing = chief.get("/api/v1/chief/roads").json
    assert (nothing["model"], nothing["kept"]["whole"]["judged"]["n"], nothing["kept"]["curve"]) == (None, 0, [])
    put(town, SLOW, 60)
    shown = chief.get("/api/v1/chief/roads?span=day").json
    whole, alarm = shown["kept"]["whole"], shown["alarm"]
    assert (whole["judged"]["n"], shown["counted"]) == (60, {"real": 60, "simulated": 0})
    assert whole["p50_range"][1] < 0.5  # the city is slower than the prior
    assert whole["judged"]["within_p50"] < whole["judged"]["within_p90"] <= 60
    assert [came for _, came in shown["kept"]["curve"]] == sorted(came for _, came in shown["kept"]["curve"])
    assert (alarm["n"], alarm["low"], alarm["high"], alarm["off"]) == (50, 40, 49, True)
    assert chief.get("/api/v1/chief/roads?last=2026-02-01").json["kept"]["whole"]["judged"]["n"] == 0
