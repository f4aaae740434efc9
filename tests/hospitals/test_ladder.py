"""Whom to ask and when to widen."""

import json
from datetime import datetime, timedelta

import pytest
from pydantic import TypeAdapter

from hospitals.ladder import Ask, How, Rung, Step, View, climb, first_asks, next_step
from hospitals.merit import RULES, best_accept
from hospitals.model import Capability, Says
from hospitals.ranking import Needs, Ranking
from hospitals.request import Minimum, Request, RequestState
from hospitals.rungs import LadderPolicy
from hospitals.select import HospitalPolicy, rank_hospitals
from tests.hospitals.facts import NOW, hospital, minutes, said, sejong_board, sejong_travel

POLICY = LadderPolicy()
STEMI = Needs((Capability.STEMI,), acuity=1, bundle="stemi")


def scene(needs: Needs = STEMI) -> Ranking:
    return rank_hospitals(sejong_board(), needs=needs, travel=sejong_travel(), now=NOW, policy=HospitalPolicy())


def request(
    ident: str,
    state: RequestState,
    *,
    expected: timedelta | None = timedelta(minutes=60),
    condition: str | None = None,
    hospital_id: str | None = None,
) -> Request:
    return Request(
        id=ident,
        region="sejong",
        incident_id="inc",
        patient_id="inc",
        hospital_id=hospital_id or ident,
        hospital_region="sejong",
        state=state,
        version=1,
        minimum=Minimum(1, "stemi", None, None, None),
        capabilities=(Capability.STEMI,),
        expected=expected,
        p_accept=0.8,
        phone_first=False,
        designated=False,
        alerts=0,
        asked_by="d1",
        asked_at=NOW,
        condition=condition,
    )


def asked(*asks: Ask, state: RequestState = RequestState.SENT) -> list[Request]:
    return [request(one.hospital_id, state) for one in asks]


def step(requests: list[Request], after: timedelta, *, ranking: Ranking | None = None, needs: Needs = STEMI) -> Step:
    return next_step(
        ranking or scene(needs), needs=needs, requests=requests, started_at=NOW, now=NOW + after, policy=POLICY
    )


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def test_the_three_best_are_asked_at_once_in_a_grave_case() -> None:
    ranking = scene()
    asks = first_asks(ranking, needs=STEMI, policy=POLICY)
    assert [one.hospital_id for one in asks] == [one.hospital_id for one in ranking.options[:3]]
    assert {one.how for one in asks} == {How.PAGE}
    assert [(one.expected, one.p_accept) for one in asks] == [(o.expected, o.p_accept) for o in ranking.options[:3]]


@pytest.mark.parametrize(("acuity", "number"), [(1, 3), (2, 3), (3, 2), (4, 0), (5, 0)])
def test_how_many_are_asked_depends_on_acuity(acuity: int, number: int) -> None:
    needs = Needs((Capability.STEMI,), acuity)
    assert len(first_asks(scene(needs), needs=needs, policy=POLICY)) == number


def test_an_arrest_is_taken_to_the_first_without_asking() -> None:
    needs = Needs((Capability.CARDIAC_ARREST,), 1, "arrest")
    (only,) = first_asks(scene(needs), needs=needs, policy=POLICY)
    assert only.how is How.DESIGNATE


def test_who_reports_nothing_is_telephoned_and_only_after_those_who_say_yes() -> None:
    yes, silent = hospital("far", answers=(said(Capability.STEMI, Says.YES),)), hospital("near")
    ranking = rank_hospitals(
        [yes, silent],
        needs=STEMI,
        travel={"far": minutes(40), "near": minutes(2)},
        now=NOW,
        policy=HospitalPolicy(),
    )
    asks = first_asks(ranking, needs=STEMI, policy=POLICY)
    assert [(one.hospital_id, one.how) for one in asks] == [("far", How.PAGE), ("near", How.PHONE)]


def test_a_hospital_with_three_open_requests_is_left_in_peace() -> None:
    busy, calm = (
        hospital(i, open_asks=n, answers=(said(Capability.STEMI, Says.YES),)) for i, n in (("b", 3), ("c", 2))
    )
    ranking = rank_hospitals(
        [busy, calm], needs=STEMI, travel={"b": minutes(5), "c": minutes(9)}, now=NOW, policy=HospitalPolicy()
    )
    assert [one.hospital_id for one in first_asks(ranking, needs=STEMI, policy=POLICY)] == ["c"]


