"""What became of a road file, in Korean and English, for the command line."""

from collections.abc import Iterator, Mapping

from routing.assemble import ImportReport
from web.i18n import LANGUAGES, catalogue


def report_lines(report: ImportReport) -> Iterator[str]:
    """A line a count: what is in force, then what became of the restrictions, then what was left out."""
    counts = {"nodes": report.nodes, "edges": report.edges, "signals": report.signals, "bans": report.bans}
    yield from _lines({f"roads_count.{code}": count for code, count in counts.items()})
    yield from _lines({f"roads_extra.{code}": count for code, count in report.extras.items()})
    yield from _lines({f"roads_rule.{code}": count for code, count in report.rules.items()})
    yield from _lines({f"roads_left.{code}": count for code, count in report.dropped.items()})


def _lines(counts: Mapping[str, int]) -> Iterator[str]:
    for key, count in counts.items():
        words = (catalogue(language)[key] for language in LANGUAGES)
        yield f"{count:>12,}  {' · '.join(words)}"
