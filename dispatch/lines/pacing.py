"""How many calls one number, one address and one application may open in a while. Who is stopped is always told to
ring up: nothing is dropped in silence."""

from datetime import timedelta

from chassis.pace import Pace, keep_pace
from chassis.sealing import sealer_of
from dispatch.premises import plain_number
from dispatch.system import System

WINDOW = timedelta(minutes=10)
MOST_A_NUMBER = 5
MOST_AN_ADDRESS = 60  # a mobile network puts many telephones behind one address, and a crash has many witnesses
APP_WINDOW, MOST_AN_APP = timedelta(minutes=1), 120


def pace_form(system: System, number: str, address: str) -> None:
    """Count one call by the public form. Raises TooManyError."""
    paces = (
        Pace(_whom(system, "form.number", plain_number(number)), MOST_A_NUMBER, WINDOW),
        Pace(_whom(system, "form.address", address), MOST_AN_ADDRESS, WINDOW),
    )
    _count(system, paces)


def pace_app(system: System, machine: str) -> None:
    """Count one call by an application's machine. Raises TooManyError."""
    _count(system, (Pace(_whom(system, "app", machine), MOST_AN_APP, APP_WINDOW),))


def _count(system: System, paces: tuple[Pace, ...]) -> None:
    with system.db.write() as session:
        keep_pace(session, paces, now=system.clock.now())


def _whom(system: System, purpose: str, text: str) -> str:
    return sealer_of(system.settings).fingerprint(purpose, text)
