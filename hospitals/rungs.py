"""The figures of a region's hospital ladder, and where they differ for an acuity, a bundle, or one acuity of a bundle.

Whatever is not said of a case in particular is as the general ladder has it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any

PerAcuity = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Rungs:
    """What one acuity has differently; None is as the more general ladder has it."""

    widen_by: int | None = None
    offer_window: timedelta | None = None
    realert_after: timedelta | None = None
    phone_after: timedelta | None = None
    doctor_after: timedelta | None = None
    expiry: timedelta | None = None
    widen_after: timedelta | None = None
    neighbours_after: timedelta | None = None
    designate_after: timedelta | None = None
    hold: timedelta | None = None


@dataclass(frozen=True, slots=True)
class BundledRungs(Rungs):
    """What one acuity of one bundle has differently; `designated` is whether it goes to the first without asking."""

    designated: bool | None = None


@dataclass(frozen=True, slots=True)
class BundleRungs(BundledRungs):
    """What one bundle has differently, and each of its acuities on top of that."""

    parallel: PerAcuity | None = None
    acuity: tuple[tuple[int, BundledRungs], ...] = ()


@dataclass(frozen=True, slots=True)
class LadderPolicy:
    """Defaults of the console's hospital ladder; `parallel` is how many are asked at once, per acuity 1–5.

    `stabilise_costs` and `condition_costs` are what such a yes is later than one without a condition. `scope` names
    the tables that were laid over the general ladder, for the record.
    """

    version: str = "2026.11"
    parallel: PerAcuity = (3, 3, 2, 0, 0)
    widen_by: int = 2
    designated_bundles: tuple[str, ...] = ("arrest", "trauma")
    offer_window: timedelta = timedelta(seconds=25)
    realert_after: timedelta = timedelta(seconds=30)
    phone_after: timedelta = timedelta(seconds=60)
    doctor_after: timedelta = timedelta(seconds=90)  # the duty doctor, not before the telephone and before the expiry
    expiry: timedelta = timedelta(seconds=120)
    widen_after: timedelta = timedelta(seconds=60)
    neighbours_after: timedelta = timedelta(minutes=10)
    designate_after: timedelta = timedelta(minutes=15)
    hold: timedelta = timedelta(minutes=10)
    stabilise_costs: timedelta = timedelta(minutes=75)  # the onward transfer, as the ranking has it
    condition_costs: timedelta = timedelta(minutes=15)
    acuity: tuple[tuple[int, Rungs], ...] = ()
    bundle: tuple[tuple[str, BundleRungs], ...] = ()
    scope: tuple[str, ...] = ()

    def of(self, bundle: str | None, acuity: int) -> "LadderPolicy":
        """The ladder of one case; that of a case again is itself."""
        ladder = replace(self, acuity=(), bundle=()) if self.acuity or self.bundle else self
        for scope, rungs in self._said(bundle, acuity):
            ladder = _laid(ladder, rungs, bundle, scope)
        return ladder

    def _said(self, bundle: str | None, acuity: int) -> Iterator[tuple[str, Rungs]]:
        """Everything said of such a case, the most particular last."""
        yield from ((f"acuity.{n}", rungs) for n, rungs in self.acuity if n == acuity)
        for name, ours in self.bundle:
            if name == bundle:
                yield f"bundle.{name}", ours
                yield from ((f"bundle.{name}.acuity.{n}", rungs) for n, rungs in ours.acuity if n == acuity)


def _laid(ladder: LadderPolicy, rungs: Rungs, bundle: str | None, scope: str) -> LadderPolicy:
    """One table over a ladder."""
    said = {one.name: getattr(rungs, one.name) for one in fields(rungs) if one.name not in {"designated", "acuity"}}
    changes: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    if isinstance(rungs, BundledRungs) and rungs.designated is not None and bundle is not None:
        others = tuple(one for one in ladder.designated_bundles if one != bundle)
        changes["designated_bundles"] = (*others, bundle) if rungs.designated else others
    return replace(ladder, scope=(*ladder.scope, scope), **changes)
