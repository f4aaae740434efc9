"""The simulated autopilot, and the tick that brings sorties and vehicles together."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon, distance_m
from chassis.topics import pad as pad_topic
from drones import pad
from drones.autopilot import Autopilot, Report
from drones.autopilot.fake import HOLD, HOME, OUT, TOUCH_DOWN, FakeAutopilot, spot_at
from drones.autopilot.steer import tick
from drones.feasibility import Go
from drones.mission import Flight, Phase
from drones.policy import DropPolicy
from drones.sortie import Sortie
from drones.states import SortieAction, SortieReason, SortieState
from drones.tables.fleet import DroneRow
from drones.tables.sorties import lock_sortie
from drones.vehicle import Note
from tests.drones.asking import ask, go
from tests.drones.conftest import PILOT, STRANGER, Yard
from tests.drones.flights import on_record
from tests.drones.scene import CITY_HALL, DRONE_S, HANSOL, NOW, REGION, SOUTH, squadron

FAKE: Autopilot = FakeAutopilot()
S, A = SortieState, SortieAction
SECOND = timedelta(seconds=1)


def flight() -> Flight:
    return go(ask(squadron())).flight


def sortie(*entered: tuple[SortieState, timedelta], state: SortieState, planned: Flight | None = None) -> Sortie:
    return on_record(planned or flight(), state=state, entered={name: NOW + after for name, after in entered})


def report(of: Sortie, after: timedelta, speed: float = 1.0) -> Report:
    found = FakeAutopilot(speed).follow(of, now=NOW + after)
    assert found is not None
    return found


BEYOND_JOCHIWON = LatLon(36.62, 127.30)
AIRBORNE = (S.AIRBORNE, timedelta(0))


def test_it_flies_out_at_the_planned_times() -> None:
    planned, out = flight(), sortie(AIRBORNE, state=S.AIRBORNE)
    start, climbing = report(out, timedelta(0)), report(out, 6 * SECOND)
    assert (start.telemetry.place, start.telemetry.altitude_m, start.telemetry.battery_share) == (CITY_HALL, 0.0, 1.0)
    assert (climbing.telemetry.altitude_m, climbing.telemetry.phase) == (pytest.approx(30.0), Phase.CLIMB)
    cruising = report(out, 60 * SECOND).telemetry
    assert (cruising.altitude_m, cruising.phase) == (planned.outbound[0].end_altitude_m, Phase.OUTBOUND)
    assert cruising.speed_mps == pytest.approx(18.0, rel=0.06)
    assert report(out, planned.to_target - SECOND).done is None
    there = report(out, planned.to_target)
    assert (there.done, there.telemetry.place, there.telemetry.altitude_m) == (A.ON_STATION, HANSOL, 30.0)


def test_twice_the_speed_is_half_the_time() -> None:
    out = sortie(AIRBORNE, state=S.AIRBORNE)
    slow, fast = report(out, 60 * SECOND).telemetry, report(out, 30 * SECOND, speed=2.0).telemetry
    assert (slow.place, slow.altitude_m, slow.battery_share) == (fast.place, fast.altitude_m, fast.battery_share)


def test_it_never_releases_and_comes_home_when_nobody_answers() -> None:
    over = sortie(AIRBORNE, (S.ON_STATION, 200 * SECOND), state=S.ON_STATION)
    assert report(over, 200 * SECOND + HOLD - SECOND).done is None
    waited = report(over, 200 * SECOND + HOLD)
    assert (waited.done, waited.reason) == (A.RETURN, SortieReason.NO_ANSWER)
    low = sortie(AIRBORNE, (S.ON_STATION, 200 * SECOND), (S.LOWERING, 220 * SECOND), state=S.LOWERING)
    assert report(low, 220 * SECOND + HOLD).done is None
    gave_up = report(low, 220 * SECOND + HOLD + flight().time_of(Phase.LOWER))
    assert (gave_up.done, gave_up.reason) == (A.RETRACT, SortieReason.NO_ANSWER)


@given(st.floats(1, 500))
def test_an_aborted_drone_takes_the_way_and_the_time_it_came(called_back_s: float) -> None:
    called_back = timedelta(seconds=called_back_s)
    back = sortie(AIRBORNE, (S.ABORTED, called_back), state=S.ABORTED)
    flown = min(called_back, flight().to_target)
    first, last = report(back, called_back), report(back, called_back + flown)
    assert first.telemetry.place == report(sortie(AIRBORNE, state=S.AIRBORNE), called_back).telemetry.place
    assert (last.done, last.telemetry.place, last.telemetry.altitude_m) == (A.LAND, CITY_HALL, 0.0)


def test_a_diverted_drone_comes_down_where_it_is() -> None:
    down = sortie(AIRBORNE, (S.DIVERTED, 60 * SECOND), state=S.DIVERTED)
    was = report(sortie(AIRBORNE, state=S.AIRBORNE), 60 * SECOND).telemetry
    landed = report(down, 60 * SECOND + TOUCH_DOWN)
    assert (landed.done, landed.telemetry.place, landed.telemetry.altitude_m) == (A.LAND, was.place, 0.0)
    after_abort = sortie(AIRBORNE, (S.ABORTED, 60 * SECOND), (S.DIVERTED, 80 * SECOND), state=S.DIVERTED)
    halfway = report(sortie(AIRBORNE, state=S.AIRBORNE), 40 * SECOND).telemetry
    assert report(after_abort, 80 * SECOND).telemetry.place == halfway.place


def test_on_the_ground_there_is_nothing_to_hear() -> None:
    for state in (S.REQUESTED, S.LANDED, S.CLOSED, S.FAILED):
        assert FAKE.follow(sortie((state, timedelta(0)), state=state), now=NOW) is None


@given(st.sampled_from([OUT, HOME]), st.floats(0, 400))
def test_it_never_jumps(phases: tuple[Phase, ...], at_s: float) -> None:
    planned = flight()
    here = spot_at(planned, phases, timedelta(seconds=at_s))
    soon = spot_at(planned, phases, timedelta(seconds=at_s + 0.5))
    assert distance_m(here.place, soon.place) <= 0.5 * 18.1
    assert abs(here.altitude_m - soon.altitude_m) <= 0.5 * 5.1


def until(yard: Yard, sortie_id: str, state: SortieState, limit_s: int = 600) -> int:
    """Ticks once a second until the sortie is in `state`; returns the seconds."""
    for seconds in range(limit_s):
        if yard.sortie(sortie_id).state is state:
            return seconds
        yard.clock.advance(20 * SECOND)
        tick(yard, FAKE)
    raise AssertionError(f"never {state}")


def test_a_drop_flies_itself_but_for_the_pilots_word(yard: Yard) -> None:
    sortie_id = yard.airborne()
    until(yard, sortie_id, S.ON_STATION)
    yard.fly(sortie_id, pad.lower)
    until_released = yard.clock.advance(60 * SECOND)
    tick(yard, FAKE)
    assert yard.sortie(sortie_id).state is S.LOWERING
    pad.released(yard, PILOT, sortie_id)
    until(yard, sortie_id, S.LANDED)
    home = yard.sortie(sortie_id)
    assert home.entered[S.RELEASED] == until_released
    assert [row.actor for row in yard.audit(sortie_id)][-5:] == [PILOT.id] + ["system:autopilot"] * 4
    [position] = yard.live(pad_topic(REGION, SOUTH.id))
    assert position.data["altitude_m"] == 0.0
    assert pad.close(yard, PILOT, sortie_id).state is S.CLOSED
    drained = next(d for d in yard.squadron().drones if d.id == DRONE_S.id).battery_share
    assert drained is not None and 0.3 < drained < 0.9


def test_without_an_answer_kit_and_drone_come_home(yard: Yard) -> None:
    sortie_id = yard.airborne()
    until(yard, sortie_id, S.LANDED)
    home = pad.close(yard, PILOT, sortie_id)
    assert home.reason is SortieReason.NO_ANSWER
    assert S.RELEASED not in home.entered
    assert {kit.sortie_id for kit in yard.squadron().kits} == {None}


def test_a_second_tick_does_nothing_and_an_empty_sky_costs_nothing(yard: Yard) -> None:
    assert tick(yard, FAKE) == 0
    sortie_id = yard.airborne()
    yard.clock.advance(yard.sortie(sortie_id).flight.to_target)
    assert (tick(yard, FAKE), tick(yard, FAKE)) == (1, 1)
    assert [row.action for row in yard.audit(sortie_id)].count("sortie_on_station") == 1


def test_a_step_the_pilot_took_meanwhile_is_not_undone(yard: Yard) -> None:
    sortie_id = yard.airborne()
    yard.clock.advance(yard.sortie(sortie_id).flight.to_target)

    class Interrupted:
        """The pilot aborts between the reading and the step."""

        def keep_to(self, sorties: Collection[Sortie], *, now: datetime) -> None:
            assert [sortie.id for sortie in sorties] == [sortie_id]

        def launch(self, sortie: Sortie, *, now: datetime) -> None:
            raise AssertionError("it flies already")

        def follow(self, sortie: Sortie, *, now: datetime) -> Report | None:
            pad.abort(yard, PILOT, sortie_id, reason=SortieReason.SITE_UNSAFE)
            return FAKE.follow(sortie, now=now)

    tick(yard, Interrupted())
    assert yard.sortie(sortie_id).state is S.ABORTED


def test_the_planned_energy_is_what_the_flight_takes_from_the_battery(yard: Yard) -> None:
    decided = yard.decide()
    assert isinstance(decided, Go)
    planned = decided.flight
    down = sortie(AIRBORNE, (S.RETURNING, planned.time_of() - planned.homeward), state=S.RETURNING, planned=planned)
    last = report(down, planned.time_of())
    assert last.done is A.LAND
    assert last.telemetry.battery_share == pytest.approx(1.0 - planned.energy_wh / 526.4)
    assert DropPolicy().reserve.share < 1.0 - planned.energy_wh / 526.4


@pytest.mark.parametrize("fault", ["unreadable", "unfollowed", "unkept"])
def test_one_bad_sortie_hides_no_other_vehicle(yard: Yard, fault: str) -> None:
    first, second = yard.airborne(), yard.airborne(STRANGER, target=BEYOND_JOCHIWON)
    yard.clock.advance(20 * SECOND + max(yard.sortie(one).flight.to_target for one in (first, second)))
    if fault == "unreadable":
        with yard.db.write() as session:
            lock_sortie(session, first).flight = {"stages": "none"}

    class Failing(FakeAutopilot):
        """The first drone breaks what it touches."""

        def follow(self, sortie: Sortie, *, now: datetime) -> Report | None:
            report = FAKE.follow(sortie, now=now)
            if report is None or sortie.id != first:
                return report
            if fault == "unfollowed":
                raise RuntimeError("no such message")
            return replace(report, notes=(Note(now, "unheard of", "said"),))  # type: ignore[arg-type]

    tick(yard, Failing())
    assert yard.sortie(second).state is S.ON_STATION
    with yard.db.read() as session:
        assert session.get_one(DroneRow, yard.sortie(second).drone_id).heard_at == yard.clock.now()


def test_a_step_that_cannot_be_taken_keeps_no_other_drone_waiting(yard: Yard) -> None:
    first, second = yard.airborne(), yard.airborne(STRANGER, target=BEYOND_JOCHIWON)
    yard.clock.advance(20 * SECOND + max(yard.sortie(one).flight.to_target for one in (first, second)))

    class Confused(FakeAutopilot):
        """Of the first drone it reports what no drone in the air can have done."""

        def follow(self, sortie: Sortie, *, now: datetime) -> Report | None:
            report = FAKE.follow(sortie, now=now)
            return replace(report, done=A.CLOSE) if report is not None and sortie.id == first else report

    assert tick(yard, Confused()) == 2
    assert yard.sortie(first).state is S.AIRBORNE
    assert yard.sortie(second).state is S.ON_STATION
