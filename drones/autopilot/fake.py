"""A simulated autopilot: where a drone would be, from its sortie and the time alone. Keeps no state, draws no chance.

It flies the planned stages at their planned times, `speed` times as fast as the clock. Coming home from an aborted
flight it takes the way it came, in the time it took. A kit comes off as soon as its pilot lets it. The battery falls
evenly over the flight, by its mean power.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chassis.geo import LatLon, between, distance_m
from drones.autopilot import Report
from drones.lowering import line_of
from drones.mission import Flight, Phase, Stage, Telemetry
from drones.sortie import Sortie
from drones.states import FLYING, FOLLOWED, SortieAction, SortieReason, SortieState
from drones.vehicle import Mode, VehicleState

HOLD = timedelta(seconds=120)  # how long it waits over the target for an answer
TOUCH_DOWN = timedelta(seconds=15)  # a diverted drone lands where it is
SPOOL_UP = timedelta(seconds=3)  # from arming until it is seen in the air
NOTHING = timedelta(0)
OUT = (Phase.CLIMB, Phase.OUTBOUND, Phase.DESCEND)
HOME = (Phase.CLIMB_AWAY, Phase.HOMEBOUND, Phase.LAND)
S, A = SortieState, SortieAction
HOVERING = {
    S.ON_STATION: Phase.AREA_CHECK,
    S.LOWERING: Phase.LOWER,
    S.RELEASED: Phase.RETRACT,
    S.RETRACTING: Phase.RETRACT,
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the flight: over which place, how high, how fast over ground, in which phase."""

    place: LatLon
    altitude_m: float
    speed_mps: float
    phase: Phase


