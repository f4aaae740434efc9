"""How long finding a hospital takes: telephone one by one, parallel messages, our ladder. Two thousand patients, pure.

Every patient meets the same hospitals in the same mood whatever the way of asking: what differs is the asking alone.
The ladder is the live one (`hospitals.ladder`), step by step. Reply rates with and without a lamp on the desk are the
published 66.5 % and 33.5 %; what a telephone call takes and how far a street is longer than a line are assumptions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

from chassis.chance import seeded
from chassis.geo import Box, LatLon, distance_m
from chassis.travel import Travel
from dispatch.simulation.answers import REPLIES
from hospitals.ladder import Ask, How, Rung, View, climb, first_asks
from hospitals.merit import RULES
from hospitals.model import Capability, Hospital
from hospitals.ranking import Needs, Option, Ranking, TermCode
from hospitals.request import UNANSWERED, Minimum, Request, RequestState
from hospitals.rungs import LadderPolicy
from hospitals.select import HospitalPolicy, rank_hospitals

BEGAN = datetime(2026, 5, 23, 10, 40, tzinfo=UTC)
SPEED_MPS, STREETS = 16.7, 1.4  # 60 km/h with blue light; streets against the straight line: assumptions
REPLIES_WITHOUT_LAMP = 0.335
REPLY_S, CALL_S = (8.0, 55.0), (60.0, 180.0)  # from message to answer; from dialling to yes or no
BATCH, BATCH_S = 3, 120.0  # messages at once without a ladder, and how long they are waited for
GIVES_UP_S = 3600.0
CASES = (  # what is asked for in a region, and how often: an assumption
    (Needs((Capability.STEMI,), 1, "stemi"), 20),
    (Needs((Capability.ISCHAEMIC_STROKE,), 2, "stroke"), 25),
    (Needs((Capability.ICH,), 1, "haemorrhage"), 10),
    (Needs((Capability.ABDOMINAL_SURGERY,), 2), 15),
    (Needs((), 2), 30),
)
SPENT = {TermCode.DRIVE, TermCode.OFFLOAD, TermCode.TREATMENT, TermCode.TRANSFER}


@dataclass(frozen=True, slots=True)
class Mood:
    """How one hospital would answer for one patient. `notices` below a reply rate means a message is answered."""

    willing: bool
    notices: float
    reply_s: float
    call_s: float


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient, the hospitals as ranked for them, and each hospital's mood."""

    needs: Needs
    ranking: Ranking
    moods: Mapping[str, Mood]


