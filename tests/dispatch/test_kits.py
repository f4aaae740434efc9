"""A kit with the response: what the decision said of it is on record, it is ordered with the units, and advice to call
it home comes and goes with the race."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from chassis import events, topics
from chassis.errors import TakenError
from chassis.geo import LatLon
from dispatch.boards.pad import pad_board
from dispatch.calls import NewCall
from dispatch.crew.stepping import step
from dispatch.desk import dropping, sending
from dispatch.desk.alerting import read_alerts
from dispatch.desk.deciding import decide, read_decision, read_record
from dispatch.desk.dropnews import tell_drops
from dispatch.desk.dropping import NO_KIT
from dispatch.desk.recalling import RECALL
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import take_call
from dispatch.model import Gate, Tri
from dispatch.record import decide_again
from dispatch.states import AssignmentAction, AssignmentState
from dispatch.tables.cases import get_assignment
from dispatch.watch import tick
from drones import pad
from drones.feasibility import Go, NoGo
from drones.figures import Figure, FlightFigures
from drones.states import SortieReason
from drones.tables import get_sortie, put_drone, put_kit, put_weather
from drones.tables.figures import FIGURES, FlightFiguresRow
from drones.tables.offers import DroneOfferRow
from tests.dispatch.town import CITY_HALL, Town, call, north_of
from tests.drones.conftest import PILOT
from tests.drones.scene import AED_S, CALM, DRONE_S, SOUTH
from tests.drones.standing import put_one_station

FAR = north_of(CITY_HALL, -6_000)  # twelve minutes by road for the nearest unit, nine for the kit
ARREST = Gate(Tri.NO, Tri.NO)
TWIN = replace(DRONE_S, id="dr-s2", name="D2")


@pytest.fixture
def kits(town: Town) -> Town:
    """The town with one drone, its kit, and calm air."""
    with town.system.db.write() as session:
        put_one_station(session, now=town.clock.now())
    return town


def put_twin(town: Town) -> None:
    """A second drone at the same station."""
    with town.system.db.write() as session:
        put_drone(session, TWIN)
        put_kit(session, replace(AED_S, id="kit-2", drone_id=TWIN.id), region="sejong")


def arrest_at(place: LatLon) -> NewCall:
    return call(place, complaint="unconscious", gate=ARREST)


def offers(town: Town) -> list[DroneOfferRow]:
    with town.system.db.read() as session:
        return list(session.scalars(select(DroneOfferRow).order_by(DroneOfferRow.at, DroneOfferRow.id)))


def advice(town: Town) -> list[dict[str, object]]:
    tick(town.system, "w1")
    with town.system.db.read() as session:
        return [alert["data"] for alert in read_alerts(session, "sejong") if alert["kind"] == RECALL]


def test_a_go_is_on_record_with_the_sortie_that_came_of_it(kits: Town) -> None:
    taken = take_call(kits.system, kits.kim, arrest_at(FAR))
    (made,) = offers(kits)
    assert (made.go, made.drone_id, made.kit, made.code, made.sortie_id) == (True, DRONE_S.id, "aed", None, None)
    assert made.p_first is not None and made.p_first > 0.3 and made.gain_s is not None and made.gain_s > 0
    sent = send_plan(kits.system, kits.kim, taken.incident_id)
    (ordered,) = offers(kits)
    assert sent.sortie_id is not None and ordered.sortie_id == sent.sortie_id


def test_an_order_that_is_over_before_anybody_has_looked_is_told_once(kits: Town) -> None:
    sent = send_plan(kits.system, kits.kim, take_call(kits.system, kits.kim, arrest_at(FAR)).incident_id)
    assert sent.sortie_id is not None
    pad.decline(kits.system, PILOT, sent.sortie_id, reason=SortieReason.WEATHER)
    assert [tell_drops(kits.system), tell_drops(kits.system)] == [1, 0]
    with kits.system.db.read() as session:
        assert "kit_not_coming" in {alert["kind"] for alert in read_alerts(session, "sejong")}


def test_a_no_go_is_on_record_with_every_reason_and_the_one_it_is_counted_under(kits: Town) -> None:
    with kits.system.db.write() as session:
        put_weather(session, replace(CALM, observed_at=kits.clock.now(), source="a", gust_mps=20.0, visibility_m=900.0))
    taken = take_call(kits.system, kits.kim, arrest_at(FAR))
    (made,) = offers(kits)
    assert (made.go, made.drone_id, made.code) == (False, None, "gust")
    assert [reason["code"] for reason in made.reasons] == ["gust", "visibility"]
    assert send_plan(kits.system, kits.kim, taken.incident_id).sortie_id is None


def test_where_the_protocol_asks_for_no_kit_nothing_is_offered(kits: Town) -> None:
    take_call(kits.system, kits.kim, call(FAR, complaint="fever"))
    assert offers(kits) == []


def test_what_was_decided_of_the_drone_comes_out_again_from_the_record_alone(kits: Town) -> None:
    taken = take_call(kits.system, kits.kim, arrest_at(FAR))
    made = decide(kits.system, taken.incident_id, made_for="usr_kim")
    assert made.decision_id is not None and made.plan is not None and isinstance(made.plan.drone, Go)
    with kits.system.db.read() as session:
        inputs, answer = read_record(session, made.decision_id)
    assert decide_again(inputs) == answer == made.plan
    assert [offer.decision_id for offer in offers(kits)][-1] == made.decision_id


def test_a_drone_under_way_is_kept_apart_from_by_the_next_decision_and_that_comes_out_again_too(kits: Town) -> None:
    put_twin(kits)
    first = take_call(kits.system, kits.kim, arrest_at(FAR))
    send_plan(kits.system, kits.kim, first.incident_id)
    second = take_call(kits.system, kits.kim, arrest_at(north_of(FAR, -300)))
    made = decide(kits.system, second.incident_id, made_for="usr_kim")
    assert made.decision_id is not None and made.situation is not None and made.plan is not None
    assert len(made.situation.traffic) == 1
    answer = made.plan.drone
    assert isinstance(answer, Go) and (answer.delay.total_seconds() > 0 or answer.height_m != 50.0)
    with kits.system.db.read() as session:
        inputs, plan = read_record(session, made.decision_id)
    assert decide_again(inputs) == plan == made.plan


def test_a_crew_on_scene_advises_desk_and_pad_to_call_the_drone_home(kits: Town) -> None:
    taken = take_call(kits.system, kits.kim, arrest_at(FAR))
    sent = send_plan(kits.system, kits.kim, taken.incident_id)
    assert sent.sortie_id is not None
    assert advice(kits) == []
    unit = _unit_of(kits, sent.assignment_ids[0])
    step(kits.system, kits.crew(unit), sent.assignment_ids[0], AssignmentAction.ON_SCENE)
    (told,) = advice(kits)
    assert (told["sortie_id"], told["reason"], told["p_first"]) == (sent.sortie_id, "on_scene", 0.0)
    with kits.system.db.read() as session:
        heard = events.read(session, [topics.pad("sejong", SOUTH.id)], after=0)
        assert pad_board(session, kits.system, SOUTH.id)["recalls"] == {sent.sortie_id: told}
        assert get_sortie(session, sent.sortie_id).state == "requested"  # a person decides
    notices = [event.data["recall"] for event in heard if event.kind == RECALL]
    assert notices == [told]
    assert advice(kits) == [told]  # once


def test_advice_counts_with_the_figures_in_force(kits: Town) -> None:
    """Half the ambulance's time ahead of the kit is hopeless, but not where every launch takes as long as it likes."""
    taken = take_call(kits.system, kits.kim, arrest_at(FAR))
    sent = send_plan(kits.system, kits.kim, taken.incident_id)
    assert sent.sortie_id is not None
    with kits.system.db.write() as session:
        job, kit = get_assignment(session, sent.assignment_ids[0]), get_sortie(session, sent.sortie_id)
        job.eta = job.eta_p90 = kits.clock.now() + (kit.eta - kits.clock.now()) / 2
    (told,) = advice(kits)
    assert told["reason"] == "ahead"
    learnt = FlightFigures(20, launch_s=Figure(20, 120.0, 600.0), number=1)
    with kits.system.db.write() as session:
        row = {"source": "a story", "author": "u", "author_name": "u", "at": kits.clock.now(), "flights": 20}
        figures = FIGURES.dump_python(learnt, mode="json")
        session.add(FlightFiguresRow(region="sejong", number=1, figures=figures, **row))
    assert advice(kits) == []


