"""What a receiver's signature looks like when it is sent."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from chassis.strokes import MOST
from dispatch.care.transfer import LONGEST_NAME, NotSigned, Signature
from hospitals.duty import Duty
from web.desk.schemas import Body

NameId = Annotated[str | None, Field(max_length=64)]
Drawing = Annotated[str | None, Field(max_length=MOST)]


class SignatureIn(Body):
    """On the crew's device: a name tapped from the hospital's list, or a typed one with a drawn signature."""

    name_id: NameId = None
    name: Annotated[str | None, Field(max_length=LONGEST_NAME)] = None
    duty: Duty | None = None
    drawing: Drawing = None
    device_at: AwareDatetime | None = None

    def signature(self) -> Signature:
        """As dispatch knows it."""
        return Signature(self.name_id, self.name, self.duty, self.drawing, self.device_at)


class OwnSignatureIn(Body):
    """On the hospital's page: the name tapped on a shared screen; a person signed in signs as themselves."""

    name_id: NameId = None

    def signature(self) -> Signature:
        """As dispatch knows it."""
        return Signature(self.name_id)


class UnsignedIn(Body):
    """Why nobody signed."""

    reason: NotSigned


class FormIn(Body):
    """Which form is wanted as a text."""

    form: Literal["atmist", "imist_ambo", "isbar", "mist", "demist"] = "atmist"
