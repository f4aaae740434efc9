"""Telephone, messages or ladder: the same patients, three ways of asking; see dispatch.simulation.acceptance."""

from collections.abc import Iterator

from chassis.geo import Box
from dispatch.city.reading import read_pack
from dispatch.simulation.acceptance import WAYS, Figures, figures, patients

PATIENTS = 2000
CITY = Box(36.43, 127.20, 36.62, 127.34)  # where Sejong's people live
NIGHTS = (("as posted", 1.0), ("crowded: four in ten of the chance", 0.4))
Row = tuple[str, ...]


def rows(number: int = PATIENTS) -> Iterator[Row]:
    """A row for each night and way."""
    yield (
        *("night", "way", "median min", "p90 min", "asks a patient", "over 10 min", "over 30 min", "nobody"),
        "call to care, median min",
    )
    board = read_pack("sejong").hospitals
    for night, willing in NIGHTS:
        those = patients(board, CITY, number, willing=willing)
        for name, way in WAYS.items():
            yield night, name, *_cells(figures([way(one) for one in those]))


def _cells(told: Figures) -> Row:
    minutes = (told.median_s / 60, told.p90_s / 60)
    shares = (told.over_10_min, told.over_30_min, told.nobody)
    return (
        *(f"{one:.1f}" for one in minutes),
        f"{told.asks:.2f}",
        *(f"{one:.1%}" for one in shares),
        f"{told.care_median_s / 60:.1f}",
    )