def test_the_advice_goes_when_a_person_has_called_the_drone_off(kits: Town) -> None:
    taken = take_call(kits.system, kits.kim, arrest_at(FAR))
    sent = send_plan(kits.system, kits.kim, taken.incident_id)
    assert sent.sortie_id is not None
    unit = _unit_of(kits, sent.assignment_ids[0])
    step(kits.system, kits.crew(unit), sent.assignment_ids[0], AssignmentAction.ON_SCENE)
    assert len(advice(kits)) == 1
    pad.cancel(kits.system, PILOT, sent.sortie_id, reason=SortieReason.AMBULANCE_AHEAD)
    assert advice(kits) == []
    with kits.system.db.read() as session:
        heard = events.read(session, [topics.pad("sejong", SOUTH.id)], after=0)
    assert [event.data["recall"] for event in heard if event.kind == RECALL][-1] is None


def _unit_of(town: Town, assignment_id: str) -> str:
    with town.system.db.read() as session:
        return get_assignment(session, assignment_id).unit_id


def two_arrests(town: Town) -> tuple[str, str]:
    """Two calls whose decisions both say that the one drone goes."""
    first = take_call(town.system, town.kim, arrest_at(FAR)).incident_id
    second = take_call(town.system, town.kim, arrest_at(north_of(FAR, -300))).incident_id
    assert [(offer.go, offer.drone_id) for offer in offers(town)] == [(True, DRONE_S.id)] * 2
    return first, second


