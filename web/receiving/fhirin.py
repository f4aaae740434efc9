"""FHIR R4 in: Location and HealthcareService, alone or in a bundle, as one report. Only what docs/interop.md names.

Elements that are not named here are let by, as FHIR asks; a modifier nobody here understands is refused, as FHIR
asks. The few shapes are our own: a model of all of FHIR would double the time to start for three resources.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from chassis.errors import InvalidInputsError
from hospitals.feeds.fhir import BED, CAPABILITY, HOSPITAL, ROLE_CODE, ROLES
from hospitals.feeds.said import Reader, Said
from hospitals.model import BedType, Says

FREE, CLOSED = "U", "C"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)
    modifier: Annotated[list[Any], Field(alias="modifierExtension", max_length=0)] = []


class Coding(_Shape):
    system: str | None = None
    code: str | None = None


class Concept(_Shape):
    coding: list[Coding] = []


class Identifier(_Shape):
    system: str | None = None
    value: str | None = None


class Reference(_Shape):
    reference: str | None = None
    identifier: Identifier | None = None


class Period(_Shape):
    start: AwareDatetime | None = None
    end: AwareDatetime | None = None


class Away(_Shape):
    during: Period | None = None


class Meta(_Shape):
    updated: Annotated[AwareDatetime | None, Field(alias="lastUpdated")] = None


class Location(_Shape):
    kind: Annotated[Literal["Location"], Field(alias="resourceType")]
    meta: Meta | None = None
    identifier: list[Identifier] = []
    status: Literal["active", "suspended", "inactive"] | None = None
    operational: Annotated[Coding | None, Field(alias="operationalStatus")] = None
    type: list[Concept] = []
    physical: Annotated[Concept | None, Field(alias="physicalType")] = None
    part_of: Annotated[Reference | None, Field(alias="partOf")] = None


class Service(_Shape):
    kind: Annotated[Literal["HealthcareService"], Field(alias="resourceType")]
    meta: Meta | None = None
    active: bool | None = None
    type: list[Concept] = []
    location: list[Reference] = []
    away: Annotated[list[Away], Field(alias="notAvailable")] = []


Resource = Annotated[Location | Service, Field(discriminator="kind")]


class Entry(_Shape):
    resource: Resource


class Bundle(_Shape):
    kind: Annotated[Literal["Bundle"], Field(alias="resourceType")]
    at: Annotated[AwareDatetime | None, Field(alias="timestamp")] = None
    entry: Annotated[list[Entry], Field(min_length=1, max_length=2000)]


SHAPE: TypeAdapter[Any] = TypeAdapter(Annotated[Location | Service | Bundle, Field(discriminator="kind")])


def read_fhir(body: bytes, *, hospital_id: str, now: datetime) -> Said:
    """The report in `body`; raises InvalidInputsError with every mistake."""
    try:
        told = SHAPE.validate_json(body)
    except ValidationError as error:
        raise InvalidInputsError(_mistakes(error)) from None
    resources = [entry.resource for entry in told.entry] if isinstance(told, Bundle) else [told]
    reader = Reader()
    _beds(reader, [(i, one) for i, one in enumerate(resources) if isinstance(one, Location)], hospital_id)
    for i, one in enumerate(resources):
        if isinstance(one, Service):
            _service(reader, f"entry.{i}", one, hospital_id, now)
    if reader.mistakes:
        raise InvalidInputsError({"field": where, "reason": why} for where, why in reader.mistakes)
    stamps = [one.meta.updated for one in resources if one.meta is not None and one.meta.updated is not None]
    at = (told.at if isinstance(told, Bundle) else None) or max(stamps, default=None)
    said = Said(reader.figures(), reader.words(), reported_at=at)
    if said.is_empty():
        raise InvalidInputsError([{"field": "entry", "reason": "says nothing of beds or services"}])
    return said


def _mistakes(error: ValidationError) -> Iterable[Mapping[str, object]]:
    return ({"field": ".".join(map(str, one["loc"])) or "body", "reason": one["msg"]} for one in error.errors())


def _beds(reader: Reader, found: list[tuple[int, Location]], hospital_id: str) -> None:
    """Single beds (physical type bd) are counted by type; a ward says whether anything is free, and no number."""
    free: Counter[BedType] = Counter()
    total: Counter[BedType] = Counter()
    for i, one in found:
        where = f"entry.{i}"
        _own(reader, where, [one.part_of] if one.part_of else [], hospital_id)
        bed, status = _bed_type(one), one.operational.code if one.operational is not None else None
        if bed is None:
            if not _is_house(one, hospital_id):
                reader.wrong(f"{where}.type", f"needs a code of {BED} or one of {', '.join(ROLES)}")
        elif "bd" in _codes([one.physical] if one.physical else []):
            total[bed] += status != CLOSED and one.status in (None, "active")
            free[bed] += status == FREE and one.status in (None, "active")
        elif status is not None:
            reader.bed(f"{where}.operationalStatus", bed.value, "Y" if status == FREE else "N")
    for bed in total:
        reader.count("entry", bed.value, free[bed], total[bed])


def _is_house(one: Location, hospital_id: str) -> bool:
    """The hospital's own Location says nothing of beds, and may come along."""
    return any(known.value == hospital_id for known in one.identifier)


def _bed_type(one: Location) -> BedType | None:
    for concept in one.type:
        for coding in concept.coding:
            if coding.system == BED and coding.code in set(BedType):
                return BedType(str(coding.code))
            if coding.system == ROLE_CODE and coding.code in ROLES:
                return ROLES[str(coding.code)]
    return None


def _service(reader: Reader, where: str, one: Service, hospital_id: str, now: datetime) -> None:
    _own(reader, where, one.location, hospital_id)
    codes = [c.code for concept in one.type for c in concept.coding if c.system == CAPABILITY and c.code]
    if not codes:
        reader.wrong(f"{where}.type", f"needs a code of {CAPABILITY}")
        return
    says = {True: Says.YES, False: Says.NO, None: Says.UNKNOWN}[one.active]
    reader.word(f"{where}.type", codes[0], says.value, _busy(one, now) if says is Says.YES else None)


def _busy(one: Service, now: datetime) -> datetime | None:
    """The end of the last absence that has begun and is not over."""
    periods = [away.during for away in one.away if away.during is not None]
    ends = [p.end for p in periods if p.end is not None and p.end > now and (p.start is None or p.start <= now)]
    return max(ends, default=None)


def _own(reader: Reader, where: str, references: list[Reference], hospital_id: str) -> None:
    for one in references:
        known = one.identifier
        named = known.value if known is not None and known.system == HOSPITAL else None
        if named is None and one.reference is not None and one.reference.startswith("Location/"):
            named = one.reference.removeprefix("Location/")
        if named is not None and named != hospital_id:
            reader.wrong(where, f"belongs to {named}, not to {hospital_id}")


def _codes(concepts: list[Concept]) -> set[str | None]:
    return {coding.code for concept in concepts for coding in concept.coding}
