"""The state machines printed for people: `docs/states.md` is this module's output, and a test keeps it so."""

from collections.abc import Iterable
from typing import Any

from chassis.states import Transitions
from dispatch.compression import ARREST_KNOWN, FIRST_COMPRESSION, Undue
from dispatch.mass.model import CASUALTY
from dispatch.nemsis.elements import STAMPS
from dispatch.orders.model import ORDER
from dispatch.seeing import VIDEO
from dispatch.states import ASSIGNMENT, CHAIN, INCIDENT, AssignmentAction
from dispatch.telephone import LINE
from drones.states import SORTIE
from hospitals.request import REQUEST
from routing.priority.states import SIGNAL_REQUEST

INTRODUCTION = """# States

Printed from the code's own tables by `flask docs states`; do not edit. Nine machines that are never mixed: an
incident is *assigned*, *active* or *served* only by derivation from its assignments, and a crew arrives whatever the
hospital's request says."""


PRESSING = """`arrest_known` is left by the system when rules or a person first take the call for a cardiac arrest.
`first_compression` and `no_compression_…` are refused (`no_arrest`) unless the incident is or was one."""


def states_markdown() -> str:
    """The whole of docs/states.md."""
    machines: Iterable[tuple[str, Transitions[Any, Any]]] = (
        ("Line: one attempt to reach us by voice", LINE),
        ("Video: a caller's live picture", VIDEO),
        ("Incident", INCIDENT),
        ("Assignment: unit × incident", ASSIGNMENT),
        ("Hospital request: patient × hospital", REQUEST),
        ("Sortie: a drone order", SORTIE),
        ("Signal request: vehicle × junction", SIGNAL_REQUEST),
        ("Casualty: one of many", CASUALTY),
        ("Remote order: physician to crew", ORDER),
    )
    parts = [INTRODUCTION, *(_section(title, machine) for title, machine in machines), _stamps()]
    return "\n\n".join(parts) + "\n"


def _section(title: str, machine: Transitions[Any, Any]) -> str:
    rows = [f"| `{at}` | `{action}` | `{to}` |" for (at, action), to in machine.table.items()]
    table = "\n".join(["| in | action | leads to |", "|---|---|---|", *rows])
    return f"## {title}\n\n```mermaid\n{machine.mermaid()}\n```\n\n{table}"


def _stamps() -> str:
    steps = [
        "call_ringing",
        "call_received",
        "gate_done",
        ARREST_KNOWN,
        FIRST_COMPRESSION,
        *(reason.stamp for reason in Undue),
        *(action.value for _, action in CHAIN if action is not AssignmentAction.STAGE),
    ]
    rows = [f"| `{step}` | {STAMPS.get(step, '–')} |" for step in steps]
    return "\n".join(["## Time stamps", "", PRESSING, "", "| stamp | NEMSIS 3.5 |", "|---|---|", *rows])
