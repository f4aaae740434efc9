"""The supervisor's questions over HTTP."""

import csv
import io

from tests.web.browserless import a_call
from tests.web.conftest import PersonMaker


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
