"""Which yes is the best. A condition is weighed by what it costs the patient, not by being one."""

from collections.abc import Iterable
from datetime import timedelta

from hospitals.request import AGREED, Condition, Request
from hospitals.rungs import LadderPolicy

# A decision says by which rules it was made. 1: every conditional yes came after every other. 2: it costs minutes.
RULES = 2
WAITS = {Condition.IN_15_MIN.value: timedelta(minutes=15), Condition.IN_30_MIN.value: timedelta(minutes=30)}
NOTHING = timedelta(0)


def best_accept(
    requests: Iterable[Request], *, policy: LadderPolicy | None = None, rules: int = RULES
) -> Request | None:
    """The best yes among `requests`: soonest to definitive care, its condition counted in; None without any.

    A hospital that no ranking named comes after all that one did; of two alike the one without a condition wins, then
    the lower id.
    """
    agreed = [request for request in requests if request.state in AGREED]
    if rules == 1:
        return min(agreed, key=_by_the_first_rules, default=None)
    ladder = policy or LadderPolicy()
    return min(agreed, key=lambda one: _merit(one, ladder.of(one.minimum.bundle, one.minimum.acuity)), default=None)


def time_to_care(request: Request, policy: LadderPolicy) -> timedelta | None:
    """How long until definitive care if this yes is taken; None for a hospital that no ranking named."""
    return request.expected + condition_costs(request, policy) if request.expected is not None else None


def condition_costs(request: Request, policy: LadderPolicy) -> timedelta:
    """How much later a condition makes it: what is left of a wait at the door, an onward transfer, or the usual."""
    if request.condition is None:
        return NOTHING
    if request.condition == Condition.STABILISE_ONLY:
        return policy.stabilise_costs
    wait, arrival = WAITS.get(request.condition), request.minimum.eta
    if wait is None:
        return policy.condition_costs
    if arrival is None:
        return wait
    return max(NOTHING, (request.answered_at or request.asked_at) + wait - arrival)


def _merit(request: Request, policy: LadderPolicy) -> tuple[bool, timedelta, bool, str]:
    care = time_to_care(request, policy)
    return care is None, care or NOTHING, request.condition is not None, request.id


def _by_the_first_rules(request: Request) -> tuple[bool, timedelta, str]:
    expected = request.expected if request.expected is not None else timedelta.max
    return request.condition is not None, expected, request.id
