"""Engines' trips out of a dispatch record, and whether minutes fitted on five days are kept on two others."""

import csv
from datetime import timedelta
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from benches import eta
from dispatch.minutes.recorded import Ride, drive, read_rides
from routing.kept import judge, promises
from routing.profiles import SAN_FRANCISCO
from tests.routing.towns import grid

STAMPS = ("dispatch", "response", "on_scene", "available")
PLACE = {"latitude": "37.78", "longitude": "-122.41", "priority": "3"}


def written(folder: Path, *rows: dict[str, str]) -> list[Ride]:
    """What is read from a record of these rows, with one station in town."""
    heads = ["unit_id", *(f"{name}_timestamp" for name in STAMPS), *PLACE]
    for name, columns, lines in (
        ("calls.csv", heads, rows),
        ("stations.csv", ["station", "lat", "lon"], [{"station": "3", "lat": "37.785", "lon": "-122.415"}]),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            sheet = csv.DictWriter(file, columns, restval="")
            sheet.writeheader()
            sheet.writerows(lines)
    return read_rides(folder / "calls.csv", folder / "stations.csv", zone="America/Los_Angeles")


def run(unit: str, sent: str, left: str, there: str, free: str, **more: str) -> dict[str, str]:
    times = dict(zip(STAMPS, (sent, left, there, free), strict=True))
    stamps = {f"{name}_timestamp": f"2018-01-13 {at}" if at else "" for name, at in times.items()}
    return {"unit_id": unit, **stamps, **PLACE, **more}


def test_an_engines_trip_is_from_wheels_rolling_to_on_scene(tmp_path: Path) -> None:
    (ride,) = written(tmp_path, run("E03", "10:00:00", "10:01:10", "10:04:00", "10:30:00"))
    assert ride.took == timedelta(seconds=170)
    assert ride.departed_at.utcoffset() == timedelta(hours=-8)
    assert (ride.origin.lat, ride.target.lat, ride.siren) == (37.785, 37.78, True)


def test_an_engine_that_was_just_out_does_not_start_at_home(tmp_path: Path) -> None:
    first = run("E03", "10:00:00", "10:01:00", "10:04:00", "10:30:00")
    soon = run("E03", "10:40:00", "10:41:00", "10:44:00", "11:00:00")
    later = run("E03", "11:15:00", "11:16:00", "11:20:00", "11:40:00", priority="2")
    rides = written(tmp_path, later, first, soon)
    assert [(ride.departed_at.hour, ride.siren) for ride in rides] == [(10, True), (11, False)]


@pytest.mark.parametrize(
    "row",
    [
        run("E03", "10:00:00", "10:01:00", "", "10:30:00"),
        run("E03", "10:00:00", "10:01:00", "10:01:05", "10:30:00"),
        run("E03", "10:00:00", "10:01:00", "11:30:00", "11:40:00"),
        run("E03", "10:00:00", "10:01:00", "10:04:00", "10:30:00", latitude=""),
        run("E99", "10:00:00", "10:01:00", "10:04:00", "10:30:00"),
        run("T03", "10:00:00", "10:01:00", "10:04:00", "10:30:00"),
    ],
)
def test_what_says_nothing_of_the_road_is_left_out(tmp_path: Path, row: dict[str, str]) -> None:
    assert written(tmp_path, row) == []


def test_another_file_is_no_record(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(ValueError, match="not a record"):
        read_rides(tmp_path / "calls.csv", tmp_path / "calls.csv", zone="UTC")


def test_a_ride_to_where_no_road_leads_is_left_out(tmp_path: Path) -> None:
    (ride,) = written(tmp_path, run("E03", "10:00:00", "10:01:10", "10:04:00", "10:30:00"))
    assert drive([ride], grid(3), SAN_FRANCISCO) == []


def test_minutes_fitted_on_five_days_are_kept_on_two_others(shared_data: Path) -> None:
    """What `make prove` prints in full, for the speeds any city starts with."""
    (proof,) = eta.prove(shared_data / "sf_ems", profiles=eta.PROFILES[1:])
    trips = [one.trip for one in proof.unseen if one.trip.siren]
    told = judge(promises(trips, proof.models))
    assert told.n > 250
    assert 0.44 < told.within_p50 / told.n < 0.56
    assert 0.86 < told.within_p90 / told.n < 0.94
    assert "18–19 (held back)" in "\n".join(eta.report([proof]))
    assert fromstring(eta.plot(proof)).tag.endswith("svg")
