"""Whom to ask, when to widen, when to decide without asking: policy as data, read by functions without memory.

The same requests at the same instant always give the same step, so that a night can be replayed from the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hospitals.merit import RULES, best_accept
from hospitals.ranking import Needs, NoteCode, Option, Ranking
from hospitals.request import CHOSEN, UNANSWERED, Request
from hospitals.rungs import LadderPolicy


class How(StrEnum):
    """How a hospital is approached: its page, the telephone, or by authority without asking."""

    PAGE = "page"
    PHONE = "phone"
    DESIGNATE = "designate"


@dataclass(frozen=True, slots=True)
class Ask:
    """One hospital to approach. `expected` and `p_accept` are None for one that no ranking named."""

    hospital_id: str
    how: How = How.PAGE
    expected: timedelta | None = None
    p_accept: float | None = None


class Rung(StrEnum):
    """What the ladder says now."""

    DECIDED = "decided"  # a hospital is held, confirmed or reached
    NO_ASK = "no_ask"  # a light case: nobody is asked
    HOLD = "hold"  # the offer window is over and `request_id` is the best yes
    ASK = "ask"  # approach `asks`
    NEIGHBOURS = "neighbours"  # the board is used up or ten minutes are gone: widen beyond the catchment
    DESIGNATE = "designate"  # the regional room decides; `asks` proposes
    SUPERVISOR = "supervisor"  # a person must take over
    WAIT = "wait"  # nothing before `due_at`
    OUTSIDE = "outside"  # never a step: a person has named a hospital that is not in the system


@dataclass(frozen=True, slots=True)
class Step:
    """The next step of the ladder; what does not belong to its rung is empty."""

    rung: Rung
    asks: tuple[Ask, ...] = ()
    request_id: str | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class View:
    """All that one step is decided from: kept with the step, so that it can be decided again, bit by bit.

    `requests` are the patient's since the climb began at `started_at`, and whatever of theirs still lives. `policy` is
    the ladder of this very case. A record without `rules` was decided by the first.
    """

    ranking: Ranking
    needs: Needs
    requests: tuple[Request, ...]
    started_at: datetime
    now: datetime
    policy: LadderPolicy
    rules: int = 1


def climb(view: View) -> Step:
    """The next step from a view alone."""
    return next_step(
        view.ranking,
        needs=view.needs,
        requests=view.requests,
        started_at=view.started_at,
        now=view.now,
        policy=view.policy,
        rules=view.rules,
    )


def next_rung_at(started_at: datetime, now: datetime, policy: LadderPolicy) -> datetime | None:
    """When the clock alone brings the next rung of one case's ladder; None once the last one is reached."""
    waits = (policy.widen_after, policy.neighbours_after, policy.designate_after)
    return next((started_at + wait for wait in waits if now < started_at + wait), None)


def first_asks(ranking: Ranking, *, needs: Needs, policy: LadderPolicy) -> tuple[Ask, ...]:
    """Whom to approach at once: the designated one, the best k in parallel, or nobody for a light case."""
    policy = policy.of(needs.bundle, needs.acuity)
    if needs.acuity <= 2 and needs.bundle in policy.designated_bundles:
        return tuple(_ask(option, How.DESIGNATE) for option in ranking.options[:1])
    return _best(ranking, policy.parallel[needs.acuity - 1], asked=())


def next_step(
    ranking: Ranking,
    *,
    needs: Needs,
    requests: Sequence[Request],
    started_at: datetime,
    now: datetime,
    policy: LadderPolicy,
    rules: int = RULES,
) -> Step:
    """What to do now for a patient whose first request went out at `started_at` and whose requests are `requests`."""
    policy = policy.of(needs.bundle, needs.acuity)
    if any(request.state in CHOSEN for request in requests):
        return Step(Rung.DECIDED)
    agreed = best_accept(requests, policy=policy, rules=rules)
    if agreed is not None:
        window_ends = started_at + policy.offer_window
        return Step(Rung.HOLD, request_id=agreed.id) if now >= window_ends else Step(Rung.WAIT, due_at=window_ends)
    if not policy.parallel[needs.acuity - 1]:
        return Step(Rung.NO_ASK)
    if now >= started_at + policy.designate_after:
        return _decide_without(ranking, needs)
    return _widen(ranking, needs, requests, started_at, now, policy)


def _widen(
    ranking: Ranking,
    needs: Needs,
    requests: Sequence[Request],
    started_at: datetime,
    now: datetime,
    policy: LadderPolicy,
) -> Step:
    """Ask so many that the rung's number is reached, or two more as soon as nobody is left who could still answer."""
    due = policy.parallel[needs.acuity - 1]
    if now >= started_at + policy.widen_after:
        due += policy.widen_by
    if not any(request.state in UNANSWERED for request in requests):
        due = max(due, len(requests) + policy.widen_by)
    asks = _best(ranking, due - len(requests), asked=[request.hospital_id for request in requests])
    if asks:
        return Step(Rung.ASK, asks=asks)
    if now >= started_at + policy.neighbours_after or due > len(requests):
        return Step(Rung.NEIGHBOURS, due_at=started_at + policy.designate_after)
    return Step(Rung.WAIT, due_at=next_rung_at(started_at, now, policy))


def _decide_without(ranking: Ranking, needs: Needs) -> Step:
    if needs.acuity >= 3 or not ranking.options:
        return Step(Rung.SUPERVISOR)
    return Step(Rung.DESIGNATE, asks=(_ask(ranking.options[0], How.DESIGNATE),))


def _best(ranking: Ranking, number: int, *, asked: Sequence[str]) -> tuple[Ask, ...]:
    """The best `number` of those not yet asked whose lamp is not already burning for too many."""
    able = [
        option
        for option in ranking.options
        if option.hospital_id not in asked and NoteCode.ASK_BUDGET_SPENT not in option.notes
    ]
    return tuple(_ask(option, How.PHONE if option.phone_first else How.PAGE) for option in able[: max(0, number)])


def _ask(option: Option, how: How) -> Ask:
    return Ask(option.hospital_id, how, option.expected, option.p_accept)
