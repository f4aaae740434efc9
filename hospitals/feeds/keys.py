"""NEMC's names for counts: what a key means, whoever writes it. `hvec` and `O001` are free beds, `hvs01` is the total.

Equipment, the delivery room and the burn treatment room come as a flag instead of a count: Y usable, N not now, N1
not there at all. In 28 hospitals (2026-05-23) every N1 stood without a total and every N with one.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from hospitals.model import BedType, Capability, Says
from hospitals.nemc import SEVERE_CODES

COUNTS = (  # the names of the free counts, by the number of their total
    *((1, "hvec"), (2, "hv28"), (3, "hv29"), (4, "hv30"), (5, "hv31"), (6, "hv2"), (7, "hv3"), (8, "hvncc")),
    *((9, "hv32"), (10, "hv33"), (11, "hvcc"), (12, "hv6"), (13, "hv8"), (14, "hv9"), (15, "hv34"), (16, "hvccc")),
    *((17, "hvicc"), (18, "hv35"), (19, "hv36"), (20, "hv37"), (21, "hv38"), (22, "hvoc"), (23, "hv39")),
    *((24, "hv40"), (25, "hv41"), (38, "hvgc"), (46, "hv13"), (47, "hv14"), (48, "hv15")),
    *((49, "hv16"), (50, "hv17"), (51, "hv18"), (52, "hv19"), (53, "hv21"), (54, "hv22"), (55, "hv23")),
    *((56, "hv24"), (57, "hv25"), (58, "hv26"), (59, "hv27"), (60, "hv60"), (61, "hv61")),
)
FLAGS = (
    *((26, "hv42"), (27, "hvctayn"), (28, "hvmriayn"), (29, "hvangioayn"), (30, "hvventiayn")),
    *((31, "hvventisoayn"), (32, "hvincuayn"), (33, "hvcrrtayn"), (34, "hvecmoayn"), (35, "hvhypoayn")),
    *((36, "hv43"), (37, "hvoxyayn")),
)


class Part(StrEnum):
    """Which figure of a type a key gives: what is free, as a count or as a flag, or how many there are in all."""

    AVAILABLE = "available"
    BASELINE = "baseline"


def _bed(number: int) -> BedType:
    return BedType(f"O{number:03}")


NAMES: Mapping[BedType, str] = MappingProxyType({_bed(n): name for n, name in (*COUNTS, *FLAGS)})
FLAGGED = frozenset(_bed(number) for number, _ in FLAGS)
KEYS: Mapping[str, tuple[BedType, Part]] = MappingProxyType(
    {name: (bed, Part.AVAILABLE) for bed, name in NAMES.items()}
    | {f"hvs{bed.value[2:]}": (bed, Part.BASELINE) for bed in BedType}
    | {bed.value.lower(): (bed, Part.AVAILABLE) for bed in BedType}
)
"""By the key in small letters. A dashboard code alone is what is free."""
CAPABILITIES: Mapping[str, Capability] = MappingProxyType(
    {code.lower(): capability for capability, code in SEVERE_CODES.items()} | {c.value: c for c in Capability}
)
SAYS: Mapping[str, Says] = MappingProxyType(
    {"y": Says.YES, "n": Says.NO, "n1": Says.NO, "불가능": Says.NO, "정보미제공": Says.UNKNOWN, "none": Says.UNKNOWN}
    | {says.value: says for says in Says}
)
USABLE: Mapping[str, bool] = MappingProxyType({"y": True, "n": False, "n1": False})
