"""Which NEMSIS 3.5 element says what of a patient's record, and why where nothing is known. Pure.

An unknown is None with one of NEMSIS's own NOT values: not recorded (nobody wrote it down) or not applicable (it cannot
be, as an arrival at a hospital of somebody who was not transported).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from dispatch.care.entry import CareKind
from dispatch.care.record import CareRecord, VitalSet
from dispatch.states import SERVED, AssignmentState

NOT_APPLICABLE, NOT_RECORDED = "7701001", "7701003"
REASONS = {NOT_APPLICABLE: "not applicable", NOT_RECORDED: "not recorded"}
STAMPS: Mapping[str, str] = {  # element by stamp
    "call_ringing": "eTimes.01",
    "call_received": "eTimes.02",
    "dispatch": "eTimes.03",
    "ack": "eTimes.04",
    "en_route": "eTimes.05",
    "on_scene": "eTimes.06",
    "at_patient": "eTimes.07",
    "depart": "eTimes.09",
    "at_hospital": "eTimes.11",
    "hand_over": "eTimes.12",
    "clear": "eTimes.13",
}
TRANSPORT = frozenset({"depart", "at_hospital", "hand_over"})
NAMES: Mapping[str, str] = {  # element, its name in the data dictionary
    "eTimes.01": "PSAP Call Date/Time",
    "eTimes.02": "Dispatch Notified Date/Time",
    "eTimes.03": "Unit Notified by Dispatch Date/Time",
    "eTimes.04": "Dispatch Acknowledged Date/Time",
    "eTimes.05": "Unit En Route Date/Time",
    "eTimes.06": "Unit Arrived on Scene Date/Time",
    "eTimes.07": "Arrived at Patient Date/Time",
    "eTimes.09": "Unit Left Scene Date/Time",
    "eTimes.11": "Patient Arrived at Destination Date/Time",
    "eTimes.12": "Destination Patient Transfer of Care Date/Time",
    "eTimes.13": "Unit Back in Service Date/Time",
    "eDispatch.01": "Dispatch Reason",
    "eDispatch.05": "Dispatch Priority (Patient Acuity)",
    "eSituation.13": "Initial Patient Acuity",
    "eDisposition.01": "Destination/Transferred To, Name",
    "eDisposition.02": "Destination/Transferred To, Code",
    "eDisposition.24": "Destination Team Pre-Arrival Alert or Activation",
    "eDisposition.25": "Date/Time of Destination Prearrival Alert or Activation",
    "eDisposition.27": "Unit Disposition",
    "eDisposition.30": "Transport Disposition",
}
VITALS: Mapping[str, str] = {  # element by sign
    "systolic_mmhg": "eVitals.06",
    "diastolic_mmhg": "eVitals.07",
    "heart_rate_bpm": "eVitals.10",
    "spo2_percent": "eVitals.12",
    "respiratory_rate_bpm": "eVitals.14",
    "glucose_mg_dl": "eVitals.18",
    "gcs": "eVitals.23",
    "temperature_c": "eVitals.24",
    "avpu": "eVitals.26",
    "pain": "eVitals.27",
}
TAKEN = "eVitals.01"
GIVEN = ("eMedications.01", "eMedications.03", "eMedications.05", "eMedications.06", "eMedications.04")
DONE = ("eProcedures.01", "eProcedures.03")


def run_elements(record: CareRecord) -> dict[str, dict[str, Any]]:
    """The elements of the carrying unit's run, each with its value or why there is none."""
    known = {element: (record.stamped(stamp), stamp in TRANSPORT) for stamp, element in STAMPS.items()}
    times = {element: _element(_iso(at), transport and _stayed(record)) for element, (at, transport) in known.items()}
    rest = {element: _element(read(record), False) for element, read in RUN.items()}
    return {
        element: {"name": NAMES[element], **told} for element, told in (times | rest | _destination(record)).items()
    }


def vital_elements(record: CareRecord) -> list[dict[str, Any]]:
    """eVitals, a group a set, in the order they were measured; a sign that was not taken is not recorded."""
    ordered = sorted(record.sets, key=lambda one: (one.measured_at, one.id))
    return [{TAKEN: _element(_iso(one.measured_at), False)} | _signs(one) for one in ordered]


def medication_elements(record: CareRecord) -> list[dict[str, Any]]:
    """eMedications, a group a drug that stands."""
    return [
        dict(
            zip(
                GIVEN,
                map(_known, (_iso(one.done_at), one.code or one.text, one.dose, one.unit, one.route)),
                strict=True,
            )
        )
        for one in record.of(CareKind.DRUG)
    ]


def procedure_elements(record: CareRecord) -> list[dict[str, Any]]:
    """eProcedures, a group a procedure that stands."""
    return [
        dict(zip(DONE, map(_known, (_iso(one.done_at), one.code or one.text)), strict=True))
        for one in record.of(CareKind.PROCEDURE)
    ]


def nemsis(record: CareRecord) -> dict[str, Any]:
    """The whole record by NEMSIS's names."""
    return {
        "incident": record.number,
        "elements": run_elements(record),
        "eVitals": vital_elements(record),
        "eMedications": medication_elements(record),
        "eProcedures": procedure_elements(record),
    }


def _destination(record: CareRecord) -> dict[str, dict[str, Any]]:
    stayed = _stayed(record)
    house, outside = record.hospital, (record.outside or {}).get("name")
    teams, at = _alerted(record)
    return {
        "eDisposition.01": _element(house.en if house else outside, stayed),
        "eDisposition.02": _element(house.id if house else None, stayed),
        "eDisposition.24": _element(teams, stayed),
        "eDisposition.25": _element(_iso(at), stayed),
    }


def _alerted(record: CareRecord) -> tuple[str | None, datetime | None]:
    """The teams of the card that stands at the destination, and since when: of the same card sent again the first. A
    card that asked for no team is an alert as well."""
    cards = [one for one in record.ahead if record.hospital is not None and one.hospital_id == record.hospital.id]
    if not cards:
        return None, None
    teams = cards[-1].teams
    return " ".join(teams) or "other", min(one.at for one in cards if one.teams == teams)


def _stayed(record: CareRecord) -> bool:
    """Whether the case is over and nobody was taken anywhere."""
    return record.closed_at is not None and record.stamped("depart") is None


def _transport(record: CareRecord) -> str | None:
    if record.stamped("depart") is not None:
        return "transported"
    return "no transport" if record.closed_at is not None else None


def _unit(record: CareRecord) -> str | None:
    served = record.carrier is not None and AssignmentState(record.carrier.state) in SERVED
    return "patient contact made" if record.stamped("at_patient") or served else None


RUN: Mapping[str, Callable[[CareRecord], Any]] = {
    "eDispatch.01": lambda record: record.complaint or record.determinant,
    "eDispatch.05": lambda record: record.priority,
    "eSituation.13": lambda record: record.patient.acuity if record.patient else None,
    "eDisposition.27": _unit,
    "eDisposition.30": _transport,
}


def _signs(one: VitalSet) -> dict[str, dict[str, Any]]:
    return {element: _element(getattr(one.signs, sign), False) for sign, element in VITALS.items()}


def _known(value: Any) -> dict[str, Any]:
    return _element(value, False)


def _element(value: Any, cannot_be: bool) -> dict[str, Any]:
    if value is not None:
        return {"value": value, "not": None, "reason": None}
    code = NOT_APPLICABLE if cannot_be else NOT_RECORDED
    return {"value": None, "not": code, "reason": REASONS[code]}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
