"""State machines as tables: one mapping gives the rule, the buttons, the diagram and the test oracle."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from chassis.errors import IllegalMoveError

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Transitions(Generic[S, A]):
    """`{(state, action): next state}`; what is not in the table is illegal."""

    name: str
    start: S
    table: Mapping[tuple[S, A], S]

    def after(self, state: S, action: A) -> S:
        """The state that `action` leads to; raises IllegalMoveError naming what would be allowed."""
        following = self.table.get((state, action))
        if following is None:
            raise IllegalMoveError(self.name, state, action, self.allowed(state))
        return following

    def allowed(self, state: S) -> tuple[A, ...]:
        """The actions possible in `state`, in the order of the table; for buttons."""
        return tuple(action for (at, action) in self.table if at == state)

    def ends(self) -> frozenset[S]:
        """The states nothing leads out of."""
        reached = frozenset(self.table.values()) | {self.start}
        return reached - frozenset(at for at, _ in self.table)

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, for docs/states.md."""
        rows = [f"    {at} --> {to}: {action}" for (at, action), to in self.table.items()]
        finals = [f"    {state} --> [*]" for state in sorted(self.ends())]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.start}", *rows, *finals])