def test_the_best_yes_wins_and_by_the_first_rules_a_condition_came_after_none() -> None:
    slow = request("a", RequestState.ACCEPTED, expected=timedelta(minutes=90))
    fast = request("b", RequestState.PHONE_ANSWERED, expected=timedelta(minutes=80))
    limited = request("c", RequestState.ACCEPTED_CONDITIONAL, expected=timedelta(minutes=10), condition="in 15 min")
    foreign = request("d", RequestState.ACCEPTED, expected=None)
    silent = request("e", RequestState.SENT, expected=timedelta(minutes=1))
    assert best_accept([slow, fast, foreign, silent]) == fast
    assert best_accept([slow, fast, limited, foreign, silent]) == limited
    assert best_accept([slow, fast, limited, foreign, silent], rules=1) == fast
    assert best_accept([limited, foreign], rules=1) == foreign
    assert best_accept([silent]) is None


def test_a_yes_waits_for_the_end_of_the_offer_window() -> None:
    requests = asked(*first_asks(scene(), needs=STEMI, policy=POLICY))
    requests[1] = request(requests[1].hospital_id, RequestState.ACCEPTED)
    assert step(requests, seconds(24)) == Step(Rung.WAIT, due_at=NOW + seconds(25))
    assert step(requests, seconds(25)) == Step(Rung.HOLD, request_id=requests[1].id)


def test_after_a_minute_of_silence_two_more_are_asked() -> None:
    first = first_asks(scene(), needs=STEMI, policy=POLICY)
    assert step(asked(*first), seconds(59)) == Step(Rung.WAIT, due_at=NOW + seconds(60))
    widened = step(asked(*first), seconds(60))
    assert widened.rung is Rung.ASK
    assert [one.hospital_id for one in widened.asks] == [one.hospital_id for one in scene().options[3:5]]
    assert step(asked(*first, *widened.asks), seconds(61)).rung is Rung.WAIT


def test_nobody_waits_for_a_minute_when_all_have_said_no() -> None:
    first = first_asks(scene(), needs=STEMI, policy=POLICY)
    assert len(step(asked(*first, state=RequestState.DECLINED), seconds(10)).asks) == 2


def test_when_the_board_is_used_up_the_neighbours_are_asked() -> None:
    everybody = [request(one.hospital_id, RequestState.DECLINED) for one in scene().options]
    assert step(everybody, seconds(90)).rung is Rung.NEIGHBOURS


def test_after_a_quarter_of_an_hour_somebody_decides() -> None:
    requests = asked(*first_asks(scene(), needs=STEMI, policy=POLICY), state=RequestState.EXPIRED)
    decided = step(requests, timedelta(minutes=15))
    assert decided.rung is Rung.DESIGNATE
    assert [one.how for one in decided.asks] == [How.DESIGNATE]
    milder = Needs((Capability.STEMI,), 3)
    assert step(requests, timedelta(minutes=15), needs=milder).rung is Rung.SUPERVISOR


def test_a_chosen_hospital_ends_the_climb_and_a_light_case_never_begins_it() -> None:
    assert step([request("a", RequestState.HELD)], timedelta(minutes=20)) == Step(Rung.DECIDED)
    light = Needs((), 4)
    assert step([], seconds(1), needs=light) == Step(Rung.NO_ASK)


def test_the_same_night_climbs_the_same_ladder() -> None:
    requests = asked(*first_asks(scene(), needs=STEMI, policy=POLICY))
    moments: list[datetime] = [NOW + seconds(n) for n in range(0, 1200, 7)]

    def climb(given: list[Request]) -> list[Step]:
        return [
            next_step(scene(), needs=STEMI, requests=given, started_at=NOW, now=at, policy=POLICY) for at in moments
        ]

    assert climb(requests) == climb(list(reversed(requests)))


def test_a_step_recorded_under_the_first_rules_is_decided_as_it_was() -> None:
    """A record of before conditions were weighed and ladders had particular cases has none of their fields."""
    far = request("far", RequestState.ACCEPTED, expected=timedelta(minutes=90))
    soon = request("soon", RequestState.ACCEPTED_CONDITIONAL, expected=timedelta(minutes=20), condition="in_15_min")
    view = View(scene(), STEMI, (far, soon), NOW, NOW + seconds(25), POLICY, RULES)
    assert climb(view).request_id == "soon"
    shape = TypeAdapter(View)
    old = json.loads(shape.dump_json(view))
    del old["rules"]
    for added in ("acuity", "bundle", "scope", "stabilise_costs", "condition_costs"):
        del old["policy"][added]
    assert climb(shape.validate_json(json.dumps(old))).request_id == "far"
