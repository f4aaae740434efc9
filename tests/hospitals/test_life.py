"""The whole life of requests, in any order hypothesis can think of, against the table of transitions.

At the end of each life the log is read from its first line: every step is one the table allows, and what the desk and
the hospitals were told last is how the rows stand.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from chassis.deadlines import Deadline
from chassis.errors import IllegalMoveError, OutrunError, TakenError
from hospitals.intake.answering import accept, decline, phone_answer, see
from hospitals.intake.asking import arrive, delivered, overdue
from hospitals.intake.choosing import confirm, designate, divert, hold, offload, release_all, settle
from hospitals.intake.moves import DOCTOR, EXPIRY, HOLD, WINDOW
from hospitals.request import (
    AGREED,
    BOUND,
    LIVE,
    PROMISED,
    REQUEST,
    UNANSWERED,
    DeclineCode,
    ReleaseReason,
    Request,
    RequestAction,
    RequestState,
)
from hospitals.tables.requests import read_requests
from tests.hospitals.conftest import DISPATCHER, Stand, case, nurse
from tests.hospitals.logs import check_log

S, A = RequestState, RequestAction
HOSPITALS = ("h1", "h2", "h3")


class Life(RuleBasedStateMachine):
    """One patient, three hospitals. `states` is what every request must be by the table; the database must agree."""

    stand: ClassVar[Stand]
    requests = Bundle("requests")

    @initialize()
    def a_new_patient(self) -> None:
        self.patient = self.stand.ids.new("inc")
        self.states: dict[str, RequestState] = {}
        self.asked: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.elsewhere = {ident: self.stand.board(ident).promised for ident in HOSPITALS}

    def real(self) -> dict[str, Request]:
        with self.stand.db.read() as session:
            return {one.id: one for one in read_requests(session, patient_id=self.patient)}

    def desk(self, step: Callable[..., object], *args: object, **named: object) -> object:
        with self.stand.work() as work:
            return step(work, *args, **named)

    def bound(self, *, but: str = "") -> str | None:
        return next((ident for ident, state in self.states.items() if state in BOUND and ident != but), None)

    def attempt(self, ident: str, action: RequestAction, deed: Callable[[], object]) -> bool:
        """Do it; it must succeed exactly when the table allows it and no other request stands in its place."""
        state, refusal = self.states[ident], None
        try:
            deed()
        except (IllegalMoveError, OutrunError, TakenError) as error:
            refusal = error
        if isinstance(refusal, TakenError):
            assert self.bound(but=ident)
        elif isinstance(refusal, OutrunError):
            assert any(self.asked[o] == self.asked[ident] and s in LIVE for o, s in self.states.items() if o != ident)
        else:
            assert (refusal is None) == (action in REQUEST.allowed(state)), f"{action} while {state}"
        if refusal is None:
            self.states[ident] = REQUEST.after(state, action)
        return refusal is None

    def release_others(self, ident: str = "") -> None:
        for other, state in self.states.items():
            if other != ident and A.RELEASE in REQUEST.allowed(state):
                self.states[other] = S.RELEASED

    @rule(target=requests, hospital_id=st.sampled_from(HOSPITALS))
    def ask(self, hospital_id: str) -> str:
        live = [i for i, state in self.states.items() if self.asked[i] == hospital_id and state in LIVE]
        (request,) = self.stand.ask(hospital_id, patient=self.patient)
        assert [request.id] == live or not live
        self.states.setdefault(request.id, S.SENT)
        self.asked[request.id] = hospital_id
        return request.id

    @rule(ident=requests)
    def deliver(self, ident: str) -> None:
        self.desk(delivered, ident)
        if self.states[ident] is S.SENT:
            self.states[ident] = S.DELIVERED

    @rule(ident=requests)
    def see(self, ident: str) -> None:
        see(self.stand, nurse(self.asked[ident]), ident)
        if self.states[ident] in {S.SENT, S.DELIVERED}:
            self.states[ident] = S.SEEN

    @rule(ident=requests, condition=st.sampled_from([None, "in_15_min", "stabilise_only", "by word of mouth"]))
    def accept(self, ident: str, condition: str | None) -> None:
        action = A.ACCEPT_CONDITIONALLY if condition else A.ACCEPT
        self.attempt(ident, action, partial(accept, self.stand, nurse(self.asked[ident]), ident, condition=condition))

    @rule(ident=requests)
    def decline(self, ident: str) -> None:
        who = nurse(self.asked[ident])
        self.attempt(ident, A.DECLINE, partial(decline, self.stand, who, ident, code=DeclineCode.NO_ED_BED))

    @rule(ident=requests)
    def phone(self, ident: str) -> None:
        self.attempt(ident, A.ACCEPT_BY_PHONE, partial(phone_answer, self.stand, DISPATCHER, ident, declined=None))

    @rule(ident=requests)
    def phone_no(self, ident: str) -> None:
        code = DeclineCode.SPECIALIST_BUSY
        self.attempt(ident, A.DECLINE, partial(phone_answer, self.stand, DISPATCHER, ident, declined=code))

    @rule(ident=requests)
    def hold(self, ident: str) -> None:
        if self.attempt(ident, A.HOLD, partial(self.desk, hold, ident)):
            self.release_others(ident)

    @rule(ident=requests)
    def confirm(self, ident: str) -> None:
        before = self.states[ident]
        if before in AGREED and not self.bound(but=ident):
            self.states[ident] = S.HELD  # a confirmation holds first
        if self.attempt(ident, A.CONFIRM, partial(self.desk, confirm, ident)) and before in AGREED:
            self.release_others(ident)

    @rule(ident=requests)
    def designate(self, ident: str) -> None:
        if self.attempt(ident, A.DESIGNATE, partial(self.desk, designate, ident)):
            self.release_others(ident)

    @rule()
    def settle(self) -> None:
        self.window_ends()

    def window_ends(self) -> None:
        held = self.desk(settle, self.patient)
        agreed = [ident for ident, state in self.states.items() if state in AGREED]
        assert (held is not None) == (bool(agreed) and self.bound() is None)
        if isinstance(held, Request):
            assert held.id in agreed
            self.states[held.id] = S.HELD
            self.release_others(held.id)

    @rule(ident=requests, kind=st.sampled_from([EXPIRY, HOLD]))
    def deadline_comes(self, ident: str, kind: str) -> None:
        """Late, early, double or stale: the deadline of whatever state it finds."""
        self.overdue(Deadline("sejong", kind, ident, self.stand.clock.now(), {}))

    @rule(seconds=st.sampled_from([5, 31, 61, 121, 601]))
    def time_passes(self, seconds: int) -> None:
        """Everything that is due by the clock comes, and what that makes due."""
        self.stand.clock.advance(timedelta(seconds=seconds))
        while due := [one for one in self.stand.due() if one.data.get("patient_id") == self.patient]:
            for one in due:
                if one.kind == WINDOW:
                    self.window_ends()
                else:
                    self.overdue(one)

    def overdue(self, deadline: Deadline) -> None:
        after = self.desk(overdue, deadline)
        assert isinstance(after, Request)
        ident, kind, state = deadline.subject, deadline.kind, self.states[deadline.subject]
        over = after.expires_at is not None and self.stand.clock.now() >= after.expires_at
        if (kind == EXPIRY or (kind == DOCTOR and over)) and state in UNANSWERED:
            self.states[ident] = S.EXPIRED
        if kind == HOLD and state is S.HELD:
            self.states[ident] = S.RELEASED

    @rule()
    def divert(self) -> None:
        bound = self.bound()
        assert (self.desk(divert, self.patient) is None) == (bound is None)
        if bound:
            self.states[bound] = S.RELEASED if self.states[bound] is S.HELD else S.REDIRECTED

    @rule()
    def cancel(self) -> None:
        self.desk(release_all, self.patient, reason=ReleaseReason.CANCELLED)
        self.release_others()

    @rule(target=requests, hospital_id=st.sampled_from(HOSPITALS))
    def arrive(self, hospital_id: str) -> str:
        there = self.desk(arrive, case(self.patient), hospital_id=hospital_id, ids=self.stand.ids)
        assert isinstance(there, Request)
        for other in self.states:
            if other != there.id and self.states[other] in BOUND:
                self.states[other] = S.RELEASED if self.states[other] is S.HELD else S.REDIRECTED
        self.release_others(there.id)
        self.asked[there.id], self.states[there.id] = hospital_id, S.ARRIVED
        return there.id

    @rule()
    def offload(self) -> None:
        at_door = [ident for ident, state in self.states.items() if state is S.ARRIVED]
        assert (self.desk(offload, self.patient, read_for=timedelta(hours=24)) is not None) == bool(at_door)
        for ident in at_door:
            self.states[ident] = S.OFFLOADED

    @invariant()
    def the_database_agrees(self) -> None:
        real = self.real()
        assert {ident: one.state for ident, one in real.items()} == self.states
        assert all(one.version >= self.versions.get(ident, 0) for ident, one in real.items())
        self.versions = {ident: one.version for ident, one in real.items()}

    @invariant()
    def one_hospital_or_none_and_every_bed_is_accounted_for(self) -> None:
        assert sum(state in BOUND for state in self.states.values()) <= 1
        for ident in HOSPITALS:
            here = sum(state in PROMISED for one, state in self.states.items() if self.asked[one] == ident)
            assert self.stand.board(ident).promised == self.elsewhere[ident] + here

    def teardown(self) -> None:
        """The log read from its first line gives the rows."""
        if hasattr(self, "patient"):
            check_log(self.stand, self.patient)


def test_every_state_can_be_reached_and_left_as_the_table_says() -> None:
    reached, fresh = set[RequestState](), {REQUEST.start}
    while fresh:
        reached |= fresh
        fresh = {REQUEST.after(at, action) for at in fresh for action in REQUEST.allowed(at)} - reached
    assert reached == set(RequestState)
    final = {state for state in RequestState if not REQUEST.allowed(state)}
    assert final == {S.OFFLOADED, S.REDIRECTED}


def test_any_order_of_events_keeps_to_the_table(stand: Stand) -> None:
    machine = type("LifeHere", (Life,), {"stand": stand})
    lives = 25 if stand.db.is_sqlite else 8  # what a database decides is in the races; a life costs a second there
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=lives, stateful_step_count=25, suppress_health_check=list(HealthCheck)),
    )
