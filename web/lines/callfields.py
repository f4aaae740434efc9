"""What the public call form holds: read as it was typed, so that nothing is lost when something has to be corrected."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chassis.errors import InvalidInputError
from chassis.geo import LatLon
from chassis.secrets import new_token
from dispatch.calls import NewCall
from dispatch.lines.forms import Answer
from dispatch.model import Channel, Gate, Hypothesis, LocationSource, Tri
from dispatch.registered.card import complete_number
from web.i18n import LANGUAGES, catalogue

NAMES = ("once", "conscious", "breathing", "happened", "address", "lat", "lon", "accuracy", "number", "sure")
LONGEST = {"happened": 2000, "address": 200}
MOST_OF_GATE = 500
ASKED = LANGUAGES[0]  # the desk reads the question in its own language, and the answer as it was given


@dataclass(frozen=True, slots=True)
class Filled:
    """The form. `wrong` names the fields that keep it from being sent, in the order of the page."""

    values: Mapping[str, str]
    wrong: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same words from the same page: sent twice, they are one call."""
        told = "\0".join(f"{name}={self.values[name]}" for name in NAMES)
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def number(self) -> str:
        """The number to call back, as it is dialled."""
        return complete_number(self.values["number"])

    def answers(self) -> tuple[Answer, ...]:
        """The address as it was typed; a person looks for it."""
        address = self.values["address"]
        return (Answer(catalogue(ASKED)["callform.address"], address),) if address else ()

    def call(self, region: str, speaks: str, now: datetime) -> NewCall:
        """As dispatch knows it."""
        happened = self.values["happened"] or None
        gate = Gate(_tri(self.values["conscious"]), _tri(self.values["breathing"]), (happened or "")[:MOST_OF_GATE])
        return NewCall(
            region,
            Channel.WEB,
            caller_number=self.number,
            text=happened,
            hypotheses=_places(self.values, now),
            gate=gate if happened else Gate(gate.conscious, gate.breathing),
            language=speaks,
        )


def empty() -> Filled:
    """A fresh form, with the mark that makes two posts of it one call."""
    return Filled(dict.fromkeys(NAMES, "") | {"once": new_token(18)})


def read(form: Mapping[str, str]) -> Filled:
    """The form as it was posted."""
    values = {name: form.get(name, "").strip() for name in NAMES}
    values["once"] = values["once"][:64] or new_token(18)
    wrong = [name for name, most in LONGEST.items() if len(values[name]) > most]
    wrong += [] if _dialled(values["number"]) else ["number"]
    wrong += [] if values["sure"] else ["sure"]
    return Filled(values, tuple(wrong))


def _dialled(number: str) -> bool:
    try:
        return len(complete_number(number)) > 0
    except InvalidInputError:
        return False


def _tri(value: str) -> Tri:
    return Tri(value) if value in set(Tri) else Tri.UNKNOWN


def _places(values: Mapping[str, str], now: datetime) -> tuple[Hypothesis, ...]:
    """Where the device is, and what was typed: two ideas, for they may speak of two places."""
    address, place = values["address"], _position(values)
    typed = (Hypothesis(LocationSource.LINK, None, address, None, now),) if address else ()
    radius = _finite(values["accuracy"])
    found = () if place is None else (Hypothesis(LocationSource.LINK, place, None, radius, now),)
    return (*found, *typed)


def _position(values: Mapping[str, str]) -> LatLon | None:
    """None where a script has sent none, or something that is no place."""
    lat, lon = _finite(values["lat"]), _finite(values["lon"])
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    return LatLon(lat, lon)


def _finite(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
