"""The log of a flight in its three forms."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta

from drones.flightlog import HEAD, FlightLog, as_document, as_kml, as_rows, entries
from drones.mission import Telemetry
from drones.vehicle import Note, Severity
from tests.drones.scene import CITY_HALL, NOW
from tests.drones.test_figures import plan, sortie

ONE = sortie(plan())
TRACK = tuple(
    Telemetry(NOW + timedelta(seconds=110 + 20 * n), replace(CITY_HALL, lat=CITY_HALL.lat + n / 1000), 60.0, 18.0, 0.9)
    for n in range(3)
)
NOTE = Note(NOW + timedelta(seconds=140), Severity.WARNING, "link_lost", "no <heartbeat> & no sound")
LOG = FlightLog(ONE, "세종드론1", TRACK, (NOTE,))
TAG = "{http://www.opengis.net/kml/2.2}"


def test_steps_positions_and_notes_stand_in_one_order_of_time() -> None:
    listed = entries(LOG)
    assert [entry.at for entry in listed] == sorted(entry.at for entry in listed)
    assert len(listed) == len(ONE.entered) + 2 + len(TRACK) + 1
    assert listed[0].code == "requested"
    assert {"let_go", "kit_in_hand"} <= {entry.code for entry in listed}


def test_the_table_has_a_line_for_each_and_unknown_is_empty() -> None:
    head, *lines = as_rows(replace(LOG, track=(replace(TRACK[0], altitude_m=None),)))
    assert tuple(head) == HEAD and all(len(line) == len(HEAD) for line in lines)
    (place,) = [line for line in lines if line[1] == "position"]
    assert place[2:7] == (CITY_HALL.lat, CITY_HALL.lon, None, 18.0, 0.9)
    (warning,) = [line for line in lines if line[1] == "warning"]
    assert warning[-2:] == ("link_lost", "no <heartbeat> & no sound")


def test_the_document_tells_the_flight_and_not_whose_it_was() -> None:
    told = as_document(LOG)
    assert (told["drone"], told["kit"], len(told["track"]), len(told["notes"])) == ("세종드론1", "aed", 3, 1)
    assert told["entered"]["landed"] == ONE.entered[list(ONE.entered)[-1]].isoformat()
    assert ONE.incident_id not in str(told) and "inc" not in as_kml(LOG).split()


def test_the_map_has_both_ways_longitude_first_and_every_step_where_it_happened() -> None:
    kml = ET.fromstring(as_kml(LOG))
    lines = {
        mark.findtext(f"{TAG}name"): mark.findtext(f"{TAG}LineString/{TAG}coordinates")
        for mark in kml.iter(f"{TAG}Placemark")
        if mark.find(f"{TAG}LineString") is not None
    }
    assert lines["flown"] == " ".join(f"127.289000,{36.48 + n / 1000:.6f},60.0" for n in range(3))
    assert lines["planned"] is not None and len(lines["planned"].split()) == len(ONE.flight.way.points)
    points = {
        mark.findtext(f"{TAG}name"): mark.findtext(f"{TAG}Point/{TAG}coordinates")
        for mark in kml.iter(f"{TAG}Placemark")
        if mark.find(f"{TAG}Point") is not None
    }
    assert points["requested"] == "127.289000,36.480000"
    assert points["link_lost"] == "127.289000,36.481000"  # where it was last heard
    assert points["landed"] == "127.289000,36.482000"


def test_a_flight_that_was_never_heard_has_its_plan() -> None:
    silent = ET.fromstring(as_kml(replace(LOG, track=(), notes=())))
    assert len([1 for mark in silent.iter(f"{TAG}LineString")]) == 1


def test_what_a_vehicle_says_in_characters_that_xml_lacks_breaks_no_kml() -> None:
    noisy = replace(LOG, notes=(Note(NOW, Severity.INFO, "said", "bell\x07 & <tag>"),))
    assert "bell  & <tag>" in "".join(ET.fromstring(as_kml(noisy)).itertext())