@dataclass(frozen=True, slots=True)
class Found:
    """When a hospital agreed (None: nobody did and one was designated), how many were asked, and the care after it."""

    accepted_s: float | None
    ended_s: float
    asks: int
    care_s: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What a way of asking comes to. A search nobody agreed in counts with the time until it was given up."""

    patients: int
    median_s: float
    p90_s: float
    asks: float
    over_10_min: float
    over_30_min: float
    nobody: float
    care_median_s: float


Way = Callable[[Patient], Found]


def patients(board: Sequence[Hospital], box: Box, number: int, *, willing: float = 1.0) -> list[Patient]:
    """The first `number` patients for whom any hospital comes into question; the same for the same board and box.

    `willing` below 1 is a crowded night: every hospital's chance of a yes is that much smaller.
    """
    return [made for n in range(number) if (made := _patient(board, box, n, willing)).ranking.options]


def by_telephone(patient: Patient) -> Found:
    """The crew phones the nearest first, one after the other, as today."""
    passed = 0.0
    for asked, option in enumerate(_nearest(patient), start=1):
        mood = patient.moods[option.hospital_id]
        passed += mood.call_s
        if mood.willing:
            return Found(passed, passed, asked, _care(option))
    return _designated(patient, passed, len(patient.ranking.options))


def by_messages(patient: Patient) -> Found:
    """Three nearest at once by message, no lamp, no ladder; the first yes wins; two minutes later the next three."""
    options = _nearest(patient)
    for first in range(0, len(options), BATCH):
        began, batch = first / BATCH * BATCH_S, options[first : first + BATCH]
        moods = [(patient.moods[option.hospital_id], option) for option in batch]
        said = [(m.reply_s, o.hospital_id, o) for m, o in moods if m.willing and m.notices < REPLIES_WITHOUT_LAMP]
        if said:
            after, _, option = min(said)
            return Found(began + after, began + after, first + len(batch), _care(option))
    return _designated(patient, len(options) / BATCH * BATCH_S, len(options))


def by_ladder(patient: Patient, policy: LadderPolicy | None = None) -> Found:
    """Our ladder with a lamp on every desk; who does not answer in a minute is phoned, one after the other."""
    return _Climb(patient, policy or LadderPolicy()).run()


def figures(found: Sequence[Found]) -> Figures:
    """Medians, 90th percentiles and shares over everybody. Raises ValueError when there is nobody."""
    if not found:
        raise ValueError("no patients")
    number, searched = len(found), sorted(one.ended_s for one in found)
    care = sorted(one.ended_s + one.care_s for one in found)
    return Figures(
        patients=number,
        median_s=_at(searched, 0.5),
        p90_s=_at(searched, 0.9),
        asks=sum(one.asks for one in found) / number,
        over_10_min=sum(one.ended_s > 600 for one in found) / number,
        over_30_min=sum(one.ended_s > 1800 for one in found) / number,
        nobody=sum(one.accepted_s is None for one in found) / number,
        care_median_s=_at(care, 0.5),
    )


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


WAYS: Mapping[str, Way] = {"telephone": by_telephone, "messages": by_messages, "ladder": by_ladder}


class _Climb:
    """One patient's climb on a clock of its own, in seconds."""

    def __init__(self, patient: Patient, policy: LadderPolicy) -> None:
        self._patient, self._policy = patient, policy
        self._requests: dict[str, Request] = {}
        self._events: list[tuple[float, int, str, bool]] = []  # when, in which order, which hospital, by telephone
        self._line_free = 0.0

    def run(self) -> Found:
        """Climb until a hospital is held, or somebody has to decide without one."""
        asks = first_asks(self._patient.ranking, needs=self._patient.needs, policy=self._policy)
        self._approach(asks, 0.0)
        now = 0.0
        while now < GIVES_UP_S:
            view = self._view(now)
            step = climb(view)
            if step.rung is Rung.HOLD:
                [held] = [r for r in view.requests if r.id == step.request_id]
                option = next(o for o in self._patient.ranking.options if o.hospital_id == held.hospital_id)
                return Found(now, now, len(self._requests), _care(option))
            if step.rung in {Rung.DESIGNATE, Rung.SUPERVISOR}:
                break
            self._approach(step.asks, now)
            now = self._next(now, step.due_at)
        return _designated(self._patient, now, len(self._requests))

    def _approach(self, asks: Sequence[Ask], now: float) -> None:
        for ask in asks:
            self._requests[ask.hospital_id] = _request(ask, self._patient.needs, now)
            mood = self._patient.moods[ask.hospital_id]
            noticed = ask.how is not How.PHONE and mood.notices < REPLIES
            phoned = now if ask.how is How.PHONE else now + self._policy.phone_after.total_seconds()
            self._expect(now + mood.reply_s if noticed else phoned, ask.hospital_id, by_phone=not noticed)

    def _expect(self, at: float, hospital_id: str, *, by_phone: bool) -> None:
        heappush(self._events, (at, len(self._events), hospital_id, by_phone))

    def _next(self, now: float, due_at: datetime | None) -> float:
        """The instant of the next answer or rung; what happens then is done."""
        due = (due_at - BEGAN).total_seconds() if due_at is not None else GIVES_UP_S
        if not self._events or self._events[0][0] > due:
            return max(due, now + 1.0)
        at, _, hospital_id, by_phone = heappop(self._events)
        mood = self._patient.moods[hospital_id]
        if by_phone and self._line_free <= at:
            self._line_free = at + mood.call_s
            heappush(self._events, (self._line_free, -1, hospital_id, False))
        elif by_phone:
            self._expect(self._line_free, hospital_id, by_phone=True)
        else:
            state = RequestState.ACCEPTED if mood.willing else RequestState.DECLINED
            self._requests[hospital_id] = replace(self._requests[hospital_id], state=state)
        return max(at, now)

    def _view(self, now: float) -> View:
        instant, expiry = BEGAN + timedelta(seconds=now), self._policy.expiry
        requests = tuple(
            replace(r, state=RequestState.EXPIRED) if r.state in UNANSWERED and instant - r.asked_at >= expiry else r
            for r in self._requests.values()
        )
        return View(self._patient.ranking, self._patient.needs, requests, BEGAN, instant, self._policy, RULES)


def _patient(board: Sequence[Hospital], box: Box, number: int, willing: float) -> Patient:
    chance = seeded(f"acceptance:{number}")
    place = LatLon(chance.uniform(box.south, box.north), chance.uniform(box.west, box.east))
    needs = chance.choices([needs for needs, _ in CASES], weights=[weight for _, weight in CASES])[0]
    travel: dict[str, Travel | None] = {hospital.id: _drive(place, hospital.place) for hospital in board}
    ranking = rank_hospitals(board, needs=needs, travel=travel, now=BEGAN, policy=HospitalPolicy())
    moods = {
        option.hospital_id: Mood(
            chance.random() < option.p_accept * willing,
            chance.random(),
            chance.uniform(*REPLY_S),
            chance.uniform(*CALL_S),
        )
        for option in sorted(ranking.options, key=lambda o: o.hospital_id)
    }
    return Patient(needs, ranking, moods)


def _drive(here: LatLon, there: LatLon) -> Travel:
    metres = distance_m(here, there) * STREETS
    p50 = timedelta(seconds=round(metres / SPEED_MPS))
    return Travel(p50, p50 * 1.4, metres)


def _nearest(patient: Patient) -> list[Option]:
    return sorted(patient.ranking.options, key=lambda o: (o.travel.p50, o.hospital_id))


def _care(option: Option) -> float:
    """From the yes to definitive care, onward transfer included."""
    return sum(term.time.total_seconds() for term in option.terms if term.code in SPENT)


def _designated(patient: Patient, after_s: float, asks: int) -> Found:
    return Found(None, after_s, asks, _care(patient.ranking.options[0]))


def _request(ask: Ask, needs: Needs, now: float) -> Request:
    return Request(
        id=ask.hospital_id,
        region="study",
        incident_id="study",
        patient_id="study",
        hospital_id=ask.hospital_id,
        hospital_region="study",
        state=RequestState.SENT,
        version=0,
        minimum=Minimum(needs.acuity, needs.bundle, None, None, None),
        capabilities=needs.capabilities,
        expected=ask.expected,
        p_accept=ask.p_accept,
        phone_first=ask.how is How.PHONE,
        designated=False,
        alerts=0,
        asked_by="study",
        asked_at=BEGAN + timedelta(seconds=now),
    )
