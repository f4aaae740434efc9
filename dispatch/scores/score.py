"""What a score is: parts with their points, and what the unknown ones leave open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

Points = Sequence[float]
Value = float | str | bool | None


class Scale(StrEnum):
    """The scores and triage rules there are."""

    NEWS2 = "news2"
    QSOFA = "qsofa"
    GCS = "gcs"
    RTS = "rts"
    TRTS = "trts"
    APGAR = "apgar"
    CPSS = "cpss"
    LAMS = "lams"
    RACE = "race"
    FIELD_TRIAGE = "field_triage"
    START = "start"
    JUMPSTART = "jumpstart"
    SALT = "salt"


class Lack(StrEnum):
    """Why a parameter gives no points of its own."""

    NOT_TAKEN = "not_taken"
    NOT_TESTABLE = "not_testable"  # a GCS component that cannot be tested: intubated, eyes swollen shut
    OXYGEN_UNKNOWN = "oxygen_unknown"  # on scale 2 of NEWS2 a high saturation counts only under oxygen
    NEW_OR_OLD = "new_or_old"  # a GCS of 9 to 14 does not say whether the confusion is new


class NotForReason(StrEnum):
    """Whom a score is not made for."""

    UNDER_16 = "under_16"


@dataclass(frozen=True, slots=True)
class Part:
    """One parameter. Its points lie between `least` and `most`; `lack` says why when they are not settled."""

    name: str
    value: Value
    least: float
    most: float
    lack: Lack | None = None

    @property
    def points(self) -> float | None:
        """The points it gives; None while they are not settled."""
        return self.least if self.lack is None else None


@dataclass(frozen=True, slots=True)
class Score:
    """A score of `scale`, somewhere from `low` to `high`; its band somewhere from `mildest` to `gravest`."""

    scale: Scale
    parts: tuple[Part, ...]
    low: float
    high: float
    mildest: str
    gravest: str

    @property
    def total(self) -> float | None:
        """The whole score; None while a parameter is missing."""
        return None if self.missing else self.low

    @property
    def band(self) -> str | None:
        """The band, when what is missing can no longer change it."""
        return self.mildest if self.mildest == self.gravest else None

    @property
    def missing(self) -> tuple[str, ...]:
        """The parameters whose points are not settled."""
        return tuple(part.name for part in self.parts if part.lack is not None)


@dataclass(frozen=True, slots=True)
class NotFor:
    """The patient is not one of those `scale` is made for."""

    scale: Scale
    reason: NotForReason


def known(name: str, value: Value, points: float) -> Part:
    """A parameter whose points are settled."""
    return Part(name, value, points, points)


def unknown(name: str, most: float, lack: Lack = Lack.NOT_TAKEN, *, least: float = 0, value: Value = None) -> Part:
    """A parameter that may give anything from `least` to `most`."""
    return Part(name, value, least, most, lack)


def tally(
    scale: Scale, parts: Sequence[Part], band_of: Callable[[Points], str], *, lower_is_worse: bool = False
) -> Score:
    """Add the parts up. `band_of` names the band of one set of points, in the order of the parts."""
    least, most = [part.least for part in parts], [part.most for part in parts]
    mild, grave = (most, least) if lower_is_worse else (least, most)
    return Score(scale, tuple(parts), sum(least), sum(most), band_of(mild), band_of(grave))