def missing(town: Town) -> list[str | None]:
    """The incidents of which the desk is told that no kit goes although it read that one would."""
    with town.system.db.read() as session:
        return [alert["incident_id"] for alert in read_alerts(session, "sejong") if alert["kind"] == NO_KIT]


def test_where_the_drone_went_to_another_call_meanwhile_the_next_best_flies(kits: Town) -> None:
    put_twin(kits)
    first, second = two_arrests(kits)
    sent, after = (send_plan(kits.system, kits.kim, incident) for incident in (first, second))
    assert sent.sortie_id is not None and after.sortie_id is not None
    with kits.system.db.read() as session:
        assert get_sortie(session, after.sortie_id).drone_id == TWIN.id
        assert get_sortie(session, after.sortie_id).incident_id == second
    assert after.assignment_ids and after.unfilled == () and missing(kits) == []


def test_where_no_drone_is_left_the_units_go_and_the_desk_is_told(kits: Town) -> None:
    first, second = two_arrests(kits)
    held = send_plan(kits.system, kits.kim, first).sortie_id
    sent = send_plan(kits.system, kits.kim, second)
    assert held is not None and sent.sortie_id is None
    assert sent.assignment_ids and sent.unfilled == ("no_drone",)
    assert missing(kits) == [second]
    assert [reason["code"] for reason in offers(kits)[-1].reasons] == ["drone_busy", "kit_missing"]
    assert [(offer.go, offer.code) for offer in offers(kits) if offer.incident_id == second] == [
        (True, "drone_taken"),
        (False, "drone_busy"),
    ]
    pad.decline(kits.system, PILOT, held, reason=SortieReason.WEATHER)
    decide(kits.system, second, made_for="usr_kim")
    assert send_plan(kits.system, kits.kim, second).sortie_id is not None
    assert missing(kits) == [], "it goes once a kit goes"


