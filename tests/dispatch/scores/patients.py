"""Somebody who is well: scores change one sign of them at a time."""

from dispatch.model import Vitals

WELL = Vitals(
    heart_rate_bpm=70,
    systolic_mmhg=120,
    respiratory_rate_bpm=16,
    spo2_percent=98,
    temperature_c=36.8,
    avpu="A",
    gcs=15,
    oxygen=False,
)
