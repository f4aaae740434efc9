"""A thousand patients' records as FHIR bundles, each held to two parsers of others and to our own table."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from dispatch.fhir.case import asked
from dispatch.fhir.document import document, entry_of, everything, written
from dispatch.intake.patients import read_handover
from tests.dispatch.fhir.records import HOSPITAL, a_record, a_request, telling
from tests.dispatch.fhir.validity import mistakes
from tests.dispatch.intake.test_patients import facts_of, told_facts

CASES = 1000


ABOUT = """# A thousand handovers in FHIR R4

{cases} records drawn by chance (`tests/dispatch/fhir/records.py`): odd texts, gaps, amendments, every state of a
request, both languages. Every bundle passes `fhir.resources` (R4B), `fhirclient` (strict R4), and our own table of
value sets, references and rules (`dispatch/fhir/checking.py`); every document comes in again as the same facts.
`make prove`.

| bundle | valid | of |
|---|---|---|"""


def report(cases: int = CASES) -> list[str]:
    """The proof in words and numbers; raises AssertionError at the first bundle that is not as it should be."""
    counted, sizes = Counter[str](), list[int]()
    for seed in range(cases):
        for kind, bundle in bundles_of(seed):
            found = mistakes(bundle)
            assert not found, (seed, kind, found)
            counted[kind] += 1
            counted["resources"] += len(bundle["entry"])
            if kind == "document":
                sizes.append(_again(seed, written(bundle)))
    sizes.sort()
    return [
        ABOUT.format(cases=cases),
        *(f"| {kind} | {counted[kind]} | {cases} |" for kind in ("document", "everything", "before")),
        f"| the same facts again | {len(sizes)} | {cases} |",
        "",
        f"{counted['resources']:,} resources. A document has {sizes[cases // 2] // 1000} kB in the middle, "
        f"{sizes[-1] // 1000} kB at most.",
    ]


def _again(seed: int, body: bytes) -> int:
    """A document read by our own importer; returns its size."""
    assert told_facts(read_handover(body)) == facts_of(a_record(seed)), seed
    return len(body)


def bundles_of(seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is told of one record: the document, all that is there, and the minimum before a hospital has agreed."""
    record, request, told = a_record(seed), a_request(seed), telling("en" if seed % 2 else "ko")
    yield "document", document(record, told, request)
    for kind, shown in (("everything", everything(record, told, request)), ("before", asked(request, HOSPITAL, told))):
        yield kind, {"resourceType": "Bundle", "type": "searchset", "entry": [entry_of(one, told) for one in shown]}
