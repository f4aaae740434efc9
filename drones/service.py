"""Why people take a drone out of service: a code, and their own words where they have any. Pure.

What a failed flight leaves behind ("failed: …") and that it came down elsewhere ("diverted") only the system says.
Until now people wrote what they liked: such words stay readable as they are.
"""

from enum import StrEnum

LONGEST_TEXT = 64


class ServiceReason(StrEnum):
    """What a person may give."""

    INSPECTION = "inspection"
    REPAIR = "repair"
    BATTERY = "battery"
    WEATHER_EXPOSURE = "weather_exposure"
    TRAINING = "training"


def in_writing(reason: ServiceReason, text: str = "") -> str:
    """As it stands with the drone: `repair`, or `repair: a propeller`."""
    return f"{reason}: {text}" if text else reason.value
