"""A thousand patients' records as FHIR bundles, each held to two parsers of others and to our own table."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from dispatch.fhir.case import asked
from dispatch.fhir.document import document, entry_of, everything, written
from tests.dispatch.fhir.records import HOSPITAL, a_record, a_request, telling
from tests.dispatch.fhir.validity import mistakes

CASES = 1000


def report(cases: int = CASES) -> list[str]:
    """The proof in words and numbers; raises AssertionError at the first bundle that is not valid."""
    counted, sizes = Counter[str](), []
    for seed in range(cases):
        for kind, bundle in bundles_of(seed):
            found = mistakes(bundle)
            assert not found, (seed, kind, found)
            counted[kind] += 1
            counted["resources"] += len(bundle["entry"])
            sizes += [len(written(bundle))] if kind == "document" else []
    lines = ["# A thousand handovers in FHIR R4", ""]
    lines += [f"{cases} records drawn by chance (`tests/dispatch/fhir/records.py`): odd texts, gaps, amendments, every"]
    lines += [
        "state of a request, both languages. Every bundle passes `fhir.resources` (R4B), `fhirclient` (strict R4),"
    ]
    lines += ["and our own table of value sets, references and rules (`dispatch/fhir/checking.py`). `make prove`.", ""]
    lines += ["| bundle | valid | of |", "|---|---|---|"]
    lines += [f"| {kind} | {counted[kind]} | {cases} |" for kind in ("document", "everything", "before")]
    sizes.sort()
    lines += [
        "",
        f"{counted['resources']:,} resources. A document has {sizes[cases // 2] / 1000:.0f} kB in the middle,",
    ]
    return [*lines, f"{sizes[-1] / 1000:.0f} kB at most."]


def bundles_of(seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is told of one record: the document, all that is there, and the minimum before a hospital has agreed."""
    record, request, told = a_record(seed), a_request(seed), telling("en" if seed % 2 else "ko")
    yield "document", document(record, told, request)
    for kind, shown in (("everything", everything(record, told, request)), ("before", asked(request, HOSPITAL, told))):
        yield kind, {"resourceType": "Bundle", "type": "searchset", "entry": [entry_of(one, told) for one in shown]}
