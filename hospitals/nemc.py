"""NEMC's codes for our capabilities: the table of operation 2 (MKioskTy1–27) of ErmctInfoInqireService.

Beds need no table, for the values of `BedType` are the codes. Operations 5 and 8 use an older table under the
same tag names: never apply this one to them. Source: data.go.kr dataset 15000563.
"""

from collections.abc import Mapping
from types import MappingProxyType

from hospitals.model import Capability

SEVERE_CODES: Mapping[Capability, str] = MappingProxyType(
    {
        Capability.STEMI: "Y0010",
        Capability.ISCHAEMIC_STROKE: "Y0020",
        Capability.SAH: "Y0031",
        Capability.ICH: "Y0032",
        Capability.AORTA_CHEST: "Y0041",
        Capability.AORTA_ABDOMEN: "Y0042",
        Capability.GALLBLADDER: "Y0051",
        Capability.BILE_DUCT: "Y0052",
        Capability.ABDOMINAL_SURGERY: "Y0060",
        Capability.INTUSSUSCEPTION: "Y0070",
        Capability.ENDOSCOPY: "Y0081",
        Capability.ENDOSCOPY_CHILD: "Y0082",
        Capability.BRONCHOSCOPY: "Y0091",
        Capability.BRONCHOSCOPY_CHILD: "Y0092",
        Capability.NEONATAL: "Y0100",
        Capability.DELIVERY: "Y0111",
        Capability.OBSTETRIC_SURGERY: "Y0112",
        Capability.GYNAECOLOGICAL_SURGERY: "Y0113",
        Capability.BURNS: "Y0120",
        Capability.REATTACHMENT: "Y0131",
        Capability.REATTACHMENT_LIMB: "Y0132",
        Capability.DIALYSIS: "Y0141",
        Capability.CRRT: "Y0142",
        Capability.PSYCHIATRIC: "Y0150",
        Capability.EYE_SURGERY: "Y0160",
        Capability.EMBOLISATION: "Y0171",
        Capability.EMBOLISATION_CHILD: "Y0172",
    }
)
"""CARDIAC_ARREST, TRAUMA and PAEDIATRIC have no code: `hospitals.trust` reads them from level and beds."""
