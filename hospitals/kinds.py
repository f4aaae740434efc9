"""The words for what a hospital has, is and says: codes that everything else speaks."""

from enum import StrEnum


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
