"""The list that is gone through before a drone may fly. Pure.

Each check is answered by the vehicle, by what the system knows, or by a person. What nobody has answered is not green,
and the server refuses to go on while one is not: the page only shows it. Of a drone without a link the pilot reads the
vehicle's part on the controller and confirms it by hand.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from drones.certificates import Certificate, permits
from drones.crossing import Crossing
from drones.lacks import Lack
from drones.limits import weather_reasons
from drones.model import Drone, Kit, Weather
from drones.policy import DropPolicy
from drones.reasons import Reason
from drones.sortie import Sortie, Tick
from drones.states import SortieState
from drones.vehicle import VehicleState

FIX_MIN, SATELLITES_MIN, HDOP_MAX = 3, 10, 1.5
NOTICES_GOOD_FOR = timedelta(hours=12)  # a shift
LINK_LATE = timedelta(seconds=1)  # positions come five times a second, and the link writes each turn what it hears
RECKONED_LATE = timedelta(seconds=3)  # of a drone without a line, for simulated calls: reckoned once a second
PAD_CLEAR_FOR = timedelta(seconds=120)  # people walk: what was clear is looked at again


class Check(StrEnum):
    """What is looked at, in the order of the list."""

    LINK = "link"
    POSITION = "position"
    ESTIMATE = "estimate"
    PREARM = "prearm"
    UPLOAD = "upload"
    BATTERY = "battery"
    WEATHER = "weather"
    AIRSPACE = "airspace"
    NOTICES = "notices"
    TRAFFIC = "traffic"
    PILOT = "pilot"
    KIT = "kit"
    PAD_CLEAR = "pad_clear"
    BELOW_CLEAR = "below_clear"  # over the target, before the kit is let down


class Judge(StrEnum):
    """Who answers a check."""

    VEHICLE = "vehicle"
    SYSTEM = "system"
    PERSON = "person"


BEFORE_TAKE_OFF = tuple(check for check in Check if check is not Check.BELOW_CLEAR)
OF_VEHICLE = (Check.LINK, Check.POSITION, Check.ESTIMATE, Check.PREARM, Check.UPLOAD)


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one check: `ok` is None while nobody knows.

    `value` was held against `limit`; `ref` names what is meant (a zone, a kit, a drone); `reasons` are those of the
    weather; `tick` is a person's word. `lack` says what keeps it from being green.
    """

    check: Check
    judge: Judge
    ok: bool | None
    lack: Lack | None = None
    value: float | None = None
    limit: float | None = None
    ref: str | None = None
    reasons: tuple[Reason, ...] = ()
    tick: Tick | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the list is answered from, as one transaction saw it.

    `crossings` are the zones on the way, `notices` when and by whom the notices of the day were read; `too_close` the
    first other drone it would meet and how near, in metres; `by_machine` that a vendor's system answered the order,
    whose pilot is known there.
    """

    sortie: Sortie
    drone: Drone
    kit: Kit | None
    weather: Weather | None
    crossings: tuple[Crossing, ...]
    certificates: tuple[Certificate, ...]
    notices: Tick | None
    connected: bool
    too_close: tuple[str, float] | None = None
    by_machine: bool = False


def check_all(facts: Facts, *, now: datetime, policy: DropPolicy) -> tuple[Finding, ...]:
    """Every check before take-off, in the order of the list."""
    found = {finding.check: finding for finding in _answers(facts, now, policy)}
    return tuple(found[check] for check in BEFORE_TAKE_OFF)


def look_below(sortie: Sortie) -> Finding:
    """Whether a person has seen during this very hold that the ground below is clear."""
    tick, since = sortie.ticks.get(Check.BELOW_CLEAR), sortie.entered.get(SortieState.ON_STATION)
    good = tick is not None and since is not None and tick.at >= since
    return Finding(Check.BELOW_CLEAR, Judge.PERSON, good or None, None if good else Lack.NOT_CONFIRMED, tick=tick)


def not_green(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What stands in the way of a flight; empty when it may begin."""
    return tuple(finding for finding in findings if finding.ok is not True)


def asked_of_person(findings: tuple[Finding, ...]) -> tuple[Check, ...]:
    """The checks a person has to answer, in the order of the list; their number is their key."""
    return tuple(finding.check for finding in findings if finding.judge is Judge.PERSON)


