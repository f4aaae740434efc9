"""The card of the complaint model, as Markdown. Generated: never edited by hand."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from dispatch.estimate.complaint import SayingModel
from dispatch.estimate.judging import wilson
from dispatch.estimate.sayings import FOLDS, LANGUAGES, REPEATS, Held

CONFUSED = 15

HEAD = """\
# Model card: chief complaint from free text, `{version}`

Made by `flask triage train-words`; do not edit.

* **What it is**: a ridge softmax over runs of 1–3 syllables (Korean) or 3–5 letters (English) and the complaints that
  `{words}` names; plain data in `dispatch/estimate/complaint.json`, {pieces} pieces, evaluated by a pure function.
* **What it is for**: up to three suggestions to a person at the desk. It writes nothing down by itself.
* **Learnt from**: {sayings} sentences in `dispatch/estimate/sayings/`, invented for this project. No recorded call.

## How well, on sentences held back

{folds}-fold, {repeats} repeats, every sentence judged by a model that has not met it. Intervals: 95 % (Wilson), for the
number of sentences, not of repeats. The last column is the keyword search of the rules, `triage.suggest_complaint`, on
the same sentences, for the complaints that the rules know.
"""

LIMITS = """
## What to know before trusting it

* The sentences held back were written by the same hands as the others. Real callers will be harder: expect less, and
  measure it in shadow mode, where what was suggested is kept beside what the dispatcher chose.
* The list of complaints was not made for these sentences, but its author has read them.
* One sentence, one complaint: "넘어져서 머리에서 피가 나요" is a fall and a bleeding, and either may come first.
* Chances are softmax shares; what they were worth is in the table of thresholds, and that is what the desk is shown.
"""


def word_card(
    model: SayingModel, held: Sequence[Held], floor: Callable[[str], str | None], known: frozenset[str]
) -> str:
    """`floor` is what the rules find by themselves, `known` the complaints they know."""
    head = HEAD.format(
        version=model.version,
        words=model.lexicon_version,
        pieces=len(model.weights),
        sayings=len(held) // REPEATS,
        folds=FOLDS,
        repeats=REPEATS,
    )
    return "\n".join(
        (head, *_figures(held, floor, known), *_borne(model), *_each(model, held), *_confused(held), LIMITS)
    )


def _figures(held: Sequence[Held], floor: Callable[[str], str | None], known: frozenset[str]) -> Iterator[str]:
    yield "| language | sentences | first suggestion right | among the first three | keyword search right |"
    yield "|---|---|---|---|---|"
    for language in LANGUAGES:
        ours = [one for one in held if one.saying.language == language]
        theirs = [one for one in ours if one.saying.complaint in known]
        yield (
            f"| {language} | {len(ours) // REPEATS} | {_share(ours, _first)} | {_share(ours, _among)} "
            f"| {_share(theirs, lambda one: floor(one.saying.text) == one.saying.complaint)} |"
        )
    yield ""


def _borne(model: SayingModel) -> Iterator[str]:
    yield "### From which chance a first suggestion is right how often"
    yield ""
    yield "| chance at least | sentences | right |"
    yield "|---|---|---|"
    for one in model.borne:
        yield f"| {one.chance:.1f} | {one.cases} | {one.right:.3f} ({one.low:.3f}–{one.high:.3f}) |"
    yield ""


def _each(model: SayingModel, held: Sequence[Held]) -> Iterator[str]:
    yield "### By complaint"
    yield ""
    yield "| complaint | sentences | first right | among three |"
    yield "|---|---|---|---|"
    for name in model.complaints:
        ours = [one for one in held if one.saying.complaint == name]
        yield f"| {name} | {len(ours) // REPEATS} | {_share(ours, _first)} | {_share(ours, _among)} |"
    yield ""


def _confused(held: Sequence[Held]) -> Iterator[str]:
    yield "### What is taken for what, most often first (times in all repeats)"
    yield ""
    yield "| said | suggested | times |"
    yield "|---|---|---|"
    wrong = Counter(
        (one.saying.complaint, one.suggested[0] if one.suggested else "–") for one in held if not _first(one)
    )
    for (said, suggested), times in sorted(wrong.items(), key=lambda row: (-row[1], row[0]))[:CONFUSED]:
        yield f"| {said} | {suggested} | {times} |"


def _first(one: Held) -> bool:
    return one.suggested[:1] == (one.saying.complaint,)


def _among(one: Held) -> bool:
    return one.saying.complaint in one.suggested


def _share(held: Sequence[Held], right: Callable[[Held], bool]) -> str:
    cases = len(held) // REPEATS
    share = sum(map(right, held)) / max(1, len(held))
    low, high = wilson(round(share * cases), cases)
    return f"{share:.3f} ({low:.3f}–{high:.3f})"
