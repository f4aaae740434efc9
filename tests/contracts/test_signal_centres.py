"""A signal centre, whoever it is: simulated or outside, it takes the same message twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chassis.clock import StillClock
from routing.priority.messages import Kind, Status
from routing.signals import CentreError, SignalCentre
from routing.signals.fake import FakeCentre
from routing.signals.simulated import Habit, Habits, SimulatedCentre
from routing.signals.srm import SSM, IntersectionID
from tests.contracts.signalwords import AT, HERE, JUNCTIONS, NUMBERS, message, said

# the simulated one ----------------------------------------------------------------------------------------------


def simulated(habit: Habit = Habit.OBEY, *, pace: float = 1.0) -> tuple[SimulatedCentre, StillClock, list[SSM]]:
    share = {} if habit is Habit.OBEY else {habit.value: 1.0}
    clock, heard = StillClock(AT), list[SSM]()
    habits = Habits(**({"refuse": 0.0, "delay": 0.0, "silent": 0.0} | share))
    centre = SimulatedCentre(JUNCTIONS, NUMBERS, clock.now, habits=habits, pace=pace)
    centre.listen(heard.append)
    return centre, clock, heard


def live(centre: SimulatedCentre, clock: StillClock, seconds: int) -> None:
    for _ in range(seconds):
        clock.advance(timedelta(seconds=1))
        centre.tick()


def where_from() -> tuple[str, int]:
    junction = next(key for key, number in NUMBERS.of.items() if number == HERE)
    return junction, next(e for e in JUNCTIONS.by_id[junction].approaches if JUNCTIONS.by_id[junction].arm_of(e) == 3)


def test_a_simulated_junction_turns_green_and_says_so() -> None:
    centre, clock, heard = simulated()
    assert said(list(centre.send(message(), key="k"))) == [Status.REQUESTED]
    live(centre, clock, 40)
    assert said(heard)[-1] is Status.GRANTED
    assert centre.is_green(*where_from())
    assert said(list(centre.send(message(Kind.CANCEL, sequence=8), key="k2"))) == [Status.UNKNOWN]


def test_a_simulated_junction_lives_at_the_pace_of_its_day() -> None:
    centre, clock, heard = simulated(pace=20.0)
    centre.send(message(eta=AT + timedelta(seconds=2)), key="k")
    live(centre, clock, 2)
    assert said(heard)[-1] is Status.GRANTED
    assert all(abs(one.timeStamp - clock.now()) <= timedelta(seconds=2) for one in heard if one.timeStamp)


def test_it_refuses() -> None:
    centre, clock, heard = simulated(Habit.REFUSE)
    assert said(list(centre.send(message(), key="k"))) == [Status.REJECTED]
    live(centre, clock, 30)
    assert heard == []


def test_it_answers_late() -> None:
    centre, clock, heard = simulated(Habit.DELAY)
    assert centre.send(message(), key="k") == ()
    live(centre, clock, 7)
    assert heard == []
    live(centre, clock, 40)
    assert Status.GRANTED in said(heard)


def test_it_does_not_answer_at_all() -> None:
    centre, clock, heard = simulated(Habit.SILENT)
    assert centre.send(message(), key="k") == ()
    live(centre, clock, 60)
    assert heard == []


def test_it_lies() -> None:
    centre, clock, _ = simulated(Habit.LIE)
    assert said(list(centre.send(message(), key="k"))) == [Status.GRANTED]
    live(centre, clock, 20)  # by now one that obeys would hold the green, for half a minute beyond the arrival
    seen = set()
    for _ in range(40):
        live(centre, clock, 1)
        seen.add(centre.is_green(*where_from()))
    assert False in seen


@pytest.mark.parametrize("where", [IntersectionID(HERE.id, 1), IntersectionID(1)])
def test_a_junction_nobody_knows_is_refused_for_good(where: IntersectionID) -> None:
    centre, _, _ = simulated()
    with pytest.raises(CentreError) as raised:
        centre.send(message(where=where), key="k")
    assert raised.value.final


# whoever it is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [FakeCentre, lambda: simulated()[0]], ids=["fake", "simulated"])
def test_the_same_message_may_come_twice(make: Callable[[], SignalCentre]) -> None:
    centre = make()
    first, second = centre.send(message(), key="k"), centre.send(message(), key="k")
    assert said(list(first)) == said(list(second))
    centre.close()
