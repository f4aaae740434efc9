"""Cases from the open data set of Moon et al. (PLOS ONE 2019;14(9):e0216972): `;`-separated, `??` and `#BOS!` missing.

Only what stands before anyone has judged is read: never the diagnosis, the disposition, an outcome, the crowding or the
hospital's group. The nurse's level is read for comparison alone and is no part of a `Presentation`.
"""

import csv
import hashlib
from dataclasses import dataclass

from dispatch.estimate.presentation import Arrival, Presentation
from dispatch.model import Vitals
from hospitals.request import Sex

MENTAL = {"1": "A", "2": "V", "3": "P", "4": "U"}
SEX = {"1": Sex.FEMALE, "2": Sex.MALE}
YES_NO = {"1": False, "2": True}
PAIN = {"0": False, "1": True}
ARRIVAL = {"1": Arrival.WALKING, "2": Arrival.AMBULANCE_119, "3": Arrival.OWN_CAR, "4": Arrival.OTHER_AMBULANCE}


@dataclass(frozen=True, slots=True)
class Case:
    """One visit, the experts' level, and the level the nurse had given."""

    shown: Presentation
    expert: int
    nurse: int


def read_cases(data: bytes) -> tuple[Case, ...]:
    """Every row that has an expert's level; raises KeyError when a column is missing."""
    rows = csv.DictReader(data.decode("utf-8-sig").splitlines(), delimiter=";")
    return tuple(_case(row) for row in rows if _whole(row["KTAS_expert"]) is not None)


def digest(data: bytes) -> str:
    """What tells one set of rows from another."""
    return hashlib.sha256(data).hexdigest()


def _case(row: dict[str, str]) -> Case:
    score = _whole(row["NRS_pain"])
    signs = Vitals(
        heart_rate_bpm=_whole(row["HR"]),
        systolic_mmhg=_whole(row["SBP"]),
        diastolic_mmhg=_whole(row["DBP"]),
        respiratory_rate_bpm=_whole(row["RR"]),
        spo2_percent=_whole(row["Saturation"]),
        temperature_c=_number(row["BT"]),
        pain=score,
        avpu=MENTAL.get(row["Mental"].strip()),
    )
    shown = Presentation(
        complaint=row["Chief_complain"].strip(" ?"),
        age_years=_whole(row["Age"]),
        sex=SEX.get(row["Sex"].strip()),
        in_pain=PAIN.get(row["Pain"].strip()),
        injury=YES_NO.get(row["Injury"].strip()),
        arrival=ARRIVAL.get(row["Arrival mode"].strip(), Arrival.OTHER),
        signs=signs,
    )
    return Case(shown, int(row["KTAS_expert"]), int(row["KTAS_RN"]))


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _whole(text: str) -> int | None:
    number = _number(text)
    return None if number is None else round(number)
