"""What the lamp on a hospital's desk shows."""

from datetime import timedelta

from hospitals.intake.answering import accept, decline
from hospitals.lamp import LampState, Showing, showing
from hospitals.request import DeclineCode
from tests.hospitals.conftest import Stand, nurse
from tests.hospitals.test_answering import pass_time


def lamp(stand: Stand, *patients: str) -> Showing:
    return showing([stand.requests(patient)["h1"] for patient in patients])


def test_it_is_dark_lit_while_somebody_waits_and_flashes_after_the_second_alarm(stand: Stand) -> None:
    assert showing([]) == Showing(LampState.OFF, 0, None)
    (first,) = stand.ask("h1", patient="inc_1", acuity=2)
    assert lamp(stand, "inc_1") == Showing(LampState.ON, 1, 2)
    pass_time(stand, 30)
    stand.ask("h1", patient="inc_2", acuity=1)
    assert lamp(stand, "inc_1", "inc_2") == Showing(LampState.BLINK, 2, 1)
    accept(stand, nurse("h1"), first.id)
    assert lamp(stand, "inc_1", "inc_2") == Showing(LampState.ON, 1, 1)
    decline(stand, nurse("h1"), stand.requests("inc_2")["h1"].id, code=DeclineCode.NO_ED_BED)
    assert lamp(stand, "inc_1", "inc_2") == Showing(LampState.OFF, 0, None)


def test_one_that_ran_out_of_time_no_longer_lights_it(stand: Stand) -> None:
    stand.ask("h1")
    for seconds in (30, 30, 30, 60):
        pass_time(stand, seconds)
    assert lamp(stand, "inc_1").state is LampState.OFF
    assert stand.clock.now() - stand.requests()["h1"].asked_at == timedelta(seconds=150)
