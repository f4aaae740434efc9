"""Rows become tables, and rows on paper become the same rows again."""

from pathlib import Path

import pytest

from benches.twin.kinds import Drive
from benches.twin.paper import PAGE, page
from benches.twin.report import others_table, promise_table, ratio_of, ratio_table, sound, times_table
from benches.twin.rows import Row, of_arm, read_rows, together, write_rows
from routing.profiles import KOREA

PLACES = set(PAGE.get_identifiers())  # what a run tells of itself


def drive(seconds: float, **more: object) -> Drive:
    told = {"arrived": True, "jumped": False, "stopped_s": 5.0, "others_s": 1000.0, "near_s": 100.0}
    return Drive(seconds=seconds, **told | more)


def row(trip: int, arm: str, seconds: float, **more: object) -> Row:
    return Row(trip, arm, 1500, 3000.0, 8, 300.0, 400.0, 216.0, drive(seconds, **more))


ROWS = [
    *(row(trip, "nobody", 480, near_s=80.0, others_s=900.0, arrived=False) for trip in range(4)),
    *(row(trip, "normal", 400 + 10 * trip) for trip in range(4)),
    *(row(trip, "siren", 320 + 8 * trip) for trip in range(4)),
    *(row(trip, "priority 30", 240 + 6 * trip, near_s=150.0, requests=8, passed_on_grant=6) for trip in range(4)),
]


def cells(table: str, arm: str) -> list[str]:
    return next(line for line in table.splitlines() if line.startswith(f"| {arm} |")).strip("| ").split(" | ")


def test_every_arm_is_set_against_the_car_and_against_the_siren() -> None:
    told = cells(times_table(ROWS), "priority 30")
    assert told[1] == "249" and told[6].startswith("0.600 (") and told[7].startswith("0.750 (")
    assert told[8] == "4 of 4" and told[10] == "32, 75%"
    assert told[9].startswith(f"{(249 - 180) / (415 - 216):.3f} (")  # 180: at 1.2 times the limits
    assert cells(times_table(ROWS), "siren")[7] == "1"
    assert ratio_of(of_arm(ROWS, "siren"), of_arm(ROWS, "normal")).value == pytest.approx(0.8)


def test_what_others_lose_is_counted_from_nobody_and_from_the_siren_with_a_price_per_second_saved() -> None:
    told = cells(others_table(ROWS), "priority 30")
    assert told[1].startswith("+70 (") and told[2] == "+87.50%"
    assert told[3].startswith("+100 (") and told[4] == "+11.11%"
    assert told[5].startswith("+50 (") and told[6] == f"{50 / (332 - 249):.1f}"
    assert cells(others_table(ROWS), "siren")[1].startswith("+20 (")
    assert "| normal |" not in others_table(ROWS)  # its runs end with its arrival
    assert "| nobody |" not in times_table(ROWS) + others_table(ROWS)


def test_a_promise_is_judged_by_who_kept_it() -> None:
    late = [row(trip, "siren", seconds) for trip, seconds in enumerate((280, 310, 390, 500))]
    assert cells(promise_table(late), "siren")[2:4] == ["25%", "75%"]
    assert cells(promise_table(late), "siren")[5] == f"{KOREA.signal_s + (1480 - 1200) / 32:.1f} s"


def test_a_trip_the_simulator_cut_short_is_left_out_of_every_arm() -> None:
    cut = [
        row(4, "normal", 90, jumped=True),
        row(4, "siren", 300),
        row(5, "normal", 300),
        row(5, "siren", 0, crashed=True),
    ]
    kept, silent = sound([*ROWS, *cut])
    assert silent == [4, 5] and kept == ROWS


def test_arms_of_another_experiment_are_set_against_their_own_base() -> None:
    rows = [row(0, "free", 400, slow_met=2), row(0, "live", 300, slow_met=1), row(1, "free", 200), row(1, "live", 150)]
    told = cells(ratio_table(rows, "free"), "live")
    assert told[4].startswith("0.750 (") and told[5] == "0.50"


def test_the_sheet_can_be_read_again(tmp_path: Path) -> None:
    write_rows(tmp_path / "twin.csv", ROWS)
    assert read_rows(tmp_path / "twin.csv") == ROWS


def test_the_page_has_every_table_and_leaves_out_trips_that_say_nothing() -> None:
    live = [
        row(trip, f"{story}: {way}", 300 - 20 * (way == "live"), slow_met=2)
        for story in ("shut", "late", "clear")
        for way in ("free", "live")
        for trip in range(4)
    ]
    rows = [*ROWS, row(4, "normal", 90, jumped=True), row(4, "siren", 300), *live]
    facts = dict.fromkeys(PLACES, "x")
    text = page(rows, facts)
    assert (
        "of the arms trip 4, of “shut” none" in text
        and "| late: live | 4 | 280 |" in text
        and "| priority 30 |" in text
    )
    assert "$" not in text


def test_a_run_that_is_taken_up_again_loses_nothing_it_had() -> None:
    again = [row(0, "normal", 399)]
    kept = together(again, ROWS)
    assert len(kept) == len(ROWS) and [one for one in kept if one.trip == 0 and one.arm == "normal"] == again