def _answers(facts: Facts, now: datetime, policy: DropPolicy) -> Iterator[Finding]:
    vehicle = facts.sortie.vehicle
    if facts.connected:
        yield _link(vehicle, now, LINK_LATE if facts.drone.connected else RECKONED_LATE)
        yield from (answer(vehicle, now) for answer in _VEHICLE)
        yield _upload(facts.sortie)
    else:
        yield from (_confirmed(facts, check, None, now) for check in OF_VEHICLE)
    yield _battery(facts)
    yield _weather(facts, now, policy)
    yield _airspace(facts)
    yield _notices(facts, now)
    yield _traffic(facts)
    yield _pilot(facts, (now + policy.utc_offset).date())
    yield _kit(facts, (now + policy.utc_offset).date())
    yield _confirmed(facts, Check.PAD_CLEAR, PAD_CLEAR_FOR, now)


def _link(vehicle: VehicleState | None, now: datetime, late: timedelta) -> Finding:
    if vehicle is None:
        return Finding(Check.LINK, Judge.VEHICLE, None, Lack.UNHEARD)
    age, most = (now - vehicle.at).total_seconds(), late.total_seconds()
    good = age <= most and vehicle.link_lost_since is None
    return Finding(Check.LINK, Judge.VEHICLE, good, None if good else Lack.LATE, value=max(0.0, age), limit=most)


def _position(vehicle: VehicleState | None, _: datetime) -> Finding:
    """The worst of fix, satellites and dilution; with all of them good, the satellites."""
    if vehicle is None or None in (vehicle.fix, vehicle.satellites, vehicle.hdop):
        return Finding(Check.POSITION, Judge.VEHICLE, None, Lack.UNHEARD)
    fix, satellites, hdop = vehicle.fix or 0, vehicle.satellites or 0, vehicle.hdop or 0.0
    finding = Finding(Check.POSITION, Judge.VEHICLE, ok=False)
    if fix < FIX_MIN:
        return replace(finding, lack=Lack.NO_FIX, value=fix, limit=FIX_MIN)
    if satellites < SATELLITES_MIN:
        return replace(finding, lack=Lack.FEW_SATELLITES, value=satellites, limit=SATELLITES_MIN)
    if hdop >= HDOP_MAX:
        return replace(finding, lack=Lack.POOR_HDOP, value=hdop, limit=HDOP_MAX)
    return replace(finding, ok=True, value=satellites, limit=SATELLITES_MIN)


def _estimate(vehicle: VehicleState | None, _: datetime) -> Finding:
    return _said(Check.ESTIMATE, vehicle.ekf_ok if vehicle is not None else None, Lack.ESTIMATE_BAD)


def _prearm(vehicle: VehicleState | None, _: datetime) -> Finding:
    return _said(Check.PREARM, vehicle.prearm_ok if vehicle is not None else None, Lack.NOT_READY)


_VEHICLE: tuple[Callable[[VehicleState | None, datetime], Finding], ...] = (_position, _estimate, _prearm)


def _said(check: Check, ok: bool | None, lack: Lack) -> Finding:
    why: Mapping[bool | None, Lack | None] = {True: None, False: lack, None: Lack.UNHEARD}
    return Finding(check, Judge.VEHICLE, ok, why[ok])


def _upload(sortie: Sortie) -> Finding:
    """What is verified no more is red; what was not verified yet is not green."""
    if sortie.plan_hash is None or sortie.verified_at is None:
        lack = sortie.vehicle.plan_lack if sortie.vehicle is not None else None
        ok = None if lack is None else False
        return Finding(Check.UPLOAD, Judge.VEHICLE, ok, lack or Lack.NOT_VERIFIED, ref=sortie.plan_hash)
    return Finding(Check.UPLOAD, Judge.VEHICLE, ok=True, ref=sortie.plan_hash)


def _battery(facts: Facts) -> Finding:
    """In watt-hours: what the battery holds, against the flight and its reserve. What a connected vehicle told once and
    tells no more is not known."""
    needed_wh = facts.sortie.flight.energy_wh + facts.sortie.reserve_wh
    told = facts.sortie.vehicle.battery_share if facts.sortie.vehicle is not None else None
    share = told if facts.connected else facts.drone.battery_share
    if share is None:
        return Finding(Check.BATTERY, Judge.SYSTEM, None, Lack.CHARGE_UNKNOWN, limit=needed_wh)
    left_wh = share * facts.sortie.battery_wh
    good = left_wh >= needed_wh
    return Finding(Check.BATTERY, Judge.SYSTEM, good, None if good else Lack.CHARGE_LOW, left_wh, needed_wh)


