"""The example notes of a pack: `premises.toml`, checked like every note, and renewed with each loading."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator
from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError
from chassis.geo import LatLon
from dispatch.city.pack import CityPack, PackNote
from dispatch.city.shapes import Shape
from dispatch.premises import PremiseDraft, PremiseKind, PremisePolicy, PremiseScope, PremiseSource, complete_draft
from dispatch.tables.premises import PremiseNoteRow

ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


class PremiseIn(Shape):
    """A note. `days` is how long it holds from the loading on; without it the kind decides."""

    id: Annotated[str, Field(min_length=1, max_length=64)]
    kind: PremiseKind
    scope: PremiseScope
    text: str
    author: Annotated[str, Field(min_length=1, max_length=64)]
    source: PremiseSource = PremiseSource.OTHER
    lat: Annotated[float | None, Field(ge=-90, le=90)] = None
    lon: Annotated[float | None, Field(ge=-180, le=180)] = None
    radius_m: float | None = None
    number: str | None = None
    label: Annotated[str | None, Field(max_length=120)] = None
    days: Annotated[int | None, Field(ge=1)] = None

    @model_validator(mode="after")
    def _is_a_note(self) -> Self:
        try:
            self.draft(ANY_DAY)
        except InvalidInputError as error:
            raise ValueError(str(error)) from error
        return self

    def draft(self, now: datetime) -> PremiseDraft:
        """The note as it would be written now."""
        place = LatLon(self.lat, self.lon) if self.lat is not None and self.lon is not None else None
        expires = now + timedelta(days=self.days) if self.days is not None else None
        told = PremiseDraft(
            self.kind, self.scope, self.text, self.source, place, self.radius_m, self.number, self.label, expires
        )
        return complete_draft(told, now=now, policy=PremisePolicy())

    def note(self) -> PackNote:
        """As the pack holds it."""
        held = self.draft(ANY_DAY)
        lasts = (held.expires_at or ANY_DAY) - ANY_DAY
        return PackNote(self.id, held, self.author, lasts)


class PremisesIn(Shape):
    """The file."""

    premise: tuple[PremiseIn, ...] = ()


def put_premises(session: Session, pack: CityPack, now: datetime) -> None:
    """Put the pack's notes in force from now on; one that somebody has ended stays ended."""
    for note in pack.premises:
        known = session.get(PremiseNoteRow, note.id)
        if known is None or known.ended_at is None:
            session.merge(_row(note, pack.area.id, now))


def _row(note: PackNote, region: str, now: datetime) -> PremiseNoteRow:
    told = note.draft
    return PremiseNoteRow(
        id=note.id,
        region=region,
        kind=told.kind,
        scope=told.scope,
        lat=told.place.lat if told.place else None,
        lon=told.place.lon if told.place else None,
        radius_m=told.radius_m,
        number=told.number,
        label=told.label,
        text=told.text,
        source=told.source,
        author="system:city",
        author_name=note.author,
        written_at=now,
        expires_at=now + note.lasts,
    )