@dataclass(frozen=True, slots=True)
class FakeAutopilot:
    """See `drones.autopilot.Autopilot`. A drone jumps when `speed` changes while it is in the air."""

    speed: float = 1.0

    def keep_to(self, sorties: Collection[Sortie], *, now: datetime) -> None:
        """It steers nothing, so there is nothing to call off."""

    def launch(self, sortie: Sortie, *, now: datetime) -> None:
        """Arithmetic needs no arming: what is written down is enough."""

    def call_home(self, sortie: Sortie, *, now: datetime) -> None:
        """Of a flight that has failed arithmetic says nothing any more."""

    def follow(self, sortie: Sortie, *, now: datetime) -> Report | None:
        """The report at `now`; None for a sortie that neither prepares nor flies."""
        if sortie.state in FOLLOWED - FLYING:
            return self._on_the_ground(sortie, now)
        if sortie.state not in FLYING:
            return None
        spot = self._spot(sortie, sortie.state, now)
        telemetry = Telemetry(
            at=now,
            place=spot.place,
            altitude_m=spot.altitude_m,
            speed_mps=spot.speed_mps,
            battery_share=self._battery(sortie, now),
            phase=spot.phase,
        )
        done, reason = self._done(sortie, now) or (None, None)
        let_go = S.RELEASED in sortie.entered
        return Report(telemetry, done, reason, self._vehicle(sortie, telemetry), let_go=let_go)

    def _on_the_ground(self, sortie: Sortie, now: datetime) -> Report:
        """It holds every plan it is sent, is always ready, and is in the air a moment after it was armed."""
        still = Telemetry(now, sortie.flight.start, 0.0, 0.0, sortie.battery_share)
        risen = sortie.armed_at is not None and (now - sortie.armed_at) * self.speed >= SPOOL_UP
        done = A.TAKE_OFF if sortie.state is S.LAUNCHING and risen else None
        return Report(still, done, None, self._vehicle(sortie, still), sortie.plan_hash)

    def _vehicle(self, sortie: Sortie, said: Telemetry) -> VehicleState:
        """What such a drone would say: good reception, and a line as long as it was let out."""
        flying = sortie.state in FLYING
        return VehicleState(
            at=said.at,
            mode=Mode.AUTO if flying else Mode.STABILIZE,
            armed=flying or sortie.armed_at is not None,
            in_air=flying,
            place=said.place,
            altitude_m=said.altitude_m,
            ground_speed_mps=said.speed_mps,
            battery_share=said.battery_share,
            fix=3,
            satellites=14,
            hdop=0.8,
            ekf_ok=True,
            prearm_ok=True,
            line_m=self._line(sortie, said.at),
        )

    def _line(self, sortie: Sortie, now: datetime) -> float:
        """As much as there has been time to let out, or is left to wind in."""
        length_m, _ = line_of(sortie.flight)
        phase = {S.LOWERING: Phase.LOWER, S.RETRACTING: Phase.RETRACT}.get(sortie.state)
        if phase is None:
            return length_m if sortie.state is S.RELEASED else 0.0
        takes = max(timedelta(seconds=1), sortie.flight.time_of(phase))
        done = min(1.0, self._since(sortie, sortie.state, now) / takes)
        return length_m * (done if phase is Phase.LOWER else 1.0 - done)

    def _since(self, sortie: Sortie, state: SortieState, until: datetime) -> timedelta:
        return max(NOTHING, (until - sortie.entered[state]) * self.speed)

    def _battery(self, sortie: Sortie, now: datetime) -> float | None:
        if sortie.battery_share is None:
            return None
        share_a_second = sortie.flight.energy_wh / sortie.battery_wh / sortie.flight.time_of().total_seconds()
        return max(0.0, sortie.battery_share - share_a_second * self._since(sortie, S.AIRBORNE, now).total_seconds())

    def _spot(self, sortie: Sortie, state: SortieState, at: datetime) -> Spot:
        """Where the drone is at `at`, having been in `state` since it entered it."""
        elapsed = self._since(sortie, state, at)
        if state is S.AIRBORNE:
            return spot_at(sortie.flight, OUT, elapsed)
        if state is S.RETURNING:
            return spot_at(sortie.flight, HOME, elapsed)
        if state is S.ABORTED:
            return spot_at(sortie.flight, OUT, max(NOTHING, self._flown_out(sortie) - elapsed))
        if state is S.DIVERTED:
            return self._coming_down(sortie, elapsed)
        return replace(spot_at(sortie.flight, OUT, sortie.flight.to_target), phase=HOVERING[state])

    def _flown_out(self, sortie: Sortie) -> timedelta:
        """How far along its way out the drone was when it was called back."""
        if S.ON_STATION in sortie.entered:
            return sortie.flight.to_target
        return min(self._since(sortie, S.AIRBORNE, sortie.entered[S.ABORTED]), sortie.flight.to_target)

    def _coming_down(self, sortie: Sortie, elapsed: timedelta) -> Spot:
        diverted_at = sortie.entered[S.DIVERTED]
        before = [state for state in sortie.entered if state in FLYING - {S.DIVERTED}]
        last = max(reversed(before), key=lambda state: sortie.entered[state])
        spot = self._spot(sortie, last, diverted_at)
        left = max(0.0, 1.0 - elapsed / TOUCH_DOWN)
        return Spot(spot.place, spot.altitude_m * left, 0.0, Phase.LAND)

    def _done(self, sortie: Sortie, now: datetime) -> tuple[SortieAction, SortieReason | None] | None:
        """The step the vehicle has finished by itself."""
        flight, elapsed = sortie.flight, self._since(sortie, sortie.state, now)
        lowered = flight.time_of(Phase.LOWER)
        finished: Mapping[SortieState, tuple[timedelta, SortieAction, SortieReason | None]] = {
            S.AIRBORNE: (flight.to_target, A.ON_STATION, None),
            S.ON_STATION: (HOLD, A.RETURN, SortieReason.NO_ANSWER),
            S.LOWERING: (lowered + HOLD, A.RETRACT, SortieReason.NO_ANSWER),
            S.RELEASED: (NOTHING, A.RETRACT, None),
            S.RETRACTING: (flight.time_of(Phase.RETRACT), A.RETURN, None),
            S.RETURNING: (flight.homeward, A.LAND, None),
            S.DIVERTED: (TOUCH_DOWN, A.LAND, None),
        }
        if sortie.state is S.ABORTED:
            return (A.LAND, None) if elapsed >= self._flown_out(sortie) else None
        after, action, reason = finished[sortie.state]
        return (action, reason) if elapsed >= after else None


def spot_at(flight: Flight, phases: Sequence[Phase], elapsed: timedelta) -> Spot:
    """Where the drone is `elapsed` into the stages of `phases`; at their end when they are over."""
    place, altitude_m = flight.start, 0.0
    over = Spot(place, altitude_m, 0.0, phases[0])
    for stage in flight.stages:
        if stage.phase in phases:
            if elapsed < stage.duration:
                return _within(stage, place, altitude_m, elapsed / stage.duration)
            elapsed -= stage.duration
            over = Spot(stage.end, stage.end_altitude_m, 0.0, stage.phase)
        place, altitude_m = stage.end, stage.end_altitude_m
    return over


def _within(stage: Stage, start: LatLon, start_altitude_m: float, share: float) -> Spot:
    rise_m = stage.end_altitude_m - start_altitude_m
    speed_mps = distance_m(start, stage.end) / stage.duration.total_seconds()
    return Spot(between(start, stage.end, share), start_altitude_m + rise_m * share, speed_mps, stage.phase)
