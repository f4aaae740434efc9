"""Any life a sortie can have, against the table as oracle, on a real database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chassis.errors import ForbiddenError, IllegalMoveError, NotInCommandError, NotReadyError, OutrunError, TakenError
from chassis.identity import Actor
from chassis.topics import pad as pad_topic
from drones import pad
from drones.feasibility import Go
from drones.pad.commanding import TAKEN_OVER_IN
from drones.pad.flying import CHECKED
from drones.preflight import Check, asked_of_person
from drones.states import COMMANDED, SORTIE, SortieAction, SortieReason, SortieState
from drones.tables import put_drone, put_kit, put_weather
from tests.drones.conftest import DISPATCHER, PILOT, SECOND_PILOT, Yard
from tests.drones.scene import AED_S, CALM, DRONE_S, REGION, SOUTH

LIVES = count(1)


class Life(RuleBasedStateMachine):
    """Every run orders one fresh drone with one fresh kit."""

    yard: Yard
    accepted = False
    looked_over = False
    looked_below = False
    commander: Actor | None = None

    @initialize()
    def order(self) -> None:
        n = next(LIVES)
        drone, kit = replace(DRONE_S, id=f"dr-{n}"), replace(AED_S, id=f"kit-{n}", drone_id=f"dr-{n}")
        with self.yard.db.write() as session:
            put_drone(session, drone)
            put_kit(session, kit, region=REGION)
            put_weather(session, replace(CALM, observed_at=self.yard.clock.now()))
        self.drone_id, self.kit_id, self.used, self.steps = drone.id, kit.id, False, 0
        self.state, self.said = SortieState.REQUESTED, len(self.yard.told(pad_topic(REGION, SOUTH.id)))
        go = self.yard.decide()
        assert isinstance(go, Go)
        self.sortie_id = self.yard.order(replace(go, drone_id=drone.id, kit_id=kit.id))

    @rule(
        action=st.sampled_from(SortieAction),
        pilot=st.sampled_from((PILOT, SECOND_PILOT)),
        stale=st.sampled_from((False, False, False, True)),
    )
    def pilot_acts(self, action: SortieAction, pilot: Actor, stale: bool) -> None:
        version = self.steps - 1 if stale else self.steps

        def act() -> None:
            self.line_runs_out(action)
            pad.act(self.yard, pilot, self.sortie_id, action, reason=SortieReason.OTHER, version=version)

        self.expect(act, action, stale, pilot)

    def expect(self, act: Callable[[], None], action: SortieAction, stale: bool, pilot: Actor) -> None:
        if action is SortieAction.TIME_OUT:
            with pytest.raises(ForbiddenError):
                act()
        elif action is SortieAction.ACCEPT and self.accepted:
            with pytest.raises(TakenError):
                act()
        elif stale:
            with pytest.raises(OutrunError):
                act()
        elif action in COMMANDED and self.commander not in {None, pilot}:
            with pytest.raises(NotInCommandError):
                act()
        elif (self.state, action) not in SORTIE.table:
            with pytest.raises(IllegalMoveError):
                act()
        elif (action in CHECKED and not self.looked_over) or (action is SortieAction.LOWER and not self.looked_below):
            with pytest.raises(NotReadyError):
                act()
        else:
            act()
            self.moved(action, by=pilot)

    @precondition(lambda self: self.state in TAKEN_OVER_IN)
    @rule(pilot=st.sampled_from((PILOT, SECOND_PILOT)))
    def pilot_takes_over(self, pilot: Actor) -> None:
        pad.take_over(self.yard, pilot, self.sortie_id, version=self.steps)
        if self.commander != pilot:
            self.commander, self.looked_below, self.steps = pilot, False, self.steps + 1

    @precondition(lambda self: self.state in {SortieState.ACCEPTED, SortieState.PREFLIGHT_OK})
    @rule()
    def pilot_looks_it_over(self) -> None:
        before = self.yard.sortie(self.sortie_id).version
        self.yard.look_over(self.sortie_id)
        self.looked_over, self.steps = True, self.steps + len(asked_of_person(self.yard.preflight(self.sortie_id)))
        assert self.yard.sortie(self.sortie_id).version == self.steps > before

    @precondition(lambda self: self.state is SortieState.ON_STATION)
    @rule()
    def pilot_looks_below(self) -> None:
        pad.tick_check(self.yard, self.commander or PILOT, self.sortie_id, Check.BELOW_CLEAR)
        self.looked_below, self.steps = True, self.steps + 1

    @rule(data=st.data())
    def pilot_goes_on(self, data: st.DataObject) -> None:
        allowed = [action for action in SORTIE.allowed(self.state) if action is not SortieAction.TIME_OUT]
        if allowed:
            action = data.draw(st.sampled_from(allowed))
            if action in CHECKED and not self.looked_over:
                self.pilot_looks_it_over()
            if action is SortieAction.LOWER:
                self.pilot_looks_below()
            self.line_runs_out(action)
            pad.act(self.yard, self.commander or PILOT, self.sortie_id, action, reason=SortieReason.OTHER)
            self.moved(action)

    def line_runs_out(self, action: SortieAction) -> None:
        if action is SortieAction.RELEASE:
            self.yard.clock.advance(timedelta(seconds=60))

    @rule()
    def desk_cancels(self) -> None:
        if (self.state, SortieAction.CANCEL) in SORTIE.table:
            pad.cancel(self.yard, DISPATCHER, self.sortie_id, reason=SortieReason.CALL_ENDED)
            self.moved(SortieAction.CANCEL)
        else:
            with pytest.raises(IllegalMoveError):
                pad.cancel(self.yard, DISPATCHER, self.sortie_id, reason=SortieReason.CALL_ENDED)

    def moved(self, action: SortieAction, by: Actor = PILOT) -> None:
        self.state, self.steps = SORTIE.table[self.state, action], self.steps + 1
        self.commander = by if action is SortieAction.ACCEPT else self.commander
        self.accepted = self.accepted or action is SortieAction.ACCEPT
        self.used = self.used or self.state is SortieState.RELEASED

    @invariant()
    def rows_agree_with_the_table(self) -> None:
        sortie = self.yard.sortie(self.sortie_id)
        assert (sortie.state, sortie.version) == (self.state, self.steps)
        assert sortie.state in sortie.entered

    @invariant()
    def a_drone_is_bound_exactly_while_its_sortie_is_open(self) -> None:
        drone = next(d for d in self.yard.squadron().drones if d.id == self.drone_id)
        assert (drone.sortie_id == self.sortie_id) is (self.state not in SORTIE.ends())
        assert (drone.out_of_service is not None) is (self.state is SortieState.FAILED)

    @invariant()
    def a_kit_is_free_again_only_when_it_came_home(self) -> None:
        kits = {kit.id: kit.sortie_id for kit in self.yard.squadron().kits}
        came_home = self.state in SORTIE.ends() - {SortieState.FAILED} and not self.used
        assert (self.kit_id in kits and kits[self.kit_id] is None) is came_home
        assert (self.kit_id not in kits) is self.used

    @invariant()
    def every_step_is_on_record_and_was_said_once(self) -> None:
        assert len(self.yard.audit(self.sortie_id)) == self.steps + 1
        said = self.yard.told(pad_topic(REGION, SOUTH.id))[self.said :]
        assert [event.data["version"] for event in said] == list(range(self.steps + 1))


def test_no_life_of_a_sortie_breaks_the_books(yard: Yard) -> None:
    run_state_machine_as_test(
        type("LifeHere", (Life,), {"yard": yard}),
        settings=settings(max_examples=12, stateful_step_count=25, suppress_health_check=list(HealthCheck)),
    )
