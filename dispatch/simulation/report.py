"""What a replay found, beside what the record says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

TARGET = timedelta(minutes=8)


@dataclass(frozen=True, slots=True)
class Responses:
    """Response times of one group, received → first ambulance on scene; minutes, and the share within 8 minutes."""

    count: int
    median_min: float | None
    p90_min: float | None
    within_8_min: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """Seven days, or as many as were recorded. `ours` and `recorded` by final priority ("3", "2")."""

    days: float
    incidents: int
    skipped: dict[str, int]
    estimated: int
    processing_s: float
    units: int
    ours: dict[str, Responses]
    recorded: dict[str, Responses]
    busy_median: int
    busy_p95: int
    busy_max: int
    undispatched: int
    waited: int
    diverted: int

    def table(self) -> str:
        """For people."""
        head = (
            f"{self.incidents} incidents in {self.days:.1f} days, {self.units} ambulances by roster, "
            f"call processing {self.processing_s:.0f} s"
        )
        rows = ["final priority   who        n   median    p90   within 8 min"]
        for code in sorted(self.ours, reverse=True):
            for who, told in (("replay", self.ours[code]), ("recorded", self.recorded[code])):
                rows.append(f"{code:<14} {who:<9} {told.count:>5} {_minutes(told)}")
        busy = f"busy units: median {self.busy_median}, p95 {self.busy_p95}, most {self.busy_max}"
        rest = f"waited for a unit: {self.waited}, diverted: {self.diverted}, undispatched: {self.undispatched}"
        left_out = f"left out: {self.skipped or 'none'}; durations estimated for {self.estimated}"
        return "\n".join([head, "", *rows, "", busy, rest, left_out])


def responses(times: Iterable[timedelta]) -> Responses:
    """The figures of a group; None where it is empty."""
    ordered = sorted(times)
    if not ordered:
        return Responses(0, None, None, None)
    return Responses(
        len(ordered),
        round(share_of(ordered, 0.5) / timedelta(minutes=1), 2),
        round(share_of(ordered, 0.9) / timedelta(minutes=1), 2),
        round(sum(time <= TARGET for time in ordered) / len(ordered), 3),
    )


def share_of(ordered: list[timedelta], share: float) -> timedelta:
    """The value that `share` of them do not exceed."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _minutes(told: Responses) -> str:
    if told.median_min is None or told.p90_min is None or told.within_8_min is None:
        return "–"
    return f"{told.median_min:>7.2f} {told.p90_min:>7.2f} {told.within_8_min:>10.1%}"
