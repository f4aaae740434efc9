"""What administrators may send in."""

from datetime import time
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from chassis.geo import LatLon
from chassis.identity import Role
from dispatch.admin.people import About
from dispatch.admin.records import Wanted
from dispatch.policies.reading import LONGEST_TEXT
from drones.model import Restriction
from drones.windows import Slot
from drones.zoning import ZoneDraft
from hospitals.duty import Duty
from web.desk.schemas import Body, Name


class PersonIn(Body):
    """What an administrator says of somebody."""

    name: Name
    role: Role
    facility: Annotated[str | None, Field(max_length=64)] = None
    language: Literal["ko", "en"] = "ko"
    duty: Duty | None = None

    def about(self) -> About:
        """As dispatch knows it."""
        return About(self.name, self.role, self.facility or None, self.language, self.duty)


class NewPersonIn(PersonIn):
    """Somebody new, and what they type to sign in."""

    login: Name


class TokenIn(Body):
    """A machine. `expires_at` missing: until it is revoked. `scopes` say what a hospital's may read in FHIR."""

    name: Name
    role: Role
    facility: Annotated[str | None, Field(max_length=64)] = None
    expires_at: AwareDatetime | None = None
    scopes: Annotated[tuple[Annotated[str, Field(max_length=60)], ...], Field(max_length=40)] = ()


Number = Annotated[str | None, Field(pattern=r"^(\+?[0-9][0-9 -]{2,24})?$")]


class ContactsIn(Body):
    """Who is called at a hospital when nobody answers; what is empty or left out is taken off."""

    alert_phone: Number = None
    charge_phone: Number = None
    doctor_phone: Number = None

    def phones(self) -> dict[str, str | None]:
        """As dispatch knows them."""
        return {name: number or None for name, number in self.model_dump().items()}


class LampIn(Body):
    """Where a lamp listens."""

    url: Annotated[str, Field(min_length=1, max_length=300)]


class PackIn(Body):
    """A city pack that ships, by its name."""

    name: Name


class PolicyIn(Body):
    """A policy as TOML text, to the letter: its hash names it."""

    text: Annotated[str, StringConstraints(strip_whitespace=False, max_length=LONGEST_TEXT)]


class NewPolicyIn(PolicyIn):
    """A policy to put in force: why, and the version its author looked at."""

    note: Annotated[str, Field(max_length=200)]
    base: Annotated[int, Field(ge=0)]


class AuditQuery(Body):
    """What to look for in the audit."""

    subject: Annotated[str, Field(max_length=64)] = ""
    actor: Annotated[str, Field(max_length=64)] = ""
    action: Annotated[str, Field(max_length=48)] = ""
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    before: int | None = None

    def wanted(self) -> Wanted:
        """As dispatch knows it."""
        return Wanted(self.subject, self.actor, self.action, self.since, self.until, self.before)


class ZoneIn(Body):
    """A zone somebody was told of: a circle, with its limits as published (SFC, 1500 ft AGL, UNL)."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    radius_m: Annotated[float, Field(gt=0, le=100_000)]
    floor: Annotated[str, Field(max_length=24)] = "SFC"
    ceiling: Annotated[str, Field(max_length=24)] = "UNL"
    begins: AwareDatetime | None = None
    ends: AwareDatetime | None = None
    restriction: Restriction = Restriction.PROHIBITED
    authority: Annotated[str, Field(max_length=96)] = ""
    authority_phone: Number = None

    def draft(self) -> ZoneDraft:
        """As the command takes it."""
        told = self.model_dump(exclude={"lat", "lon"})
        return ZoneDraft(centre=LatLon(self.lat, self.lon), **told)


class HoursIn(Body):
    """Hours of some weekdays in UTC, Monday 0; an end that is not after the begin lies on the next day."""

    days: Annotated[tuple[Annotated[int, Field(ge=0, le=6)], ...], Field(min_length=1, max_length=7)]
    begin: time
    end: time


class AuthorisationIn(Body):
    """The authority's paper; without `hours` at any hour, without an altitude as high as the zone."""

    document_no: Annotated[str, Field(min_length=1, max_length=64)]
    valid_from: AwareDatetime
    valid_until: AwareDatetime
    max_altitude_m: Annotated[float | None, Field(gt=0, le=1000)] = None
    hours: Annotated[tuple[HoursIn, ...], Field(max_length=14)] = ()

    def week(self) -> tuple[Slot, ...]:
        """As the zone knows hours."""
        return tuple(Slot(day, one.begin, one.end) for one in self.hours for day in one.days)
