"""Airframes by id. Figures of the makers where they publish them, ours where they do not; each says which."""

import math

from chassis.errors import NotFoundError
from drones.flight import hover_coefficient
from drones.model import Airframe

USABLE = (
    0.95  # share of the nominal energy a hover test draws; with it 31 min at 9.2 kg predict 52.6 at 6.47, DJI says 55
)
PROP_21_INCH_M2 = math.pi * (0.5334 / 2) ** 2
QUAD_DRAG_AREA_M2 = 0.10  # assumed for a quadrotor of this size with a box below; to be fitted on own flights
LIGHT_RAIN_MM_H = 2.5  # upper end of light rain, AMS Glossary of Meteorology

M350 = Airframe(
    id="m350",
    name="DJI Matrice 350 RTK",
    mass_kg=6.47,
    payload_max_kg=2.73,
    battery_wh=526.4,  # two TB65 of 263.2 Wh
    hover_w_per_kg15=hover_coefficient(energy_wh=526.4 * USABLE, minutes=31.0, mass_kg=9.2),
    disc_area_m2=4 * PROP_21_INCH_M2,
    drag_area_m2=QUAD_DRAG_AREA_M2,
    cruise_mps=18.0,
    airspeed_max_mps=23.0,
    acceleration_mps2=2.0,
    climb_mps=5.0,
    descend_mps=4.0,
    winch_mps=1.0,
    wind_max_mps=12.0,
    rain_max_mm_h=LIGHT_RAIN_MM_H,  # IP55
    temperature_min_c=-20.0,
    temperature_max_c=50.0,
    source="DJI Matrice 350 RTK specifications; drag area, cruise, acceleration and winch speed are ours",
)

M300 = Airframe(
    id="m300",
    name="DJI Matrice 300 RTK",
    mass_kg=6.3,
    payload_max_kg=2.7,
    battery_wh=548.0,  # two TB60 of 274 Wh
    hover_w_per_kg15=hover_coefficient(energy_wh=548.0 * USABLE, minutes=55.0, mass_kg=6.3),
    disc_area_m2=4 * PROP_21_INCH_M2,
    drag_area_m2=QUAD_DRAG_AREA_M2,
    cruise_mps=18.0,
    airspeed_max_mps=23.0,
    acceleration_mps2=2.0,
    climb_mps=5.0,
    descend_mps=4.0,
    winch_mps=1.0,
    wind_max_mps=12.0,
    rain_max_mm_h=LIGHT_RAIN_MM_H,  # IP45
    temperature_min_c=-20.0,
    temperature_max_c=50.0,
    source="DJI Matrice 300 RTK specifications; drag area, cruise, acceleration and winch speed are ours",
)

AIRFRAMES = {airframe.id: airframe for airframe in (M350, M300)}


def get_airframe(airframe_id: str) -> Airframe:
    """The airframe of that id; raises NotFoundError."""
    try:
        return AIRFRAMES[airframe_id]
    except KeyError:
        raise NotFoundError("airframe", airframe_id) from None
