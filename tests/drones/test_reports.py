"""Where a drone says it is: who may say so, who hears it, and the track it leaves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis import topics
from chassis.errors import ForbiddenError, InvalidInputError, NotFoundError
from chassis.geo import between, distance_m
from chassis.tracks import read_tracks
from drones import pad
from drones.behind import line_to
from drones.feasibility import Go, NoGo
from drones.mission import Phase, Telemetry
from drones.reasons import Code
from drones.tables.fleet import DroneRow
from tests.drones.conftest import DISPATCHER, PILOT, STRANGER, Yard
from tests.drones.scene import CITY_HALL, DRONE_S, HANSOL, REGION, SOUTH
from tests.drones.yards import DESK, PAD

PADS = topics.pads(REGION)


def test_a_drone_that_is_heard_far_from_its_station_is_not_offered_from_there(yard: Yard) -> None:
    with yard.db.write() as session:
        session.get_one(DroneRow, DRONE_S.id).link = "udpin:0.0.0.0:14551"
    away = between(CITY_HALL, HANSOL, 0.1)
    pad.report_position(yard, PILOT, DRONE_S.id, seen(yard, place=away, altitude_m=0.0))
    answer = yard.decide()
    assert isinstance(answer, NoGo)
    (told,) = (reason for reason in answer.reasons if reason.code is Code.AWAY)
    assert (told.drone_id, told.limit) == (DRONE_S.id, 100.0)
    assert told.value == pytest.approx(distance_m(CITY_HALL, away))
    pad.report_position(yard, PILOT, DRONE_S.id, seen(yard, altitude_m=0.0))
    assert isinstance(yard.decide(), Go)


def seen(yard: Yard, **changes: object) -> Telemetry:
    report = Telemetry(yard.clock.now(), CITY_HALL, 60.0, 18.0, 0.8, Phase.OUTBOUND)
    return replace(report, **changes)  # type: ignore[arg-type]


def test_a_report_reaches_pad_and_desk_and_an_older_one_changes_nothing(yard: Yard) -> None:
    sortie_id = yard.airborne()
    yard.clock.advance(timedelta(seconds=5))
    pad.report_position(yard, PILOT, DRONE_S.id, seen(yard))
    pad.report_position(
        yard, PILOT, DRONE_S.id, seen(yard, at=yard.clock.now() - timedelta(seconds=1), battery_share=0.1)
    )
    for topic in (PAD, DESK):
        [value] = yard.live(topic)
        assert (value.kind, value.subject, value.data["sortie_id"]) == ("drone_position", DRONE_S.id, sortie_id)
        assert (value.data["altitude_m"], value.data["battery_share"]) == (60.0, 0.8)
    assert next(d for d in yard.squadron().drones if d.id == DRONE_S.id).battery_share == 0.8


def test_every_pad_of_the_region_hears_where_a_drone_flies_and_nothing_of_what_for(yard: Yard) -> None:
    yard.airborne()
    yard.clock.advance(timedelta(seconds=5))
    pad.report_position(yard, PILOT, DRONE_S.id, seen(yard))
    [value] = yard.live(PADS)
    assert (value.kind, value.subject, value.at) == ("drone_up", DRONE_S.id, yard.clock.now())
    assert value.data == {
        "drone_id": DRONE_S.id,
        "station_id": SOUTH.id,
        "name": DRONE_S.name,
        "place": {"lat": CITY_HALL.lat, "lon": CITY_HALL.lon},
        "altitude_m": 60.0,
        "heading_deg": None,
        "simulated": False,
        "at": yard.clock.now().isoformat(),
    }


def test_other_pads_hear_of_any_drone_in_the_air_and_of_none_that_stands_at_its_station(yard: Yard) -> None:
    pad.report_position(yard, PILOT, DRONE_S.id, seen(yard, altitude_m=0.0))
    assert yard.live(PADS) == []
    yard.clock.advance(timedelta(seconds=5))
    pad.report_position(yard, PILOT, DRONE_S.id, seen(yard, altitude_m=12.0))
    assert [value.subject for value in yard.live(PADS)] == [DRONE_S.id]


def test_other_pads_are_told_which_drone_is_simulated(yard: Yard) -> None:
    with yard.db.write() as session:
        session.get_one(DroneRow, DRONE_S.id).link = line_to(14601)
    pad.report_position(yard, PILOT, DRONE_S.id, seen(yard))
    assert [value.data["simulated"] for value in yard.live(PADS)] == [True]


def test_a_drone_leaves_the_track_of_its_sortie_and_none_on_the_ground(yard: Yard) -> None:
    pad.report_position(yard, PILOT, DRONE_S.id, seen(yard))
    sortie_id = yard.airborne()
    for altitude_m in (0.0, 30.0, 31.0):
        yard.clock.advance(timedelta(seconds=5))
        pad.report_position(yard, PILOT, DRONE_S.id, seen(yard, altitude_m=altitude_m))
    with yard.db.read() as session:
        way = read_tracks(session, (sortie_id, "None", ""))
    assert {errand: [point.altitude_m for point in points] for errand, points in way.items()} == {
        sortie_id: [0.0, 30.0]
    }
    assert (way[sortie_id][0].subject, way[sortie_id][0].battery_share) == (DRONE_S.id, 0.8)


@pytest.mark.parametrize("wrong", [{"battery_share": 1.2}, {"altitude_m": 99_999.0}, {"speed_mps": -1.0}])
def test_what_no_drone_can_report_is_refused(yard: Yard, wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidInputError):
        pad.report_position(yard, PILOT, DRONE_S.id, seen(yard, **wrong))


def test_only_its_pilot_reports_for_a_drone(yard: Yard) -> None:
    for stranger, refusal in ((STRANGER, NotFoundError), (DISPATCHER, ForbiddenError)):
        with pytest.raises(refusal):
            pad.report_position(yard, stranger, DRONE_S.id, seen(yard))
