"""docs/proofs/twin.md: what was driven, with what, and the tables. What it means stands in docs/roads.md. Pure."""

from collections.abc import Mapping, Sequence
from string import Template

from benches.twin.accidents import CLEAR, FREE, LATE, LATE_S, SHUT
from benches.twin.report import others_table, promise_table, ratio_table, sound, times_table
from benches.twin.rows import Row
from routing.profiles import KOREA

PAGE = Template("""# The twin: driven in SUMO

Written by `$command`$versions; every drive is a line of `twin.csv`. What it means is in
[roads.md](../roads.md#proof), how it is made in `benches/twin`.

$roads; $driveable of $asked random routes of our router can be driven in SUMO as they are. $cars cars an hour choose
their ways once; $trips trips of $least to $most km with $signals signals or more, begun at $begin s of the same
traffic. Every arm of a trip goes on from the same saved state, each in a fresh process, for $horizon s. Intervals: 95 %
bootstrap over the pairs. $left_out

## Arms

“normal” is a car on the same route that obeys every signal. “siren” has lights and siren, 1.2 times the limit where the
road is free, red signals passed at 20 km/h, cars making way within 25 m. “priority T” asks for green as well, T seconds
before it arrives by the planned profile. Who is not there at the horizon (a car: twice the horizon) counts as arriving
then.

$times

## What it costs everybody else

Vehicle-seconds lost by all others until the horizon, a trip; near: the route and one block round it.

$others

## What was promised

The route's p50 and p90 as planned for lights and siren alone ($signal_s s a signal), without the minute for getting
under way and finding the door that nobody loses in SUMO. The last column is the time a signal would have to cost for
the mean to come true.

$promise

## Live traffic

All ask for green $lead s ahead. “$shut”: ten streets crawl at 9 km/h from ten minutes before the dispatch, two of them
on the way that is fastest without traffic. “$late”: the same from $late_s s after it. “$clear”: none does. “free” plans
by the profile; “live” by what one car in ten reported until the dispatch; “onward” judges every 30 s whether another
way is worth the change.

$blocked

$afterwards

$nothing
""")


def page(rows: Sequence[Row], facts: Mapping[str, object]) -> str:
    """The whole page; `facts` fill what the rows do not say. Each experiment leaves out its own trips."""
    first, no_first = sound([row for row in rows if ":" not in row.arm])
    shut, no_shut = sound([row for row in rows if row.arm.startswith(SHUT)])
    late, no_late = sound([row for row in rows if row.arm.startswith(LATE)])
    clear, no_clear = sound([row for row in rows if row.arm.startswith(CLEAR)])
    return PAGE.substitute(
        facts,
        signal_s=KOREA.signal_s,
        times=times_table(first),
        others=others_table(first),
        promise=promise_table(first),
        shut=SHUT,
        late=LATE,
        late_s=LATE_S,
        afterwards=ratio_table(late, f"{LATE}: {FREE.name}"),
        clear=CLEAR,
        blocked=ratio_table(shut, f"{SHUT}: {FREE.name}"),
        nothing=ratio_table(clear, f"{CLEAR}: {FREE.name}"),
        left_out="Left out, for in one of the arms SUMO died or moved an ambulance that stood: of the arms"
        f" {_named(no_first)}, of “{SHUT}” {_named(no_shut)}, of “{LATE}” {_named(no_late)}, of “{CLEAR}”"
        f" {_named(no_clear)}.",
    )


def _named(trips: Sequence[int]) -> str:
    return f"trip{'s'[: len(trips) > 1]} {', '.join(map(str, trips))}" if trips else "none"
