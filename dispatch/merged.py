"""What a call that was merged into an incident adds to its triage; it raises or leaves, and never lowers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dispatch.model import Priority
from dispatch.triage import ARREST, Rules, Triage


@dataclass(frozen=True, slots=True)
class Merged:
    """Another call about the same event, by the number of its incident, with what its own answers made of it."""

    number: str
    triage: Triage


def together(own: Triage, others: Sequence[Merged], rules: Rules) -> Triage:
    """The triage of an incident with those merged into it. The gravest call leads where it is graver than the
    incident's own answers, ties by number; needs of both add up, and `fired` names the call before its rules."""
    gravest = min(others, key=lambda one: (_gravity(one.triage), one.number), default=None)
    if gravest is None or _gravity(gravest.triage) >= _gravity(own):
        return own
    lead = gravest.triage
    alone = lead.determinant == ARREST and bool(lead.needs)  # who may have no pulse needs nothing else
    return replace(
        lead,
        bundle=lead.bundle or own.bundle,
        needs=lead.needs if alone else tuple(dict.fromkeys((*lead.needs, *own.needs))),
        kit=lead.kit or own.kit,
        response=min(lead.response, own.response, key=rules.responses.index),
        fired=(*own.fired, f"merged.{gravest.number}", *lead.fired),
        unknown=own.unknown,
        answers=tuple(dict.fromkeys((*own.answers, *lead.answers))),
        cards=own.cards,
    )


def _gravity(result: Triage) -> tuple[Priority, bool]:
    """An arrest leads all that is as urgent."""
    return result.priority, result.determinant != ARREST
