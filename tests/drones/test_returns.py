"""However a flight is broken off, nobody and nothing flies it home below the height that its way was planned at."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from drones import pad
from drones.simulator.codes import Mode
from drones.simulator.copter import Copter
from drones.states import SortieReason, SortieState
from tests.drones.conftest import PILOT, Yard
from tests.drones.test_autopilot_contract import NEAR, Flight, Simulated

S = SortieState
ENDS_M = 30.0  # so near to the station or the target it may be on its way up or down
SLACK_M = 1.0


@pytest.fixture
def sky(yard: Yard) -> Flight:
    """A drone at its station for stories that one database is enough for."""
    if yard.db.engine.dialect.name != "sqlite":
        pytest.skip("what flies does not see the database")
    return Flight(yard, Simulated(yard), 1.0)


def copter_of(sky: Flight) -> Copter:
    assert isinstance(sky.flown, Simulated)
    return sky.flown.radio.copter


def cruise_m(sky: Flight) -> float:
    return max(stage.end_altitude_m for stage in sky.yard.sortie(sky.sortie_id).flight.stages)


def passes(sky: Flight, seconds: float) -> None:
    end = sky.yard.clock.now() + timedelta(seconds=seconds)
    sky.until(lambda: sky.yard.clock.now() >= end)


def pressed(sky: Flight) -> None:
    pad.abort(sky.yard, PILOT, sky.sortie_id, reason=SortieReason.WEATHER)


def unheard(sky: Flight) -> None:
    copter_of(sky).parameters["MAV_GCS_SYSID"] = 254.0  # our heartbeats count no more


def low_battery(sky: Flight) -> None:
    parameters = copter_of(sky).parameters
    parameters["BATT_LOW_MAH"] = parameters["BATT_CAPACITY"]


def taken_over(sky: Flight) -> None:
    """Somebody with a transmitter stops it in the air, and then the pilot on the page calls it home."""
    copter_of(sky).enter(Mode.GUIDED)
    passes(sky, 3)
    pressed(sky)


def on_the_way(sky: Flight) -> None:
    passes(sky, 30)


def coming_down(sky: Flight) -> None:
    on_the_way(sky)
    sky.until(lambda: copter_of(sky).body.up < cruise_m(sky) - 8.0)


def over_target(sky: Flight) -> None:
    sky.until_state(S.ON_STATION)


def letting_down(sky: Flight) -> None:
    over_target(sky)
    sky.yard.fly(sky.sortie_id, pad.lower)
    passes(sky, 8)


def climbing_away(sky: Flight) -> None:
    sky.until_state(S.RETURNING)


@pytest.mark.parametrize(
    ("where", "ends"),
    [
        (on_the_way, pressed),
        (coming_down, pressed),
        (coming_down, unheard),
        (over_target, pressed),
        (over_target, unheard),
        (over_target, low_battery),
        (over_target, taken_over),
        (letting_down, pressed),
        (letting_down, low_battery),
        (climbing_away, unheard),
    ],
)
def test_home_is_flown_to_at_the_height_of_the_way(
    sky: Flight, where: Callable[[Flight], None], ends: Callable[[Flight], None]
) -> None:
    sky.airborne()
    where(sky)
    ends(sky)
    low = lowest_on_the_way(sky)
    assert sky.state is S.LANDED
    assert low >= cruise_m(sky) - SLACK_M


def lowest_on_the_way(sky: Flight) -> float:
    """Until it has landed at its station."""
    copter, heights = copter_of(sky), [1000.0]
    target = copter.xy(NEAR)

    def landed() -> bool:
        home_m, target_m = copter.body.away_m(0.0, 0.0), copter.body.away_m(*target)
        if min(home_m, target_m) > ENDS_M:
            heights.append(copter.body.up)
        return sky.state is S.LANDED

    sky.until(landed)
    assert copter.body.away_m(0.0, 0.0) < 2.0
    return min(heights)
