"""The few errors a command may raise. Each carries a stable `code`; `web.problems` maps them once."""

from collections.abc import Iterable, Mapping
from typing import ClassVar


class GoldentimeError(Exception):
    """Anything a person or a machine asked for that cannot be done. `code` never changes between releases."""

    code: ClassVar[str] = "error"

    def details(self) -> Mapping[str, object]:
        """Further members for the problem document; safe to show to the asker."""
        return {}


class NotFoundError(GoldentimeError):
    """No such thing, or none that the asker may see."""

    code = "not_found"

    def __init__(self, kind: str, ident: str) -> None:
        super().__init__(f"no {kind} {ident}")
        self.kind, self.ident = kind, ident

    def details(self) -> Mapping[str, object]:
        return {"kind": self.kind, "id": self.ident}


class IllegalMoveError(GoldentimeError):
    """The state machine has no such step. Names the legal ones."""

    code = "illegal_move"

    def __init__(self, machine: str, state: str, action: str, allowed: Iterable[str]) -> None:
        self.machine, self.state, self.action, self.allowed = machine, state, action, tuple(allowed)
        super().__init__(f"cannot {action} while {state}")

    def details(self) -> Mapping[str, object]:
        return {"machine": self.machine, "state": self.state, "action": self.action, "allowed": self.allowed}


class InvalidInputError(GoldentimeError):
    """A value that cannot be true. `field` names where, so that a page can put the sentence beside it."""

    code = "invalid_input"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason

    def details(self) -> Mapping[str, object]:
        return {"errors": [{"field": self.field, "reason": self.reason}]}


class InvalidInputsError(GoldentimeError):
    """Several values that cannot be true, told at once. Each mistake names its `field`, its `reason`, and more."""

    code = "invalid_input"

    def __init__(self, mistakes: Iterable[Mapping[str, object]]) -> None:
        self.mistakes = tuple(dict(one) for one in mistakes)
        super().__init__("; ".join(f"{one['field']}: {one['reason']}" for one in self.mistakes))

    def details(self) -> Mapping[str, object]:
        return {"errors": list(self.mistakes)}


class ForbiddenError(GoldentimeError):
    """The asker is known, and may not."""

    code = "forbidden"


class TakenError(GoldentimeError):
    """Somebody was faster. Says who and when, so that nobody has to ask on the radio."""

    code = "taken"

    def __init__(self, kind: str, ident: str, *, by: str, at: str, why: str) -> None:
        super().__init__(f"{kind} {ident} was taken by {by} at {at}: {why}")
        self.kind, self.ident, self.by, self.at, self.why = kind, ident, by, at, why

    def details(self) -> Mapping[str, object]:
        return {"kind": self.kind, "id": self.ident, "by": self.by, "at": self.at, "why": self.why}


class TooManyError(GoldentimeError):
    """More than one person can mean in so short a time. Says when to try again."""

    code = "too_many"

    def __init__(self, what: str, *, retry_after_s: int) -> None:
        super().__init__(f"too many {what}; try again in {retry_after_s} s")
        self.what, self.retry_after_s = what, retry_after_s

    def details(self) -> Mapping[str, object]:
        return {"what": self.what, "retry_after_s": self.retry_after_s}


class FullError(GoldentimeError):
    """There is room for so many and no more. Says who is there."""

    code = "full"

    def __init__(self, what: str, *, most: int, by: str) -> None:
        super().__init__(f"{most} are in {what} already: {by}")
        self.what, self.most, self.by = what, most, by

    def details(self) -> Mapping[str, object]:
        return {"what": self.what, "most": self.most, "by": self.by}


class OwnAccountError(GoldentimeError):
    """Nobody takes their own way in away."""

    code = "own_account"


class LastAdministratorError(GoldentimeError):
    """Somebody has to be left who can let others in."""

    code = "last_administrator"


class StaleError(GoldentimeError):
    """Somebody else has written this since the asker last looked. Says who, when and what, so that nothing is lost."""

    code = "stale"

    def __init__(self, kind: str, ident: str, *, part: str, by: str, at: str) -> None:
        super().__init__(f"{part} of {kind} {ident} was written by {by} at {at}")
        self.kind, self.ident, self.part, self.by, self.at = kind, ident, part, by, at

    def details(self) -> Mapping[str, object]:
        return {"kind": self.kind, "id": self.ident, "part": self.part, "by": self.by, "at": self.at}


