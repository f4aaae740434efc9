"""The nine operations, and the table of condition codes that belongs to each of those that carry one.

Operations 5 and 8 still use an older table under the same tag names: their MKioskTy1 is brain haemorrhage, that of
operation 2 heart attack. So a table belongs to an operation and never to a tag. Elsewhere MKioskTy means nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from hospitals.model import Capability, Level
from hospitals.nemc import SEVERE_CODES

Severe = Mapping[int, tuple[Capability, ...]]

# Operation 2 counts its conditions in the order of the codes, 1 to 27; 28 is the emergency room itself.
CURRENT: Severe = MappingProxyType({n: (capability,) for n, capability in enumerate(SEVERE_CODES, start=1)})
CURRENT_ER_OPEN = 28
OLD: Severe = MappingProxyType(
    {
        1: (Capability.SAH, Capability.ICH),  # 뇌출혈수술
        2: (Capability.ISCHAEMIC_STROKE,),  # 뇌경색의 재관류
        3: (Capability.STEMI,),  # 심근경색의 재관류
        4: (Capability.ABDOMINAL_SURGERY,),  # 복부손상의 수술
        5: (Capability.REATTACHMENT, Capability.REATTACHMENT_LIMB),  # 사지접합의 수술
        6: (Capability.ENDOSCOPY,),  # 응급내시경
        7: (Capability.DIALYSIS,),  # 응급투석
        8: (Capability.DELIVERY,),  # 조산산모
        9: (Capability.PSYCHIATRIC,),  # 정신질환자
        10: (Capability.NEONATAL,),  # 신생아
        11: (Capability.BURNS,),  # 중증화상
    }
)
OLD_ER_OPEN = 25
LEVELS: Mapping[str, Level] = MappingProxyType(
    {
        "G001": Level.REGIONAL_CENTRE,
        "G006": Level.LOCAL_CENTRE,
        "G007": Level.LOCAL_INSTITUTION,
        "G009": Level.OTHER,
    }
)


class Operation(StrEnum):
    """The last part of each address."""

    BEDS = "getEmrrmRltmUsefulSckbdInfoInqire"
    SEVERE = "getSrsillDissAceptncPosblInfoInqire"
    INSTITUTIONS = "getEgytListInfoInqire"
    INSTITUTIONS_NEAR = "getEgytLcinfoInqire"
    BASICS = "getEgytBassInfoInqire"
    TRAUMA_CENTRES = "getStrmListInfoInqire"
    TRAUMA_CENTRES_NEAR = "getStrmLcinfoInqire"
    TRAUMA_BASICS = "getStrmBassInfoInqire"
    MESSAGES = "getEmrrmSrsillDissMsgInqire"


@dataclass(frozen=True, slots=True)
class Table:
    """The condition codes of one operation, and which number is the emergency room."""

    severe: Severe
    er_open: int


TABLES: Mapping[Operation, Table] = MappingProxyType(
    {
        Operation.SEVERE: Table(CURRENT, CURRENT_ER_OPEN),
        Operation.BASICS: Table(OLD, OLD_ER_OPEN),
        Operation.TRAUMA_BASICS: Table(OLD, OLD_ER_OPEN),
    }
)
