"""What a bystander is told and asked about a kit from the air, keyed to what the drone does. Pure.

The sentences are data (`protocols/drops.toml`), in every language an interview can be held in. What people answer are
marks: stamps on the incident, so that kit in hand, pads on and shock stand in its course with their times.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatch.cards import Words
from drones.kitstage import KitStage
from drones.model import KitKind


class DropMark(StrEnum):
    """What somebody at the call says of the kit. Each is a stamp of that name."""

    IN_HAND = "kit_in_hand"
    PADS_ON = "pads_on"
    SHOCK_GIVEN = "shock_given"
    NO_SHOCK = "no_shock_advised"
    USED = "kit_used"


class Unfetched(StrEnum):
    """Why nobody has the kit although it is on the ground. The stamp is `kit_not_fetched_` and the reason."""

    ALONE = "alone"  # one person, and the patient must not be left
    NOT_FOUND = "not_found"
    OUT_OF_REACH = "out_of_reach"
    UNSAFE = "unsafe"
    CREW_THERE = "crew_there"

    @property
    def stamp(self) -> str:
        """The stamp that says so."""
        return f"kit_not_fetched_{self.value}"


REPEATED = frozenset({DropMark.SHOCK_GIVEN, DropMark.NO_SHOCK})  # a defibrillator looks again every two minutes
STAMPS = frozenset({*(mark.value for mark in DropMark), *(why.stamp for why in Unfetched)})


@dataclass(frozen=True, slots=True)
class DropQuestion:
    """One question about the kit once it is in hand; any of `marks` answers it."""

    ask: Words
    marks: tuple[DropMark, ...]


@dataclass(frozen=True, slots=True)
class DropScript:
    """What is said of one kind of kit at each stage, and what is asked, in order."""

    kit: KitKind
    name: Words
    sources: tuple[str, ...]
    steps: Mapping[KitStage, tuple[Words, ...]]
    questions: tuple[DropQuestion, ...]

    def asked(self, stage: KitStage, marked: Collection[str]) -> DropQuestion | None:
        """What to ask now; None while there is nothing to ask. The last one stays open where its answer repeats."""
        if stage not in {KitStage.DOWN, KitStage.IN_HAND}:
            return None
        waiting = (one for one in self.questions if not any(mark in marked for mark in one.marks))
        repeated = (one for one in self.questions if REPEATED.intersection(one.marks))
        return next(waiting, None) or next(repeated, None)

    def takes(self, mark: DropMark) -> bool:
        """Whether this kind of kit has a question that `mark` answers."""
        return any(mark in question.marks for question in self.questions)
