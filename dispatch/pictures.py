"""Pictures of a patient from the crew: what they show, and how large they may be. Pure."""

from enum import StrEnum


class PictureKind(StrEnum):
    """What a picture shows, chosen in one tap; it says who should look at it first."""

    ECG_12 = "ecg_12"
    MEDICINE = "medicine"
    INJURY = "injury"
    SCENE = "scene"
    PAPER = "paper"


ALARMS = frozenset({PictureKind.ECG_12})  # what a hospital is told of by sound
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
DOCUMENT = "application/pdf"  # as monitors print a 12-lead; kept as it came
LARGEST = 8 * 1024 * 1024  # bytes
MOST = 30  # of one patient
