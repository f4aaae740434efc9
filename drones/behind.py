"""What stands behind a drone, and what simulation may therefore do with it. Pure.

A drone that flies is a real one unless its line leads to a simulated vehicle. One without a line goes by its pilot's
hand: only of a sortie for a simulated call may it be said, in arithmetic, that it flew.
"""

from enum import Enum

LINE = "udpout"  # the link speaks first, to where the vehicle listens
HERE = {"127.0.0.1", "localhost"}


class Behind(Enum):
    """Who or what flies a drone when a sortie says so. Nobody is shown it."""

    HAND = "hand"  # nothing that could be told anything: a pilot with a controller
    SIMULATED = "simulated"  # a simulated vehicle at a port of this machine
    REAL = "real"  # a vehicle at the end of a line, or the system of a vendor


def line_to(port: int) -> str:
    """The link of a drone that is simulated at `port`."""
    return f"{LINE}:127.0.0.1:{port}"


def simulated_address(link: str | None) -> tuple[str, int] | None:
    """Where a simulated vehicle listens; None for a link that leads to a real one, or nowhere."""
    kind, host, port = (*(link or "").split(":"), "", "")[:3]
    return ("127.0.0.1", int(port)) if kind == LINE and host in HERE and port.isdigit() else None


def behind(link: str | None, *, vendor: bool) -> Behind:
    """What stands behind a drone with this link, at a station that has a vendor or none."""
    if vendor:
        return Behind.REAL
    if link is None:
        return Behind.HAND
    return Behind.SIMULATED if simulated_address(link) is not None else Behind.REAL


def barred(found: Behind, *, simulated: bool) -> bool:
    """Whether nobody may fly this: for a simulated call nothing real ever leaves the ground."""
    return simulated and found is Behind.REAL


def played(found: Behind, *, simulated: bool) -> bool:
    """Whether a simulated pilot may act: never on what people fly for people."""
    return found is Behind.SIMULATED or (found is Behind.HAND and simulated)


def computed(found: Behind, *, simulated: bool) -> bool:
    """Whether arithmetic alone says where the drone is."""
    return found is Behind.HAND and simulated
