"""What a hospital is, what it can do and what it said of itself. Frozen, without storage, without opinions.

Whatever a hospital says carries its source and the time it was said. What nobody said is absent, never 0.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.geo import LatLon


class Capability(StrEnum):
    """What a patient may need of a hospital: one per time-critical condition. NEMC codes: `hospitals.nemc`."""

    STEMI = "stemi"
    ISCHAEMIC_STROKE = "ischaemic_stroke"
    SAH = "sah"
    ICH = "ich"
    AORTA_CHEST = "aorta_chest"
    AORTA_ABDOMEN = "aorta_abdomen"
    GALLBLADDER = "gallbladder"
    BILE_DUCT = "bile_duct"
    ABDOMINAL_SURGERY = "abdominal_surgery"
    INTUSSUSCEPTION = "intussusception"
    ENDOSCOPY = "endoscopy"
    ENDOSCOPY_CHILD = "endoscopy_child"
    BRONCHOSCOPY = "bronchoscopy"
    BRONCHOSCOPY_CHILD = "bronchoscopy_child"
    NEONATAL = "neonatal"
    DELIVERY = "delivery"
    OBSTETRIC_SURGERY = "obstetric_surgery"
    GYNAECOLOGICAL_SURGERY = "gynaecological_surgery"
    BURNS = "burns"
    REATTACHMENT = "reattachment"
    REATTACHMENT_LIMB = "reattachment_limb"
    DIALYSIS = "dialysis"
    CRRT = "crrt"
    PSYCHIATRIC = "psychiatric"
    EYE_SURGERY = "eye_surgery"
    EMBOLISATION = "embolisation"
    EMBOLISATION_CHILD = "embolisation_child"
    CARDIAC_ARREST = "cardiac_arrest"
    TRAUMA = "trauma"
    PAEDIATRIC = "paediatric"


class BedType(StrEnum):
    """What NEMC counts, by its baseline code (operation 1: hvs01 is O001). Equipment counts pieces, not beds."""

    ER_GENERAL = "O001"
    ER_PAEDIATRIC = "O002"
    ER_NEGATIVE_PRESSURE = "O003"
    ER_ISOLATION = "O004"
    ER_ICU = "O005"
    ICU_INTERNAL = "O006"
    ICU_SURGERY = "O007"
    ICU_NEONATAL = "O008"
    ICU_PAEDIATRIC = "O009"
    ER_ICU_PAEDIATRIC = "O010"
    ICU_NEUROLOGY = "O011"
    ICU_NEUROSURGERY = "O012"
    ICU_BURN = "O013"
    ICU_TRAUMA = "O014"
    ICU_CARDIOLOGY = "O015"
    ICU_THORACIC = "O016"
    ICU_GENERAL = "O017"
    ICU_NEGATIVE_PRESSURE = "O018"
    ER_WARD = "O019"
    ER_WARD_PAEDIATRIC = "O020"
    WARD_TRAUMA = "O021"
    OPERATING_ROOM = "O022"
    OPERATING_ROOM_TRAUMA = "O023"
    WARD_PSYCHIATRIC_CLOSED = "O024"
    WARD_NEGATIVE_PRESSURE = "O025"
    DELIVERY_ROOM = "O026"
    CT = "O027"
    MRI = "O028"
    ANGIOGRAPHY = "O029"
    VENTILATOR = "O030"
    VENTILATOR_PREMATURE = "O031"
    INCUBATOR = "O032"
    CRRT = "O033"
    ECMO = "O034"
    TEMPERATURE_MANAGEMENT = "O035"
    BURN_TREATMENT_ROOM = "O036"
    HYPERBARIC_OXYGEN = "O037"
    WARD_GENERAL = "O038"
    ISOLATION_ZONE_NEGATIVE_PRESSURE = "O046"
    ISOLATION_ZONE = "O047"
    PAEDIATRIC_NEGATIVE_PRESSURE = "O048"
    PAEDIATRIC_ISOLATION = "O049"
    ER_ICU_NEGATIVE_PRESSURE = "O050"
    ER_ICU_ISOLATION = "O051"
    ER_WARD_NEGATIVE_PRESSURE = "O052"
    ER_WARD_ISOLATION = "O053"
    ICU_INFECTIOUS = "O054"
    ICU_INFECTIOUS_NEGATIVE_PRESSURE = "O055"
    INFECTIOUS_SEVERE = "O056"
    INFECTIOUS_SEMI_SEVERE = "O057"
    INFECTIOUS_MODERATE = "O058"
    COHORT_ISOLATION = "O059"
    TRAUMA_RESUSCITATION = "O060"
    TRAUMA_AREA = "O061"


class Level(StrEnum):
    """The level of emergency institution by Korean law."""

    REGIONAL_CENTRE = "regional_centre"  # 권역응급의료센터, NEMC G001
    LOCAL_CENTRE = "local_centre"  # 지역응급의료센터, G006
    LOCAL_INSTITUTION = "local_institution"  # 지역응급의료기관, G007
    OTHER = "other"  # 응급실운영신고기관, G009


class Source(StrEnum):
    """Where a number or an answer comes from."""

    HOSPITAL = "hospital"  # its own page or machine
    PHONE = "phone"  # told to a dispatcher
    NEMC = "nemc"  # the national feed
    RECORDED = "recorded"  # an example of a recorded moment, from a city pack
    SIMULATED = "simulated"


class Says(StrEnum):
    """What a hospital says of a capability. `unknown` (정보미제공) is not no: it means telephone first."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the hospital said of one capability, when, and through whom.

    A yes with `busy_until` is a yes from then on: the specialist is at work on somebody else. `on_call` is how that
    specialist is reached, for the desk and the hospital's own people only.
    """

    capability: Capability
    says: Says
    reported_at: datetime
    source: Source
    reported_by: str | None = None
    busy_until: datetime | None = None
    on_call: str | None = None

    def is_busy(self, now: datetime) -> bool:
        """Whether the specialist is at work on somebody else."""
        return self.says is Says.YES and self.busy_until is not None and self.busy_until > now


@dataclass(frozen=True, slots=True)
class BedCount:
    """Beds of one type. `available` below 0 is over-full and kept as it is; None was not reported.

    `usable` is a yes or no said instead of a count, as feeds say it of equipment.
    """

    bed: BedType
    available: int | None
    baseline: int | None
    reported_at: datetime
    source: Source
    reported_by: str | None = None
    usable: bool | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """The ambulances before the door, as posted. `offload_wait` is from arrival to the patient taken over."""

    ambulances_waiting: int | None
    offload_wait: timedelta | None
    reported_at: datetime
    source: Source
    reported_by: str | None = None


@dataclass(frozen=True, slots=True)
class Surge:
    """How many casualties of each colour the hospital can take now, in a mass-casualty incident.

    One statement: what it leaves out (None) was not reported, and the next one replaces it as a whole.
    """

    red: int | None
    yellow: int | None
    green: int | None
    reported_at: datetime
    source: Source
    reported_by: str | None = None


@dataclass(frozen=True, slots=True)
class Diversion:
    """A notice that patients cannot be taken: of one capability, or of all when that is None. Ends by itself.

    An advisory is for people to read and closes nothing. `text` names no person.
    """

    id: str
    capability: Capability | None
    reason: str
    starts_at: datetime
    ends_at: datetime
    text: str | None = None
    advisory: bool = False
    source: Source = Source.HOSPITAL

    def is_active(self, now: datetime) -> bool:
        """Whether it holds at `now`; the last instant is exclusive."""
        return self.starts_at <= now < self.ends_at


@dataclass(frozen=True, slots=True)
class Record:
    """How requests through this system ended, per capability; None is for requests that named no capability."""

    capability: Capability | None
    accepted: int = 0
    declined: int = 0
    silent: int = 0

    @property
    def asked(self) -> int:
        """How many requests came to an end."""
        return self.accepted + self.declined + self.silent


@dataclass(frozen=True, slots=True)
class Hospital:
    """One hospital as it stands now; `id` is its NEMC hpid.

    `promised` counts our patients on their way with a bed held, `at_door` those arrived and not yet taken over,
    `open_asks` the requests it has not answered. All three are counted from the requests, never posted.
    """

    id: str
    region: str
    name_ko: str
    name_en: str
    place: LatLon
    level: Level
    er_phone: str | None = None
    answers: tuple[Answer, ...] = ()
    beds: tuple[BedCount, ...] = ()
    queue: Queue | None = None
    surge: Surge | None = None
    diversions: tuple[Diversion, ...] = ()
    records: tuple[Record, ...] = ()
    promised: int = 0
    at_door: int = 0
    open_asks: int = 0

    def answer(self, capability: Capability) -> Answer | None:
        """What was said of `capability`; None when nothing was."""
        return next((answer for answer in self.answers if answer.capability is capability), None)

    def count(self, bed: BedType) -> BedCount | None:
        """The count of `bed` as posted; None when it was never reported."""
        return next((count for count in self.beds if count.bed is bed), None)

    def record(self, capability: Capability | None) -> Record:
        """How requests for `capability` ended; all zeros when there were none."""
        return next((record for record in self.records if record.capability is capability), Record(capability))

    def free_er_beds(self) -> int | None:
        """Emergency beds left when everybody promised one has come; None when not reported, below 0 when over-full."""
        count = self.count(BedType.ER_GENERAL)
        return None if count is None or count.available is None else count.available - self.promised - self.at_door

    def diverts(self, now: datetime, capability: Capability | None) -> bool:
        """Whether a notice for exactly this scope is in force; None asks for the notice that covers all."""
        return any(
            notice.capability is capability and notice.is_active(now) and not notice.advisory
            for notice in self.diversions
        )

    def advises(self, now: datetime, capabilities: tuple[Capability, ...]) -> bool:
        """Whether an advisory in force speaks of one of `capabilities`, or of the emergency room."""
        scopes = (*capabilities, None)
        return any(n.advisory and n.capability in scopes and n.is_active(now) for n in self.diversions)


def with_outcome(
    records: tuple[Record, ...], capabilities: tuple[Capability, ...], outcome: Record
) -> tuple[Record, ...]:
    """`records` with `outcome` added to each of `capabilities`, or to the general one when there are none."""
    found = {record.capability: record for record in records}
    for one in capabilities or (None,):
        old = found.get(one, Record(one))
        found[one] = Record(
            one, old.accepted + outcome.accepted, old.declined + outcome.declined, old.silent + outcome.silent
        )
    return tuple(sorted(found.values(), key=lambda record: record.capability or ""))
