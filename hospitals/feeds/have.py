"""EDXL-HAVE 1.0 (OASIS): what hospitals of a catchment say, for other agencies. Pure.

What was not reported is left out, counts below 0 stay below 0, and nothing names a person. A hospital that never
reported is not in the message, for HAVE demands the time of a report.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from chassis.markup import Element, write_markup
from hospitals.capacity import Capacity
from hospitals.model import BedCount, BedType, Capability, Hospital, Says

NAMESPACES = {
    "xmlns": "urn:oasis:names:tc:emergency:EDXL:HAVE:1.0",
    "xmlns:xnl": "urn:oasis:names:tc:ciq:xnl:3",
    "xmlns:gml": "http://www.opengis.net/gml",
}
SLOW_OFFLOAD = timedelta(minutes=30)  # console.md: the second alarm of a waiting ambulance
B, C = BedType, Capability
BEDS: Sequence[tuple[str, tuple[BedType, ...]]] = (
    ("EmergencyDepartment", (B.ER_GENERAL,)),
    (
        "AdultICU",
        (
            *(B.ICU_GENERAL, B.ICU_INTERNAL, B.ICU_SURGERY, B.ICU_NEUROSURGERY),
            *(B.ICU_TRAUMA, B.ICU_CARDIOLOGY, B.ICU_NEUROLOGY, B.ICU_THORACIC),
        ),
    ),
    ("PediatricICU", (B.ICU_PAEDIATRIC,)),
    ("NeonatalICU", (B.ICU_NEONATAL,)),
    ("MedicalSurgical", (B.WARD_GENERAL,)),
    ("Pediatrics", (B.ER_PAEDIATRIC, B.ER_WARD_PAEDIATRIC)),
    ("AdultPsychiatric", (B.WARD_PSYCHIATRIC_CLOSED,)),
    ("Burn", (B.ICU_BURN,)),
    ("NegativeFlowIsolation", (B.ER_NEGATIVE_PRESSURE, B.ICU_NEGATIVE_PRESSURE, B.WARD_NEGATIVE_PRESSURE)),
    ("OperatingRooms", (B.OPERATING_ROOM,)),
)


def have_message(hospitals: Iterable[Hospital], *, now: datetime) -> bytes:
    """The message, by hospital id; one without hospitals is not valid, and `is_reported` tells beforehand."""
    told = [_hospital(one, now) for one in sorted(hospitals, key=lambda one: one.id) if is_reported(one)]
    return write_markup(Element("HospitalStatus", children=tuple(told), attributes=NAMESPACES))


def is_reported(hospital: Hospital) -> bool:
    """Whether it ever said anything."""
    return _newest(hospital) is not None


def _newest(hospital: Hospital) -> datetime | None:
    return Capacity(hospital.answers, hospital.beds, hospital.queue, hospital.surge).newest()


def _hospital(hospital: Hospital, now: datetime) -> Element:
    beds = tuple(_bed_capacity(name, found) for name, of in BEDS if (found := _found(hospital, of)))
    newest = _newest(hospital)
    return _of(
        "Hospital",
        _organization(hospital),
        _of("EmergencyDepartmentStatus", *_traffic(hospital, now), *_surge(hospital), *_offload(hospital)),
        *([_of("HospitalBedCapacityStatus", *beds)] if beds else []),
        *_coverage(hospital),
        Element("LastUpdateTime", newest.isoformat() if newest else ""),
    )


def _organization(hospital: Hospital) -> Element:
    name = Element("xnl:OrganisationName", "", (Element("xnl:NameElement", hospital.name_ko),), {"xnl:ID": hospital.id})
    place = Element("gml:pos", f"{hospital.place.lat} {hospital.place.lon}")
    point = Element("gml:Point", "", (place,), {"gml:id": f"hospital-{hospital.id}"})
    return _of("Organization", _of("OrganizationInformation", name), _of("OrganizationGeoLocation", point))


def _traffic(hospital: Hospital, now: datetime) -> list[Element]:
    """Closed under a notice that covers all, advisory under any other, normal without."""
    notices = [notice for notice in hospital.diversions if notice.is_active(now)]
    closed = any(notice.capability is None and not notice.advisory for notice in notices)
    status = "Closed" if closed else "Advisory" if notices else "Normal"
    reasons = "; ".join(" ".join(filter(None, (n.capability or "all", n.reason, n.text))) for n in notices)
    reason = [Element("EMSTrafficReason", reasons)] if reasons else []
    return [_of("EMSTraffic", Element("EMSTrafficStatus", status), *reason)]


def _surge(hospital: Hospital) -> list[Element]:
    """How many casualties of each colour it can accept; a colour that was not reported is left out."""
    surge = hospital.surge
    if surge is None:
        return []
    told = (("Red", surge.red), ("Yellow", surge.yellow), ("Green", surge.green))
    codes = [
        _of("TriageCode", Element("TriageCodeValue", colour), Element("TriageCountQuantity", str(number)))
        for colour, number in told
        if number is not None
    ]
    return [_of("EMSCapacity", *codes)] if codes else []


def _offload(hospital: Hospital) -> list[Element]:
    wait = hospital.queue.offload_wait if hospital.queue is not None else None
    if wait is None:
        return []
    status = Element("EMSOffloadStatus", "Delayed" if wait > SLOW_OFFLOAD else "Normal")
    minutes = Element("EMSOffloadMinutes", str(round(wait.total_seconds() / 60)))
    return [_of("EMSAmbulanceStatus", status, minutes)]


def _found(hospital: Hospital, of: Sequence[BedType]) -> list[BedCount]:
    counts = [hospital.count(bed) for bed in of]
    return [count for count in counts if count is not None and count.available is not None]


def _bed_capacity(name: str, counts: Sequence[BedCount]) -> Element:
    """The sum of what was reported; the total only when every part of the sum has one."""
    available = sum(count.available or 0 for count in counts)
    totals = [count.baseline for count in counts if count.baseline is not None]
    status = "Vacant/Available" if available > 0 else "NotAvailable"
    figures = [Element("CapacityStatus", status), Element("AvailableCount", str(available))]
    if len(totals) == len(counts):
        figures.append(Element("BaselineCount", str(sum(totals))))
    return _of("BedCapacity", Element("BedType", name), _of("Capacity", *figures))


def _coverage(hospital: Hospital) -> list[Element]:
    """What is taken and what is not; unknown is left out."""
    told = [found for cover in COVERAGE if (found := cover(hospital)) is not None]
    return [_of("ServiceCoverageStatus", *told)] if told else []


def _says(hospital: Hospital, capability: Capability) -> str | None:
    answer = hospital.answer(capability)
    words: Mapping[Says, str] = {Says.YES: "true", Says.NO: "false"}
    return words.get(answer.says) if answer is not None else None


Cover = Callable[[Hospital], Element | None]


def _plain(name: str, capability: Capability) -> Cover:
    def cover(hospital: Hospital) -> Element | None:
        says = _says(hospital, capability)
        return Element(name, says) if says is not None else None

    return cover


def _parts(name: str, kind: str, parts: Sequence[tuple[str, Capability]]) -> Cover:
    def cover(hospital: Hospital) -> Element | None:
        told = [found for one, of in parts if (found := _plain(one, of)(hospital)) is not None]
        return _of(name, _of(kind, *told)) if told else None

    return cover


COVERAGE: Sequence[Cover] = (  # in the order the schema demands
    _plain("Burn", C.BURNS),
    _parts("CardiologyIndicator", "CardiologySubType", [("CardiologyInvasive", C.STEMI)]),
    _plain("Dialysis", C.DIALYSIS),
    _plain("Neonatology", C.NEONATAL),
    _parts("OBGYNIndicator", "OBGYNSubType", [("OBGYNWithLaborDelivery", C.DELIVERY)]),
    _plain("Ophthalmology", C.EYE_SURGERY),
    _parts("PsychiatricIndicator", "PsychiatricSubType", [("PsychiatricAdultGeneral", C.PSYCHIATRIC)]),
    _parts(
        "SurgeryIndicator",
        "SurgerySubType",
        [
            ("General", C.ABDOMINAL_SURGERY),
            ("Neurosurgery", C.SAH),
            ("CardioThoracic", C.AORTA_CHEST),
            ("Reimplantation", C.REATTACHMENT),
            ("Vascular", C.AORTA_ABDOMEN),
        ],
    ),
)


def _of(name: str, *children: Element) -> Element:
    return Element(name, children=children)
