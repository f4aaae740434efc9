"""Run every benchmark, or those named: `python -m benches decision calls`."""

import sys

from benches import (
    acceptance,
    calls,
    closure,
    decision,
    listeners,
    pages,
    planner,
    positions,
    roadload,
    roads,
    squadron,
    vitals,
)

BENCHES = {
    "decision": decision.rows,
    "planner": planner.rows,
    "roads": roads.rows,
    "calls": calls.rows,
    "positions": positions.rows,
    "listeners": listeners.rows,
    "vitals": vitals.rows,
    "pages": pages.rows,
    "roads-load": roadload.rows,
    "closure": closure.rows,
    "acceptance": acceptance.rows,
    "squadron": squadron.rows,
}


def main() -> None:
    """A Markdown table a bench."""
    for name in sys.argv[1:] or BENCHES:
        print(f"\n### {name}\n")
        rows = iter(BENCHES[name]())
        head = next(rows)
        print("| " + " | ".join(head) + " |")
        print("|" + "---|" * len(head))
        for row in rows:
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