def test_who_races_for_a_drone_to_the_last_look_has_the_units_all_the_same(
    kits: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = take_call(kits.system, kits.kim, arrest_at(FAR)).incident_id

    def outrun(*_: object, **__: object) -> str:
        raise TakenError("drone", DRONE_S.id, by="lee", at="", why="sor_other")

    monkeypatch.setattr(dropping, "order_drop", outrun)
    sent = send_plan(kits.system, kits.kim, incident)
    assert sent.assignment_ids and sent.unfilled == ("no_drone",) and missing(kits) == [incident]
    made = offers(kits)
    assert [(offer.go, offer.code, offer.sortie_id) for offer in made] == [(True, "drone_taken", None)] * 3
    with kits.system.db.read() as session:
        shown, _ = read_decision(session, made[-1].decision_id, region="sejong")
        _, kept = read_record(session, made[-1].decision_id)
    assert isinstance(shown.drone, NoGo), "nobody at the desk reads that a drone goes"
    assert [(reason.code, reason.drone_id) for reason in shown.drone.reasons] == [("drone_taken", DRONE_S.id)]
    assert isinstance(kept.drone, Go), "what was decided stays as it was"
    step(
        kits.system,
        kits.crew(_unit_of(kits, sent.assignment_ids[0])),
        sent.assignment_ids[0],
        AssignmentAction.ON_SCENE,
    )
    tell_drops(kits.system)
    assert missing(kits) == [], "nobody waits for a kit any more"


def test_a_go_that_lost_its_drone_is_a_go_again_once_that_flies(kits: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    incident = take_call(kits.system, kits.kim, arrest_at(FAR)).incident_id

    def outrun(*_: object, **__: object) -> str:
        raise TakenError("drone", DRONE_S.id, by="lee", at="", why="sor_other")

    with monkeypatch.context() as patched:
        patched.setattr(dropping, "order_drop", outrun)
        send_plan(kits.system, kits.kim, incident)
    lost = offers(kits)[-1]
    assert send_plan(kits.system, kits.kim, incident, seen=lost.decision_id).sortie_id is not None
    flown = offers(kits)[-1]
    assert (flown.decision_id, flown.go, flown.code) == (lost.decision_id, True, None) and flown.sortie_id is not None


def test_a_unit_that_somebody_was_faster_to_is_no_loss_of_the_drone(
    kits: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = take_call(kits.system, kits.kim, arrest_at(FAR)).incident_id
    ordering = sending.assign

    def outrun(*_: object, **__: object) -> None:
        monkeypatch.setattr(sending, "assign", ordering)
        raise TakenError("unit", "sj-101", by="lee", at="", why="inc_other")

    monkeypatch.setattr(sending, "assign", outrun)
    assert send_plan(kits.system, kits.kim, incident).sortie_id is not None
    assert [(offer.go, offer.code) for offer in offers(kits)] == [(True, None)] * 2


def test_a_kit_asked_for_again_races_the_crew_that_is_on_its_way(kits: Town) -> None:
    """The units went without a kit; then it is decided again: who counts is the crew under way, and one that is there
    leaves nothing to win."""
    taken = take_call(kits.system, kits.kim, arrest_at(FAR))
    sent = send_plan(kits.system, kits.kim, taken.incident_id)
    assert sent.sortie_id is not None
    pad.decline(kits.system, PILOT, sent.sortie_id, reason=SortieReason.WEATHER)
    first = sent.assignment_ids[0]
    with kits.system.db.write() as session:
        put_weather(session, replace(CALM, observed_at=kits.clock.now(), source="a"))
        row = get_assignment(session, first)
        assert row.eta is not None
        row.eta = row.eta_p90 = kits.clock.now() + timedelta(minutes=40)
        for other in sent.assignment_ids[1:]:
            get_assignment(session, other).eta = None
    again = decide(kits.system, taken.incident_id, made_for="usr_kim")
    assert again.plan is not None and isinstance(again.plan.drone, Go) and again.plan.drone.expected_gain is not None
    assert timedelta(minutes=28) < again.plan.drone.expected_gain < timedelta(minutes=35)
    assert again.decision_id is not None
    with kits.system.db.read() as session:
        inputs, answer = read_record(session, again.decision_id)
    assert decide_again(inputs) == answer == again.plan
    with kits.system.db.write() as session:
        get_assignment(session, first).state = AssignmentState.ON_SCENE
    there = decide(kits.system, taken.incident_id, made_for="usr_kim")
    assert there.plan is not None and isinstance(there.plan.drone, NoGo)
    assert "not_first" in [reason.code for reason in there.plan.drone.reasons]
