"""Whether a kit is flown, by which drone, and if not, why not. Pure.

Every failing constraint of every drone is named. Unknown weather, battery or airspace is a no-go with its reason. Both
arrivals end at the scene: the kit on the ground, the ambulance's wheels stopped.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chassis.geo import LatLon
from chassis.travel import Travel
from drones.battery import Budget, battery_reasons
from drones.choosing import choose_kit
from drones.figures import launch_delay, spread_s
from drones.homeward import HOME_APART_M
from drones.limits import weather_reasons
from drones.mission import Flight, Path
from drones.model import Drone, Kit, KitKind, Squadron
from drones.planner import Blocked, Rings, Site, Track, Way, Worth
from drones.policy import DropPolicy, KitRule
from drones.race import LEG_SPREAD, Arrival, ambulance_arrival, expected_gain, p_first
from drones.reach import Conditions, could_carry, known_wind
from drones.reasons import Code, Reason, worst_first
from drones.ways import find_ways, way_reasons

NOTHING = timedelta(0)
Laden = Mapping[str, tuple[Drone, Kit | tuple[Reason, ...]]]  # by the drone's id


@dataclass(frozen=True, slots=True)
class Go:
    """Fly: this drone with this kit, this way at `height_m` above ground, to `site`, where the kit comes down.

    `arrival` is the kit on the ground, from now. `delay` is a wait on the ground, after `launch_delay`, in which other
    drones pass. `p_first` and `expected_gain` are None when no ambulance's arrival is known: then the kit is worth most
    and the rule does not hold it back. `considered` says of every other drone why it was not taken. `edges` is how many
    lines were checked for all drones together. `keep_out` are rings the vehicle stays out of. `height_m`
    and `site` are None in decisions of before there were any.
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
    height_m: float | None = None
    site: Site | None = None
    delay: timedelta = NOTHING
    edges: int = 0
    keep_out: Rings = ()


@dataclass(frozen=True, slots=True)
class NoGo:
    """Do not fly; everything that stands against it, worst first. `edges` as in Go."""

    reasons: tuple[Reason, ...]
    edges: int = 0


def assess_drop(
    squadron: Squadron,
    *,
    target: LatLon,
    kit: KitKind,
    ambulance: Travel | None,
    now: datetime,
    policy: DropPolicy,
    traffic: Sequence[Track] = (),
) -> Go | NoGo:
    """The drone that sets the kit down earliest, ties by id; or why none flies.

    `ambulance` is the time until the first ambulance is at the scene, mobilisation included; None when unknown.
    `traffic` are the flights to keep away from, orders and others.
    """
    rule = policy.rule(kit)
    if rule is None:
        return NoGo((Reason(Code.KIT_NOT_ENABLED, ref=kit),))
    if kit in squadron.there:
        return NoGo((Reason(Code.KIT_THERE, ref=kit),))
    if not squadron.drones:
        return NoGo((Reason(Code.NO_DRONE),))
    launch = launch_delay(squadron.figures, policy=policy.launch_delay)
    free = frozenset(track.id for track in traffic if track.reach_m)
    laden = _laden(squadron, kit, today=(now + policy.utc_offset).date())
    question = _Question(squadron, rule, ambulance, now, policy, launch, _conditions(squadron, policy), laden, free)
    ways = find_ways(squadron, target, take_off=now + launch, policy=policy, traffic=traffic, worth=question.worth)
    edges = sum(way.edges for way in ways.values())
    answers = [question.ask(drone, ways.get((drone.station_id, drone.airframe.id))) for drone in squadron.drones]
    goes = sorted((a for a in answers if isinstance(a, Go)), key=lambda go: (go.arrival.mean, go.drone_id))
    reasons = [reason for a in answers if isinstance(a, tuple) for reason in a]
    if not goes:
        return NoGo(worst_first(reasons), edges)
    best, *slower = goes
    best_s = best.arrival.mean.total_seconds()
    reasons += [Reason(Code.SLOWER, go.drone_id, go.arrival.mean.total_seconds(), best_s) for go in slower]
    return replace(best, considered=worst_first(reasons), edges=edges)