def _weather(facts: Facts, now: datetime, policy: DropPolicy) -> Finding:
    height_m = max(stage.end_altitude_m for stage in facts.sortie.flight.stages)
    against = weather_reasons(facts.weather, facts.drone.airframe, limits=policy.limits, height_m=height_m, now=now)
    lack = Lack.WEATHER if against else None
    return Finding(Check.WEATHER, Judge.SYSTEM, not against, lack, reasons=against)


def _airspace(facts: Facts) -> Finding:
    shut = [one.zone.name for one in facts.crossings if not one.open]
    named = ", ".join(shut or (one.zone.name for one in facts.crossings)) or None
    return Finding(Check.AIRSPACE, Judge.SYSTEM, not shut, Lack.ZONE_CLOSED if shut else None, ref=named)


def _notices(facts: Facts, now: datetime) -> Finding:
    most = NOTICES_GOOD_FOR.total_seconds()
    if facts.notices is None:
        return Finding(Check.NOTICES, Judge.SYSTEM, None, Lack.NOTICES_UNREAD, limit=most)
    age = (now - facts.notices.at).total_seconds()
    good = age <= most
    return Finding(Check.NOTICES, Judge.SYSTEM, good, None if good else Lack.NOTICES_OLD, age, most, tick=facts.notices)


def _traffic(facts: Facts) -> Finding:
    if facts.too_close is None:
        return Finding(Check.TRAFFIC, Judge.SYSTEM, ok=True)
    other, metres = facts.too_close
    return Finding(Check.TRAFFIC, Judge.SYSTEM, ok=False, lack=Lack.TOO_CLOSE, value=metres, ref=other)


def _pilot(facts: Facts, today: date) -> Finding:
    """The certificate of who accepted; a vendor names that of its own pilot."""
    if facts.by_machine:
        tick = facts.sortie.ticks.get(Check.PILOT)
        number = tick.value if tick is not None else None
        lack = None if number else Lack.NO_CERTIFICATE
        return Finding(Check.PILOT, Judge.PERSON, True if number else None, lack, ref=number, tick=tick)
    frame = facts.drone.airframe
    answer = permits(facts.certificates, take_off_kg=frame.mass_kg + frame.payload_max_kg, on=today)
    if isinstance(answer, Lack):
        ok = None if answer is Lack.NO_CERTIFICATE else False
        return Finding(Check.PILOT, Judge.SYSTEM, ok, answer, ref=facts.sortie.operator)
    return Finding(Check.PILOT, Judge.SYSTEM, ok=True, ref=answer.number)


def _kit(facts: Facts, today: date) -> Finding:
    """The label that was read must be that of the kit on the order."""
    tick, finding = facts.sortie.ticks.get(Check.KIT), Finding(Check.KIT, Judge.PERSON, ok=False)
    finding = replace(finding, ref=facts.sortie.kit_id, tick=tick)
    if facts.kit is None or facts.kit.expires_on < today:
        return replace(finding, lack=Lack.KIT_EXPIRED)
    if tick is None:
        return replace(finding, ok=None, lack=Lack.NOT_CONFIRMED)
    if (tick.value or "").strip().casefold() != facts.sortie.kit_id.casefold():
        return replace(finding, lack=Lack.OTHER_KIT)
    return replace(finding, ok=True)


def _confirmed(facts: Facts, check: Check, good_for: timedelta | None, now: datetime) -> Finding:
    """A person's word, given since the order was accepted, and no older than it may be."""
    tick, accepted = facts.sortie.ticks.get(check), facts.sortie.entered.get(SortieState.ACCEPTED)
    if tick is None or (accepted is not None and tick.at < accepted):
        return Finding(check, Judge.PERSON, None, Lack.NOT_CONFIRMED, tick=tick)
    if good_for is not None and now - tick.at > good_for:
        age, most = (now - tick.at).total_seconds(), good_for.total_seconds()
        return Finding(check, Judge.PERSON, None, Lack.CONFIRMED_LONG_AGO, age, most, tick=tick)
    return Finding(check, Judge.PERSON, ok=True, tick=tick)