class MisfitError(GoldentimeError):
    """What was chosen does not fit what others have chosen meanwhile. `final` where nobody may choose it so."""

    code = "misfit"

    def __init__(self, found: Iterable[tuple[str, str]], *, final: bool) -> None:
        self.found, self.final = tuple(found), final
        super().__init__("; ".join(f"{ident}: {why}" for ident, why in self.found))

    def details(self) -> Mapping[str, object]:
        return {"misfits": [{"id": ident, "why": why} for ident, why in self.found], "final": self.final}


class UnsureError(GoldentimeError):
    """Units would go to a place nobody has verified: a person is asked once, and may."""

    code = "unsure"

    def __init__(self, kind: str, ident: str) -> None:
        super().__init__(f"the place of {kind} {ident} is unverified")
        self.kind, self.ident = kind, ident

    def details(self) -> Mapping[str, object]:
        return {"kind": self.kind, "id": self.ident}


class NoArrestError(GoldentimeError):
    """Compressions were told of where nothing that is known speaks of a cardiac arrest."""

    code = "no_arrest"

    def __init__(self, kind: str, ident: str) -> None:
        super().__init__(f"{kind} {ident} is no cardiac arrest by its rules")
        self.kind, self.ident = kind, ident

    def details(self) -> Mapping[str, object]:
        return {"kind": self.kind, "id": self.ident}


class NotReadyError(GoldentimeError):
    """Something has to be in order first. Names every check that is not, with the code of what is wrong.

    `measured` are figures that say how far it is from that.
    """

    code = "not_ready"

    def __init__(
        self, kind: str, ident: str, checks: Mapping[str, str], measured: Mapping[str, float | None] | None = None
    ) -> None:
        super().__init__(f"{kind} {ident} is not ready: {', '.join(checks)}")
        self.kind, self.ident, self.checks, self.measured = kind, ident, dict(checks), dict(measured or {})

    def details(self) -> Mapping[str, object]:
        return {"kind": self.kind, "id": self.ident, "checks": self.checks, **self.measured}


class ContradictedError(GoldentimeError):
    """What it is about says otherwise of itself. Says what."""

    code = "contradicted"

    def __init__(self, kind: str, ident: str, says: str) -> None:
        super().__init__(f"{kind} {ident} says otherwise: {says}")
        self.kind, self.ident, self.says = kind, ident, says

    def details(self) -> Mapping[str, object]:
        return {"kind": self.kind, "id": self.ident, "says": self.says}


class NotInCommandError(GoldentimeError):
    """Somebody else has command of it. Says who and since when; it may be taken over by an explicit command."""

    code = "not_in_command"

    def __init__(self, kind: str, ident: str, *, by: str, at: str) -> None:
        super().__init__(f"{by} has had command of {kind} {ident} since {at}")
        self.kind, self.ident, self.by, self.at = kind, ident, by, at

    def details(self) -> Mapping[str, object]:
        return {"kind": self.kind, "id": self.ident, "by": self.by, "at": self.at}


class StillInTheAirError(GoldentimeError):
    """What it is about is heard in the air. Says when, and how high, as far as it is known."""

    code = "still_in_the_air"

    def __init__(self, kind: str, ident: str, *, at: str, altitude_m: float | None) -> None:
        super().__init__(f"{kind} {ident} was heard in the air at {at}")
        self.kind, self.ident, self.at, self.altitude_m = kind, ident, at, altitude_m

    def details(self) -> Mapping[str, object]:
        return {"kind": self.kind, "id": self.ident, "at": self.at, "altitude_m": self.altitude_m}


class TooLateError(GoldentimeError):
    """What was open to the asker until an instant is no more: somebody else may be asked. Says since when."""

    code = "too_late"

    def __init__(self, kind: str, ident: str, *, until: str) -> None:
        super().__init__(f"{kind} {ident} could be read until {until}")
        self.kind, self.ident, self.until = kind, ident, until

    def details(self) -> Mapping[str, object]:
        return {"kind": self.kind, "id": self.ident, "until": self.until}


class OutrunError(GoldentimeError):
    """The world changed between looking and writing. The command looks again; the asker rarely sees this."""

    code = "outrun"
