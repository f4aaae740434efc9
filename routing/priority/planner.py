"""Which requests to make, put right and take back for one vehicle on its way, decided anew at every look. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from routing.priority.messages import MEANS, SEQUENCES, Answer, Kind, PriorityRequest
from routing.priority.policy import PriorityPolicy
from routing.priority.states import AGAIN, ASKED, SIGNAL_REQUEST, RequestAction, RequestState
from routing.priority.way import PlannedRoute, Progress, StopLine


class Why(StrEnum):
    """Why a request is made, put right or taken back."""

    NEAR = "near"
    MOVED = "moved"
    SILENT = "silent"
    PASSED = "passed"
    REROUTED = "rerouted"
    ENDED = "ended"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Change:
    """Something to say to a junction: the request as it is from now on, the message's kind, and why."""

    request: PriorityRequest
    kind: Kind
    why: Why


def plan_changes(
    vehicle: str,
    way: PlannedRoute | None,
    progress: Progress | None,
    known: Sequence[PriorityRequest],
    *,
    severity: int,
    now: datetime,
    policy: PriorityPolicy,
    pace: float = 1.0,
    last_number: int | None = None,
) -> tuple[Change, ...]:
    """What to say now. `known` are all requests of the vehicle on this run, open and ended; `way` None: it is over.

    A way that no longer leads through an open request's movement takes it back in the same look, and asks at the
    junctions it leads through instead. A position older than the policy allows, or off the way, takes everything back.
    A request without an answer is said again: the word about it may have been lost. `pace` is how much faster than the
    clock a simulated day drives; `last_number` the newest number the vehicle has used, where `known` does not tell.
    """
    asked = [one for one in known if one.state in ASKED]
    if way is None:
        return tuple(_end(one, RequestAction.CANCEL, Why.ENDED, now) for one in asked)
    if progress is None or now - progress.at > policy.stale_after:
        return tuple(_end(one, RequestAction.GO_STALE, Why.STALE, now) for one in asked)
    lines = {_movement(one): one for one in way.stop_lines}
    changes = [change for one in asked for change in _kept(one, lines, way, progress, now, policy, pace)]
    last = last_number if last_number is not None else max((one.number for one in known), default=0)
    made = _made(vehicle, way, progress, known, last, severity=severity, policy=policy, now=now, pace=pace)
    return (*changes, *made)


def _movement(one: StopLine | PriorityRequest) -> tuple[str, int, int | None]:
    return one.junction, one.approach, one.exit


def _kept(
    request: PriorityRequest,
    lines: dict[tuple[str, int, int | None], StopLine],
    way: PlannedRoute,
    progress: Progress,
    now: datetime,
    policy: PriorityPolicy,
    pace: float,
) -> Iterator[Change]:
    line = lines.get(_movement(request))
    if line is None:
        yield _end(request, RequestAction.CANCEL, Why.REROUTED, now)
    elif progress.along_m >= line.along_m + policy.passed_m:
        yield _end(request, RequestAction.PASS, Why.PASSED, now)
    else:
        eta = progress.eta(way, line, pace=pace)
        if abs(eta - request.eta) > policy.update_after:
            yield Change(_said(request, now, eta=eta), Kind.UPDATE, Why.MOVED)
        elif _is_unheard(request, now, policy):
            yield Change(_said(request, now, eta=eta), Kind.UPDATE, Why.SILENT)


def _made(
    vehicle: str,
    way: PlannedRoute,
    progress: Progress,
    known: Sequence[PriorityRequest],
    number: int,
    *,
    severity: int,
    policy: PriorityPolicy,
    now: datetime,
    pace: float,
) -> Iterator[Change]:
    """New requests, nearest first. What was asked, refused or passed on this run is not asked again."""
    settled = {_movement(one) for one in known if one.state not in AGAIN}
    for line in sorted(way.stop_lines, key=lambda one: one.along_m):
        eta = progress.eta(way, line, pace=pace)
        near = progress.along_m < line.along_m and eta - now <= policy.lead
        if near and _movement(line) not in settled:
            settled.add(_movement(line))
            number += 1
            request = PriorityRequest(
                *(vehicle, number, line.junction, line.approach, line.exit, eta, severity),
                made_at=now,
                said_at=now,
                duration=policy.hold,
                state=SIGNAL_REQUEST.after(RequestState.PLANNED, RequestAction.REQUEST),
            )
            yield Change(request, Kind.REQUEST, Why.NEAR)


def _is_unheard(request: PriorityRequest, now: datetime, policy: PriorityPolicy) -> bool:
    waited = request.said_at is None or now - request.said_at >= policy.silent_after
    return waited and request.state in (RequestState.REQUESTED, RequestState.UNKNOWN)


def _end(request: PriorityRequest, action: RequestAction, why: Why, now: datetime) -> Change:
    return Change(_said(request, now, state=SIGNAL_REQUEST.after(request.state, action)), Kind.CANCEL, why)


def _said(
    request: PriorityRequest, now: datetime, *, eta: datetime | None = None, state: RequestState | None = None
) -> PriorityRequest:
    sequence = (request.sequence + 1) % SEQUENCES
    return replace(request, eta=eta or request.eta, state=state or request.state, sequence=sequence, said_at=now)


def answered(request: PriorityRequest, answer: Answer) -> PriorityRequest:
    """The request after a junction's answer; unchanged by one that is older than the newest, or comes too late."""
    if request.answered_at is not None and answer.at < request.answered_at:
        return request
    action = MEANS[answer.status]
    state = request.state
    if action is not None and action in SIGNAL_REQUEST.allowed(state):
        state = SIGNAL_REQUEST.after(state, action)
    return replace(request, state=state, answered_at=answer.at, heard_at=answer.heard_at or answer.at)


def fallen_silent(request: PriorityRequest, *, now: datetime, policy: PriorityPolicy) -> bool:
    """Whether nothing is known any more: no answer for too long, or a grant past its dead man's time.

    Our own updates move the arrival, so a junction that has stopped answering them counts as silent, too.
    """
    if request.state is RequestState.REQUESTED:
        return request.answered_at is None and now - request.made_at >= policy.silent_after
    over = now >= request.eta + request.duration + policy.grace
    return request.state in (RequestState.PROCESSING, RequestState.GRANTED, RequestState.WATCH) and (
        over or _is_unheeded(request, now, policy)
    )


def _is_unheeded(request: PriorityRequest, now: datetime, policy: PriorityPolicy) -> bool:
    """Whether the newest word has waited for an answer longer than answers take, and the last answer is old."""
    said, heard = request.said_at, request.heard_at
    if said is None or heard is None or said <= heard:
        return False
    return now - said >= policy.answer_within and now - heard >= policy.silent_after