@dataclass(frozen=True, slots=True)
class _Question:
    """One call, asked of every drone."""

    squadron: Squadron
    rule: KitRule
    ambulance: Travel | None
    now: datetime
    policy: DropPolicy
    launch: timedelta
    conditions: Conditions
    laden: Laden
    free: frozenset[str]

    def worth(self, station_id: str, airframe_id: str) -> Worth:
        """Whether a way round whatever stands on a line could be flown by a drone of the station, and in time."""
        of_these = [d for d, _ in self.laden.values() if (d.station_id, d.airframe.id) == (station_id, airframe_id)]
        return lambda line: any(self._could(drone, line) for drone in of_these)

    def _could(self, drone: Drone, line: Way) -> bool:
        found = self._flown(drone, line, self.conditions)
        if found is None:
            return True
        flight, budget = found
        return could_carry(budget) and not any(self._race(self._arrival(line, flight)))

    def _flown(self, drone: Drone, line: Way, conditions: Conditions) -> tuple[Flight, Budget] | None:
        """With the kit it would take; one that has none is taken to fly without."""
        kit = self.laden[drone.id][1]
        mass_kg = kit.mass_kg if isinstance(kit, Kit) else 0.0
        return conditions.flight(drone, line.path, height_m=line.height_m, kit_mass_kg=mass_kg)

    def ask(self, drone: Drone, way: Way | Blocked | None) -> Go | tuple[Reason, ...]:
        """A Go with nothing considered yet, or every reason against this drone."""
        kit = self.laden[drone.id][1]
        line = way.line if isinstance(way, Blocked) else way
        against = [
            *([Reason(Code.REAL_DRONE)] if drone.id in self.squadron.real else []),
            *standing_reasons(drone, now=self.now, policy=self.policy),
            *self._weather(drone, way),
            *self._airspace(drone, way),
        ]
        if isinstance(kit, tuple):
            against += kit
        if line is None:
            return _named(drone, against)
        found = self._flown(drone, line, self.conditions)
        against += self._flight(drone, line, found)
        if against or found is None or not isinstance(kit, Kit) or line is not way:
            return _named(drone, against)
        return self._go(drone, kit, line, *found)

    def _flight(self, drone: Drone, line: Way, found: tuple[Flight, Budget] | None) -> Iterator[Reason]:
        """What speaks against flying this line: the battery and the race, and where the air forbids it or is unknown
        both at their kindest."""
        conditions = self.conditions
        if found is None and conditions.wind is not None and conditions.temperature_c is not None:
            yield Reason(Code.WIND_FORBIDS_LEG)
        found = found or self._flown(drone, line, conditions.kindest)
        if found is not None:
            flight, budget = found
            yield from battery_reasons(budget)
            yield from self._race(self._arrival(line, flight))

    def _weather(self, drone: Drone, way: Way | Blocked | None) -> tuple[Reason, ...]:
        """Against the weather at the height it would fly, at the lowest of all where there is no way."""
        height_m = way.height_m if isinstance(way, Way) else self.policy.lowest_m
        limits = self.policy.limits
        return weather_reasons(self.squadron.weather, drone.airframe, limits=limits, height_m=height_m, now=self.now)

    def _airspace(self, drone: Drone, way: Way | Blocked | None) -> Iterator[Reason]:
        zones = frozenset(zone.id for zone in self.squadron.zones)
        cap = self.policy.way.edges_most
        return way_reasons(way, station_id=drone.station_id, zones=zones, free=self.free, cap=cap)

    def _go(self, drone: Drone, kit: Kit, way: Way, flight: Flight, budget: Budget) -> Go:
        arrival = self._arrival(way, flight)
        return Go(
            drone_id=drone.id,
            station_id=drone.station_id,
            kit_id=kit.id,
            kit=kit.kind,
            path=way.path,
            launch_delay=self.launch,
            flight=flight,
            arrival=arrival,
            p_first=p_first(arrival, self._rival) if self._rival is not None else None,
            expected_gain=expected_gain(arrival, self._rival) if self._rival is not None else None,
            energy=budget,
            energy_margin_wh=(budget.left_wh or 0.0) - budget.needed_wh,
            height_m=way.height_m,
            site=way.site,
            delay=way.delay,
            keep_out=way.keep_out,
        )

    @property
    def _rival(self) -> Arrival | None:
        return ambulance_arrival(self.ambulance) if self.ambulance is not None else None

    def _arrival(self, way: Way, flight: Flight) -> Arrival:
        spread = spread_s(flight, self.squadron.figures, launch_sd=self.policy.launch_sd, leg_spread=LEG_SPREAD)
        return Arrival(self.launch + way.delay + flight.kit_down, timedelta(seconds=spread))

    def _race(self, arrival: Arrival) -> Iterator[Reason]:
        rule, ambulance, rival = self.rule, self.ambulance, self._rival
        if ambulance is None or rival is None:
            return
        if ambulance.p50 < rule.ambulance_min:
            yield Reason(
                Code.AMBULANCE_NEAR, value=ambulance.p50.total_seconds(), limit=rule.ambulance_min.total_seconds()
            )
        chance, gain = p_first(arrival, rival), expected_gain(arrival, rival)
        if chance < rule.p_first_min:
            yield Reason(Code.NOT_FIRST, value=chance, limit=rule.p_first_min)
        if gain < rule.gain_min:
            yield Reason(Code.NO_GAIN, value=gain.total_seconds(), limit=rule.gain_min.total_seconds())


def _named(drone: Drone, against: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each reason once, with the drone's name."""
    return tuple(dict.fromkeys(replace(reason, drone_id=drone.id) for reason in against))


def standing_reasons(drone: Drone, *, now: datetime, policy: DropPolicy) -> Iterator[Reason]:
    """What stands against any flight of this drone, whoever asks."""
    if drone.out_of_service is not None:
        yield Reason(Code.OUT_OF_SERVICE, ref=drone.out_of_service)
    if drone.sortie_id is not None:
        yield Reason(Code.DRONE_BUSY, ref=drone.sortie_id)
    elif drone.away_m is not None and drone.away_m > HOME_APART_M:
        yield Reason(Code.AWAY, value=drone.away_m, limit=HOME_APART_M)
    yield from _unheard(drone, now - drone.heard_at if drone.heard_at is not None else None, policy.unheard_after)
    if drone.battery_share is None:
        yield Reason(Code.BATTERY_UNKNOWN)


def _unheard(drone: Drone, silent: timedelta | None, most: timedelta) -> Iterator[Reason]:
    """Of a drone that no line leads to nothing is to be heard: people tell how it stands."""
    if drone.connected and (silent is None or silent > most):
        value = silent.total_seconds() if silent is not None else None
        yield Reason(Code.NOT_HEARD, value=value, limit=most.total_seconds())


def _conditions(squadron: Squadron, policy: DropPolicy) -> Conditions:
    weather = squadron.weather
    degrees = weather.temperature_c if weather is not None else None
    return Conditions(known_wind(weather), degrees, policy.profile, policy.reserve, squadron.figures)


def _laden(squadron: Squadron, kind: KitKind, *, today: date) -> Laden:
    """Every drone with the kit it would take, or why it takes none."""
    return {drone.id: (drone, choose_kit(squadron.kits, drone, kind, today=today)) for drone in squadron.drones}
