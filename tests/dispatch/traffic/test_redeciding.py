"""A closure and decisions: an open one is made anew where it matters, a recorded one knows its traffic."""

from chassis.geo import LatLon
from dispatch.closures import ClosureShape
from dispatch.desk.deciding import decide, read_decision, read_record
from dispatch.desk.taking import take_call
from dispatch.record import decide_again
from dispatch.tables.cases import get_incident
from dispatch.tables.fleet import read_unit
from dispatch.tables.records import DecisionRow
from dispatch.traffic.closing import close_road
from dispatch.traffic.following import look_round
from dispatch.traffic.hearing import SpeedSaid, hear_speeds
from tests.dispatch.town import Town, call
from tests.dispatch.traffic.closures import block, box, draft, events
from tests.dispatch.traffic.conftest import streets
from tests.dispatch.traffic.test_hearing import CENTRE


def test_a_waiting_incident_is_ranked_anew_and_says_what_changed(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    with town.system.db.read() as session:
        first = get_incident(session, taken.incident_id).decision_id
        assert first is not None
        plan, made = read_decision(session, first, region="sejong")
    assert made.because is None
    assert plan.route is not None
    nearest = plan.units.options[0].unit_id
    done = close_road(town.system, town.kim, draft(town, *_cut(town, nearest), shape=ClosureShape.AREA))
    assert done.followed.decisions == (taken.incident_id,)
    with town.system.db.read() as session:
        second = get_incident(session, taken.incident_id).decision_id
        assert second not in (None, first)
        anew, made = read_decision(session, str(second), region="sejong")
    assert anew.units.options[0].unit_id != nearest
    assert made.because is not None
    assert made.because["code"] == "road_closed"
    assert made.because["unit"] == {"from": nearest, "to": anew.units.options[0].unit_id}
    assert [e.subject for e in events(town, "decision_made")].count(taken.incident_id) >= 2


def test_a_jam_that_slows_the_first_choice_has_an_open_decision_made_anew(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    look_round(town.system)
    with town.system.db.read() as session:
        first = get_incident(session, taken.incident_id).decision_id
        assert first is not None
        plan, made = read_decision(session, first, region="sejong")
    assert made.because is None  # nothing has moved yet
    assert plan.route is not None
    at, edges = town.clock.now(), range(streets().edge_count)
    said = [SpeedSaid(at, edge=edge, speed_kmh=8.0) for edge in edges]
    hear_speeds(town.system, CENTRE, "its", said, network=streets().digest)
    town.system.roads.refresh()
    look_round(town.system)
    with town.system.db.read() as session:
        second = get_incident(session, taken.incident_id).decision_id
        assert second not in (None, first)
        _, made = read_decision(session, str(second), region="sejong")
    assert made.because is not None
    assert made.because["code"] == "traffic"
    look_round(town.system)
    with town.system.db.read() as session:
        assert get_incident(session, taken.incident_id).decision_id == second  # said once


def _cut(town: Town, unit_id: str) -> list[LatLon]:
    """An area round a unit's post, from which no street leads out any more."""
    with town.system.db.read() as session:
        unit = read_unit(session, unit_id)
    assert unit.place is not None
    return [LatLon(unit.place.lat + north, unit.place.lon + east) for north, east in box(0.0025)]


def test_a_closure_far_away_leaves_every_decision_as_it_is(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    with town.system.db.read() as session:
        first = get_incident(session, taken.incident_id).decision_id
    done = close_road(town.system, town.kim, draft(town, block(30, 40)))
    assert done.followed.decisions == ()
    with town.system.db.read() as session:
        assert get_incident(session, taken.incident_id).decision_id == first


def test_a_decision_knows_its_traffic_and_is_made_again_bit_by_bit_after_it_has_changed(town: Town) -> None:
    close_road(town.system, town.kim, draft(town, block(3)))
    taken = take_call(town.system, town.kim, call())
    decided = decide(town.system, taken.incident_id, made_for="story")
    assert decided.decision_id is not None
    mark = town.system.roads.held().mark
    with town.system.db.read() as session:
        row = session.get_one(DecisionRow, decided.decision_id)
        assert row.traffic is not None
        assert (row.traffic["version"], row.traffic["digest"]) == (mark.version, mark.digest)
        inputs, plan = read_record(session, decided.decision_id)
    close_road(town.system, town.kim, draft(town, block(2)))
    assert town.system.roads.current().digest != inputs.roads
    assert decide_again(inputs) == plan
