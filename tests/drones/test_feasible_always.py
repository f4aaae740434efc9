"""What holds of every answer to a drop, whatever is asked."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from chassis.geo import LatLon
from chassis.travel import Travel
from drones.feasibility import Go, NoGo
from drones.model import Squadron, Zone
from drones.policy import DropPolicy
from drones.reasons import Code
from tests.drones.asking import POLICY, ask, codes, kits, minutes
from tests.drones.scene import CALM, DRONE_N, DRONE_S, P65B, PAPER, squadron, windy

positions = st.builds(LatLon, st.floats(36.40, 36.70), st.floats(127.10, 127.45))
drones = st.builds(
    replace,
    st.sampled_from((DRONE_S, DRONE_N)),
    id=st.sampled_from([f"dr-{n}" for n in range(9)]),
    battery_share=st.none() | st.floats(0.0, 1.0),
    sortie_id=st.sampled_from((None, None, "sor_1")),
)
weathers = st.none() | st.builds(
    replace,
    st.just(CALM),
    wind_mps=st.floats(0, 12),
    wind_from_deg=st.none() | st.floats(0, 360),
    temperature_c=st.floats(-15, 35),
)
zones = st.sampled_from(((), (P65B,), (replace(P65B, authorised=(PAPER,)),)))
teams = st.builds(
    squadron,
    drones=st.lists(drones, max_size=5, unique_by=lambda d: d.id).map(tuple),
    kits=kits,
    zones=zones,
    weather=weathers,
)
ambulances = st.none() | st.builds(lambda p50, more: minutes(p50, p50 + more), st.floats(1, 30), st.floats(0, 10))


@given(teams, positions, ambulances, st.randoms(use_true_random=False))
def test_the_order_of_the_squadron_does_not_matter(
    team: Squadron, target: LatLon, ambulance: Travel | None, shuffle: object
) -> None:
    drones, kits = list(team.drones), list(team.kits)
    shuffle.shuffle(drones)  # type: ignore[attr-defined]
    shuffle.shuffle(kits)  # type: ignore[attr-defined]
    other = replace(team, drones=tuple(drones), kits=tuple(kits))
    assert ask(team, target=target, ambulance=ambulance) == ask(other, target=target, ambulance=ambulance)


@given(teams, positions, ambulances)
def test_every_drone_is_chosen_or_has_a_reason(team: Squadron, target: LatLon, ambulance: Travel | None) -> None:
    answer = ask(team, target=target, ambulance=ambulance)
    reasons = answer.reasons if isinstance(answer, NoGo) else answer.considered
    named = {reason.drone_id for reason in reasons} | ({answer.drone_id} if isinstance(answer, Go) else set())
    assert named == {drone.id for drone in team.drones} or not team.drones
    assert reasons or isinstance(answer, Go)


@given(teams, positions, ambulances)
def test_an_answer_survives_storage_bit_by_bit(team: Squadron, target: LatLon, ambulance: Travel | None) -> None:
    answer = ask(team, target=target, ambulance=ambulance)
    answers: TypeAdapter[Go | NoGo | None] = TypeAdapter(Go | NoGo | None)
    assert answers.validate_json(answers.dump_json(answer)) == answer
    inputs = TypeAdapter(Squadron)
    again = inputs.validate_json(inputs.dump_json(team))
    assert ask(again, target=target, ambulance=ambulance) == answer
    policies = TypeAdapter(DropPolicy)
    assert policies.validate_json(policies.dump_json(POLICY)) == POLICY


@given(teams, positions, st.floats(1, 30), st.floats(0, 30))
def test_a_later_ambulance_never_turns_go_into_no_go(team: Squadron, target: LatLon, p50: float, more: float) -> None:
    near, far = minutes(p50, p50 + 3), minutes(p50 + more, p50 + more + 3)
    if isinstance(ask(team, target=target, ambulance=near), Go):
        assert isinstance(ask(team, target=target, ambulance=far), Go)


@given(
    teams, positions, ambulances, st.floats(0.1, 1.0), st.sampled_from((P65B, replace(P65B, id="low", ceiling_m=30.0)))
)
def test_less_battery_or_more_closed_airspace_never_turns_no_go_into_go(
    team: Squadron, target: LatLon, ambulance: Travel | None, share: float, zone: Zone
) -> None:
    tired = tuple(
        d if d.battery_share is None else replace(d, battery_share=d.battery_share * share) for d in team.drones
    )
    harder = replace(team, drones=tired, zones=(*team.zones, replace(zone, id="more")))
    if isinstance(ask(harder, target=target, ambulance=ambulance), Go):
        assert isinstance(ask(team, target=target, ambulance=ambulance), Go)


@given(teams, positions, st.floats(8.7, 30), st.floats(0, 360))
def test_no_drone_flies_in_wind_over_the_limit(team: Squadron, target: LatLon, wind: float, from_deg: float) -> None:
    answer = ask(replace(team, weather=windy(wind, from_deg)), target=target, ambulance=None)
    assert isinstance(answer, NoGo)
    assert all(Code.WIND in codes(answer, drone.id) for drone in team.drones)
