"""Whether a kit is flown, by which drone, and if not, why not. Pure.

Every failing constraint of every drone is named. Unknown weather, battery or airspace is a no-go with its reason. Both
arrivals end at the scene: the kit on the ground, the ambulance's wheels stopped.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chassis.geo import LatLon
from chassis.travel import Travel
from drones.airspace.closing import closed_zones
from drones.battery import Budget, battery_reasons, energy_budget
from drones.figures import launch_delay, spread_s, stretched
from drones.flight import Air, air, density, plan_flight, wind_at
from drones.geofence import Blocked, find_path
from drones.limits import weather_reasons
from drones.mission import Flight, Path
from drones.model import Drone, Kit, KitKind, Squadron, Weather
from drones.policy import DropPolicy, KitRule
from drones.race import LEG_SPREAD, Arrival, ambulance_arrival, expected_gain, p_first
from drones.reasons import Code, Reason, worst_first


@dataclass(frozen=True, slots=True)
class Go:
    """Fly: this drone with this kit, this way. `arrival` is the kit on the ground, from now.

    `p_first` and `expected_gain` are None when no ambulance's arrival is known: then the kit is worth most and the
    rule does not hold it back. `considered` says of every other drone why it was not taken.
    """

    drone_id: str
    station_id: str
    kit_id: str
    kit: KitKind
    path: Path
    launch_delay: timedelta
    flight: Flight
    arrival: Arrival
    p_first: float | None
    expected_gain: timedelta | None
    energy: Budget
    energy_margin_wh: float
    considered: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class NoGo:
    """Do not fly; everything that stands against it, worst first."""

    reasons: tuple[Reason, ...]


def assess_drop(
    squadron: Squadron,
    *,
    target: LatLon,
    kit: KitKind,
    ambulance: Travel | None,
    now: datetime,
    policy: DropPolicy,
) -> Go | NoGo:
    """The drone that sets the kit down earliest, ties by id; or why none flies.

    `ambulance` is the time until the first ambulance is at the scene, mobilisation included; None when unknown.
    """
    rule = policy.rule(kit)
    if rule is None:
        return NoGo((Reason(Code.KIT_NOT_ENABLED, ref=kit),))
    if not squadron.drones:
        return NoGo((Reason(Code.NO_DRONE),))
    question = _Question(squadron, rule, ambulance, now, policy, _paths(squadron, target, now, policy))
    answers = [question.ask(drone) for drone in squadron.drones]
    goes = sorted((a for a in answers if isinstance(a, Go)), key=lambda go: (go.arrival.mean, go.drone_id))
    reasons = [reason for a in answers if isinstance(a, tuple) for reason in a]
    if not goes:
        return NoGo(worst_first(reasons))
    best, *slower = goes
    best_s = best.arrival.mean.total_seconds()
    reasons += [Reason(Code.SLOWER, go.drone_id, go.arrival.mean.total_seconds(), best_s) for go in slower]
    return replace(best, considered=worst_first(reasons))


def _paths(squadron: Squadron, target: LatLon, now: datetime, policy: DropPolicy) -> dict[str, Path | Blocked]:
    """The way from every station that has drones."""
    until, height_m = now + policy.airspace_window, policy.profile.cruise_m
    closed = closed_zones(squadron.zones, start=now, end=until, altitude_m=height_m)
    used = {drone.station_id for drone in squadron.drones}
    margin_m, cap = policy.zone_margin_m, policy.path_work_cap
    return {
        station.id: find_path(station.place, target, closed, margin_m=margin_m, work_cap=cap)
        for station in squadron.stations
        if station.id in used
    }


@dataclass(frozen=True, slots=True)
class _Question:
    """One call, asked of every drone."""

    squadron: Squadron
    rule: KitRule
    ambulance: Travel | None
    now: datetime
    policy: DropPolicy
    paths: Mapping[str, Path | Blocked]

    def ask(self, drone: Drone) -> Go | tuple[Reason, ...]:
        """A Go with nothing considered yet, or every reason against this drone."""
        kit, against_kit = self._kit(drone)
        path = self.paths.get(drone.station_id)
        against = [*standing_reasons(drone), *against_kit, *self._weather(drone), *_airspace(drone, path)]
        offer = None
        if kit is not None and isinstance(path, Path):
            offer, against_flight = self._offer(drone, kit, path)
            against += against_flight
        if offer is None or against:
            return tuple(replace(reason, drone_id=drone.id) for reason in against)
        return offer

    def _kit(self, drone: Drone) -> tuple[Kit | None, tuple[Reason, ...]]:
        """The kit this drone would take: its own before the shelf's, then the one that expires first."""
        free = [
            kit
            for kit in self.squadron.kits
            if (kit.kind, kit.station_id, kit.sortie_id) == (self.rule.kind, drone.station_id, None)
            and kit.drone_id in {None, drone.id}
        ]
        if not free:
            return None, (Reason(Code.KIT_MISSING, ref=self.rule.kind),)
        today = (self.now + self.policy.utc_offset).date()
        good = [kit for kit in free if kit.expires_on >= today]
        if not good:
            return None, tuple(Reason(Code.KIT_EXPIRED, ref=kit.id) for kit in free)
        most_kg = drone.airframe.payload_max_kg
        light = [kit for kit in good if kit.mass_kg <= most_kg]
        if not light:
            return None, tuple(Reason(Code.KIT_TOO_HEAVY, None, kit.mass_kg, most_kg, kit.id) for kit in good)
        return min(light, key=lambda kit: (kit.drone_id is None, kit.expires_on, kit.id)), ()

    def _weather(self, drone: Drone) -> tuple[Reason, ...]:
        limits, height_m = self.policy.limits, self.policy.profile.cruise_m
        return weather_reasons(self.squadron.weather, drone.airframe, limits=limits, height_m=height_m, now=self.now)

    def _offer(self, drone: Drone, kit: Kit, path: Path) -> tuple[Go | None, tuple[Reason, ...]]:
        """The flight if the air is known, and what speaks against it; without known air, neither."""
        policy, weather = self.policy, self.squadron.weather
        moving = _air(weather, policy.profile.cruise_m)
        if moving is None or weather is None or weather.temperature_c is None:
            return None, ()
        flight = plan_flight(drone.airframe, path, kit_mass_kg=kit.mass_kg, wind=moving, profile=policy.profile)
        if flight is None:
            return None, (Reason(Code.WIND_FORBIDS_LEG),)
        flight = stretched(flight, self.squadron.figures)
        budget = energy_budget(
            drone,
            flight,
            kit_mass_kg=kit.mass_kg,
            moving=moving,
            temperature_c=weather.temperature_c,
            reserve=policy.reserve,
        )
        go = self._go(drone, kit, path, flight, budget)
        return go, (*battery_reasons(budget), *self._race(go))

    def _go(self, drone: Drone, kit: Kit, path: Path, flight: Flight, budget: Budget) -> Go:
        policy, figures = self.policy, self.squadron.figures
        launch = launch_delay(figures, policy=policy.launch_delay)
        spread = spread_s(flight, figures, launch_sd=policy.launch_sd, leg_spread=LEG_SPREAD)
        arrival = Arrival(launch + flight.kit_down, timedelta(seconds=spread))
        rival = ambulance_arrival(self.ambulance) if self.ambulance is not None else None
        return Go(
            drone_id=drone.id,
            station_id=drone.station_id,
            kit_id=kit.id,
            kit=kit.kind,
            path=path,
            launch_delay=launch,
            flight=flight,
            arrival=arrival,
            p_first=p_first(arrival, rival) if rival is not None else None,
            expected_gain=expected_gain(arrival, rival) if rival is not None else None,
            energy=budget,
            energy_margin_wh=(budget.left_wh or 0.0) - budget.needed_wh,
        )

    def _race(self, go: Go) -> Iterator[Reason]:
        rule, ambulance = self.rule, self.ambulance
        if ambulance is not None and ambulance.p50 < rule.ambulance_min:
            yield Reason(
                Code.AMBULANCE_NEAR, value=ambulance.p50.total_seconds(), limit=rule.ambulance_min.total_seconds()
            )
        if go.p_first is not None and go.p_first < rule.p_first_min:
            yield Reason(Code.NOT_FIRST, value=go.p_first, limit=rule.p_first_min)
        if go.expected_gain is not None and go.expected_gain < rule.gain_min:
            yield Reason(Code.NO_GAIN, value=go.expected_gain.total_seconds(), limit=rule.gain_min.total_seconds())


