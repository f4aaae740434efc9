"""How a simulated hospital answers a request, and when; and how simulated pilots fly. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.chance import Random, seeded
from drones.lowering import hanging
from drones.mission import Phase
from drones.sortie import Sortie
from drones.states import SortieAction, SortieState
from hospitals.request import DeclineCode, Request, Via

# Reply rate with a lamp on the desk 66.5 %, without 33.5 %; about half of what is not taken is for lack of staff:
# published figures, see docs/simulation.md. Hospitals here have the lamp.
REPLIES = 0.665
KEYPAD = 0.15  # assumption: of those that reply, who does it on the telephone we ring
PHONES_BACK = 0.20  # assumption: of those that do not reply in time, who calls the control room later
ACCEPTS = 0.55  # when the ranking names no chance of its own
DECLINES = (
    (DeclineCode.NO_SPECIALIST, 22),
    (DeclineCode.SPECIALIST_BUSY, 18),
    (DeclineCode.NO_STAFF, 10),
    (DeclineCode.NO_ED_BED, 16),
    (DeclineCode.NO_ICU_BED, 10),
    (DeclineCode.NO_WARD_BED, 4),
    (DeclineCode.CROWDING, 10),
    (DeclineCode.NO_OPERATING_ROOM, 6),
    (DeclineCode.EQUIPMENT_DOWN, 4),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a hospital will say, how, and after how long; `declined` None is a yes."""

    after: timedelta
    declined: DeclineCode | None
    via: Via = Via.PAGE

    def due(self, speed: float) -> timedelta:
        """How long the clock runs until then. A page is answered by the day's own time; a telephone that rings by the
        ladder's clock, which no day hurries, is answered by that."""
        return self.after / speed if self.via is Via.PAGE else self.after


def answer_to(request: Request) -> Answer | None:
    """None when nobody will answer; the same request always gets the same answer."""
    chance = seeded(f"answer:{request.id}")
    replies = chance.random() <= REPLIES
    if not replies and chance.random() > PHONES_BACK:
        return None
    via, after = _how(chance, replies=replies, rung=request.phone_first)
    if chance.random() < (request.p_accept if request.p_accept is not None else ACCEPTS):
        return Answer(after, None, via)
    codes, weights = zip(*DECLINES, strict=True)
    return Answer(after, chance.choices(codes, weights=weights)[0], via)


def _how(chance: Random, *, replies: bool, rung: bool) -> tuple[Via, timedelta]:
    """On the page; on the keys of the telephone, once it has rung (at once, or after a minute); or by calling back."""
    if not replies:
        return Via.PHONE, timedelta(seconds=chance.uniform(100, 240))
    if chance.random() < KEYPAD:
        return Via.KEYPAD, timedelta(seconds=(0 if rung else 60) + chance.uniform(8, 40))
    return Via.PAGE, timedelta(seconds=chance.uniform(8, 55))


PILOT_STEPS = {  # what a pilot does in a state, and after how many seconds; the flight itself is the autopilot's
    SortieState.REQUESTED: (SortieAction.ACCEPT, 6),
    SortieState.ACCEPTED: (SortieAction.PREFLIGHT_OK, 18),
    SortieState.PREFLIGHT_OK: (SortieAction.LAUNCH, 12),
    SortieState.ON_STATION: (SortieAction.LOWER, 10),
    SortieState.LANDED: (SortieAction.CLOSE, 60),
}


def pilot_step(state: SortieState, since: timedelta) -> SortieAction | None:
    """What the pilot does now; None while there is nothing to do."""
    due = PILOT_STEPS.get(state)
    return due[0] if due is not None and since >= timedelta(seconds=due[1]) else None


def let_go(sortie: Sortie, now: datetime) -> SortieAction | None:
    """Release, once the kit stands on the ground: as much line is out as was planned, for as long as that takes.

    A winch turns at its own pace, whatever the speed of the day.
    """
    if sortie.state is not SortieState.LOWERING:
        return None
    waits = now - sortie.entered[SortieState.LOWERING] < sortie.flight.time_of(Phase.LOWER)
    return None if waits or hanging(sortie, now=now) is not None else SortieAction.RELEASE
