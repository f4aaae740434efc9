"""The figures by which cards of registered people are shown, kept and told about."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class RegisteredPolicy:
    """Assumptions until a city says better; see docs/registered.md.

    `lasts` is how long a consent holds, `warn_before` when its end is announced, `kept_after` how long an expired card
    waits for its owner before it is deleted. A card not confirmed for `old_after` is shown as old. A look from the call
    form needs a call of that number within `call_within`. A card broken open is shown for `glass_lasts`; its owner is
    told `notice_after` later, or `danger_notice_after` where the reason says that telling could endanger, and never
    while the incident is open.
    """

    lasts: timedelta = timedelta(days=365)
    warn_before: timedelta = timedelta(days=30)
    kept_after: timedelta = timedelta(days=30)
    old_after: timedelta = timedelta(days=180)
    call_within: timedelta = timedelta(minutes=10)
    glass_lasts: timedelta = timedelta(minutes=30)
    notice_after: timedelta = timedelta(hours=1)
    danger_notice_after: timedelta = timedelta(days=3)
