"""Between what bounds a sign can be read at all. Outside is a slip of the finger or a loose sensor; inside may still be
alarming."""

RANGES: dict[str, tuple[float, float]] = {
    "heart_rate_bpm": (0, 300),
    "systolic_mmhg": (0, 300),
    "diastolic_mmhg": (0, 200),
    "respiratory_rate_bpm": (0, 80),
    "spo2_percent": (0, 100),
    "temperature_c": (20, 45),
    "glucose_mg_dl": (0, 1500),
    "gcs": (3, 15),
    "pain": (0, 10),
}
LEVELS = ("A", "C", "V", "P", "U")


def is_possible(sign: str, value: object) -> bool:
    """Whether a person can have this value; what has no bounds here is possible."""
    if sign == "avpu":
        return value in LEVELS
    if sign not in RANGES or not isinstance(value, int | float):
        return True
    low, high = RANGES[sign]
    return low <= value <= high
