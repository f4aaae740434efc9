"""What a caller has said once is not lost by what comes after it."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from chassis.geo import LatLon
from chassis.identity import Actor, Role
from dispatch.calls import NewCall
from dispatch.desk.locating import apply_location, offer_location
from dispatch.lines.claiming import claim_line, fill_call
from dispatch.lines.forms import receive_form
from dispatch.lines.ringing import Heard, hear_line
from dispatch.model import Channel, Gate, Hypothesis, LocationSource, Tri, Verification
from dispatch.tables.cases import CallRow, IncidentRow, gate_of, get_incident
from tests.dispatch.town import Town

NUMBER = "+821055501234"
APP = Actor("tok_app", "app", Role.RELAY, "sejong")
HERE, THERE = LatLon(36.500, 127.260), LatLon(36.502, 127.262)


def claimed(town: Town) -> tuple[str, str]:
    line = hear_line(town.system, Heard("CA1", NUMBER, "+8244119", "ringing"))
    return line, str(claim_line(town.system, town.kim, line)["incident_id"])


def incident(town: Town, incident_id: str) -> IncidentRow:
    with town.system.db.read() as session:
        return get_incident(session, incident_id)


def said(gate: Gate, *places: Hypothesis, channel: Channel = Channel.APP, text: str | None = None) -> NewCall:
    return NewCall("sejong", channel, NUMBER, text, hypotheses=places, gate=gate)


def test_half_an_answer_of_the_gate_is_kept(town: Town) -> None:
    line, about = claimed(town)
    fill_call(town.system, town.kim, line, said(Gate(conscious=Tri.NO), channel=Channel.VOICE))
    assert gate_of(incident(town, about).gate) == Gate(Tri.NO, Tri.UNKNOWN)


def test_a_second_form_of_a_number_brings_its_answers_and_decides(town: Town) -> None:
    first = receive_form(town.system, APP, said(Gate(), text="도와주세요"))
    again = receive_form(town.system, APP, said(Gate(Tri.NO, Tri.NO)))
    assert (again.call_id, again.opened) == (first.call_id, False)
    with town.system.db.read() as session:
        row = get_incident(session, session.get_one(CallRow, first.call_id).incident_id)
    assert (row.priority, row.determinant) == (1, "arrest")


def test_what_a_person_has_asked_is_not_changed_by_a_form(town: Town) -> None:
    first = receive_form(town.system, APP, said(Gate(Tri.YES, Tri.YES)))
    receive_form(town.system, APP, said(Gate(Tri.NO, Tri.NO)))
    with town.system.db.read() as session:
        row = get_incident(session, session.get_one(CallRow, first.call_id).incident_id)
    assert gate_of(row.gate) == Gate(Tri.YES, Tri.YES)


def test_a_position_on_the_public_form_moves_nobody_elses_call(town: Town) -> None:
    _, about = claimed(town)
    there = Hypothesis(LocationSource.APP, THERE, radius_m=5.0, at=town.clock.now())
    receive_form(town.system, APP, said(Gate(), there, channel=Channel.WEB, text="여기요"))
    assert incident(town, about).place_lat is None
    with town.system.db.read() as session:
        call = session.get_one(CallRow, _call_of(town, about))
        assert [one["place"]["lat"] for one in call.hypotheses] == [THERE.lat]


def test_the_form_of_a_line_does_not_overwrite_what_was_verified_meanwhile(town: Town) -> None:
    line, about = claimed(town)
    apply_location(town.system, town.kim, about, Hypothesis(LocationSource.MAP, HERE))
    vague = Hypothesis(LocationSource.PHONE, THERE, radius_m=90.0, at=town.clock.now())
    fill_call(town.system, town.kim, line, said(Gate(), vague, channel=Channel.VOICE))
    row = incident(town, about)
    assert (row.place_lat, row.verification) == (HERE.lat, Verification.VERIFIED)


def test_a_clock_that_is_ahead_makes_no_position_fresh_for_ever(town: Town) -> None:
    ahead = Hypothesis(LocationSource.APP, HERE, radius_m=10.0, at=town.clock.now() + timedelta(hours=3))
    reached = receive_form(town.system, APP, said(Gate(), ahead))
    for _ in range(5):
        offer_location(town.system, APP, reached.call_id, ahead)
        town.clock.advance(timedelta(seconds=20))
    town.clock.advance(timedelta(minutes=2))
    offer_location(town.system, APP, reached.call_id, replace(ahead, place=THERE))
    with town.system.db.read() as session:
        kept = session.get_one(CallRow, reached.call_id).hypotheses
    assert max(one["at"] for one in kept) <= town.clock.now().isoformat()


def _call_of(town: Town, incident_id: str) -> str:
    with town.system.db.read() as session:
        return session.scalars(select(CallRow.id).where(CallRow.incident_id == incident_id)).one()