def standing_reasons(drone: Drone) -> Iterator[Reason]:
    """What stands against any flight of this drone, whoever asks."""
    if drone.out_of_service is not None:
        yield Reason(Code.OUT_OF_SERVICE, ref=drone.out_of_service)
    if drone.sortie_id is not None:
        yield Reason(Code.DRONE_BUSY, ref=drone.sortie_id)
    if drone.battery_share is None:
        yield Reason(Code.BATTERY_UNKNOWN)


def _airspace(drone: Drone, path: Path | Blocked | None) -> Iterator[Reason]:
    if path is None:
        yield Reason(Code.STATION_UNKNOWN, ref=drone.station_id)
    if isinstance(path, Blocked):
        yield from (Reason(Code.ZONE_AT_STATION, ref=zone) for zone in path.start)
        yield from (Reason(Code.ZONE_AT_TARGET, ref=zone) for zone in path.target)
        yield from (Reason(Code.ZONE_BETWEEN, ref=zone) for zone in path.between)
        if path.gave_up:
            yield Reason(Code.PATH_GIVEN_UP)


def _air(weather: Weather | None, height_m: float) -> Air | None:
    """The air at flight height; None when wind or temperature is unknown. The station is taken at sea level."""
    if weather is None or weather.wind_mps is None or weather.temperature_c is None:
        return None
    if weather.wind_mps > 0.0 and weather.wind_from_deg is None:
        return None
    return air(
        wind_mps=wind_at(height_m, weather.wind_mps),
        wind_from_deg=weather.wind_from_deg or 0.0,
        density_kg_m3=density(height_m, weather.temperature_c),
    )
