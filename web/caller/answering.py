"""The desk's side of the conversation with a caller."""

from apiflask import APIBlueprint

from chassis.identity import Role
from dispatch.desk import conversing
from web.caller.schemas import AnswerIn, SettleIn
from web.current import actor, system
from web.guard import for_roles

answering = APIBlueprint("answering", __name__, url_prefix="/api/v1/calls/<call_id>", tag="desk")
DESK = (Role.DISPATCHER, Role.SUPERVISOR)


@answering.post("/messages")
@answering.input(AnswerIn, arg_name="body")
@for_roles(*DESK)
def write(call_id: str, body: AnswerIn) -> tuple[str, int]:
    """A line to the caller; what they wrote before counts as read."""
    conversing.answer_caller(system(), actor(), call_id, text=body.text, phrase=body.phrase)
    return "", 204


@answering.post("/read")
@for_roles(*DESK)
def read(call_id: str) -> tuple[str, int]:
    """Somebody at the desk has read it."""
    conversing.read_caller(system(), actor(), call_id)
    return "", 204


@answering.post("/wishes")
@answering.input(SettleIn, arg_name="body")
@for_roles(*DESK)
def settle(call_id: str, body: SettleIn) -> tuple[str, int]:
    """Say what became of a wish of the caller's."""
    conversing.settle_wish(system(), actor(), call_id, body.kind, body.outcome)
    return "", 204
