"""What physicians and crews may send in about orders and talk."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from dispatch.guidance.ordering import Wanted
from dispatch.orders.model import OrderAction, OrderKind, OrderReason
from dispatch.orders.path import Dose
from web.desk.schemas import Body
from web.devicetime import DoneAt

Code = Annotated[str, Field(min_length=1, max_length=48)]
Words = Annotated[str, Field(max_length=200)]
Ident = Annotated[str, Field(max_length=64)]


class DoseIn(Body):
    """How much; for a drug also which way."""

    amount: Annotated[float, Field(gt=0, le=100_000)]
    unit: Annotated[str, Field(min_length=1, max_length=16)]
    route: Annotated[str | None, Field(min_length=1, max_length=16)] = None

    def dose(self) -> Dose:
        """As dispatch knows it."""
        return Dose(self.amount, self.unit, self.route)


class WantedIn(Body):
    """What is wanted: of the quick lists by `code`, else in words."""

    kind: OrderKind
    code: Code | None = None
    text: Words | None = None
    dose: DoseIn | None = None

    def wanted(self) -> Wanted:
        """As dispatch knows it."""
        return Wanted(self.kind, self.code, self.text, self.dose.dose() if self.dose else None)


class OrderIn(WantedIn):
    """An order. `name_id` is the physician's name tapped on a shared screen; one that `supersedes` another ends it."""

    name_id: Ident | None = None
    supersedes: Ident | None = None
    device_at: AwareDatetime | None = None


class OrderAnswerIn(Body):
    """A step of the crew: `heard` is what was read back."""

    action: Literal[OrderAction.READ_BACK, OrderAction.QUERY, OrderAction.GIVE, OrderAction.DECLINE]
    heard: DoseIn | None = None
    reason: OrderReason | None = None
    text: Words | None = None
    device_at: DoneAt | None = None


class SettleIn(Body):
    """A step of the physician."""

    action: Literal[OrderAction.UPHOLD, OrderAction.CONFIRM, OrderAction.CANCEL]
    name_id: Ident | None = None
    text: Words | None = None
    device_at: AwareDatetime | None = None


class LineIn(Body):
    """Words or a phrase, which is read in each reader's language."""

    text: Annotated[str | None, Field(max_length=500)] = None
    phrase: Annotated[str | None, Field(max_length=24)] = None
    name_id: Ident | None = None
    device_at: AwareDatetime | None = None


class SeenIn(Body):
    """The lines up to `newest` have come; `read` when somebody has them before their eyes."""

    newest: Annotated[int, Field(ge=0)]
    read: bool = False
