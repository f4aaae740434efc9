"""The model card, and the report of an evaluation, as Markdown. Generated: never edited by hand."""

from collections.abc import Iterator

from dispatch.estimate.acuity import Model
from dispatch.estimate.crossing import CUT, MISS_COSTS
from dispatch.estimate.judging import Interval
from dispatch.estimate.report import Report
from dispatch.estimate.training import Judged

NAMES = {
    "kappa": "quadratic kappa",
    "auc": "AUC, levels 1–2 against 3–5",
    "specificity": "specificity at sensitivity 0.85, levels 1–2",
    "under": "under-triage (less grave than the experts)",
    "over": "over-triage (graver than the experts)",
    "exact": "same level as the experts",
    "sensitivity": "sensitivity for levels 1–2 at the cut",
    "precision": "positive predictive value for levels 1–2 at the cut",
    "brier": "Brier score of the chance of levels 1–2",
}
AIMS = {"kappa": "≥ 0.70", "auc": "≥ 0.90", "specificity": "≥ 0.80", "under": "< 0.12"}

HEAD = """\
# Model card: estimated acuity, `{version}`

Made by `flask triage train`; do not edit. Why so: [the decision](../decisions/0018-an-estimate-only-advises.md).

* **What it is**: four ridge logits between five levels over features made from clinical knowledge ({measured} with
  signs, {said} without), signs of the slopes fixed by knowledge; plain data in `dispatch/estimate/acuity.json`,
  evaluated by a pure function. Complaints: `{words}`.
* **What it is for**: advice to a person beside the rules. It may raise attention; it never lowers a priority.
* **What it is not**: a diagnosis, a KTAS or Pre-KTAS grading, a tool for children (fitted to people of 16 and older).
* **Inputs**: complaint (free text), age, sex, AVPU, pain, injury, arrival mode, pulse, pressure, breaths, SpO2,
  temperature. Never the diagnosis, the disposition, the length of stay, another person's level, the hospital or its
  crowding.
* **Fitted to**: the development half of Moon et al., PLOS ONE 2019;14(9):e0216972 (CC BY 4.0; adults at two Korean
  emergency departments). SHA-256 of the rows `{rows}…`. No row of it is in this repository.
* **Cut**: a level is given once its chance, or a graver one's, reaches {cut:.3f}: a patient called too light is counted
  {costs} times one called too grave. The cost was settled once, after seeing under- and over-triage of the development
  rows at four cuts; penalties were chosen inside the training parts.
"""

LIMITS = """\
## What to know before trusting it

* The list of complaints was written from general knowledge, but with the complaints of the development rows and their
  expert levels in sight; the worst misjudged of those rows were looked at, and features, signs and cost were settled on
  them. Only the penalty was nested. Cross-validation cannot see that: expect unseen rows to do worse, and judge by
  `flask triage evaluate FILE` on rows of your own.
* Three of the four aims lie inside their intervals: reached by the mean, not proved.
* In {unread} of {cases} complaints the list finds nothing (in this set Korean text was lost as `??`). The estimate then
  rests on the rest.
* The rows are arrivals at emergency departments, not calls. At a call there are no signs: the column without signs
  applies, and a caller's words are not a nurse's words. Shadow mode exists so that a region can measure this before
  anyone sees it.
* Levels 1 and 5 are rare (10 and 30 of the 615): single figures for them mean little.
* The nurses, who see the patient, agree with the experts clearly more often; they call fewer patients too grave. The
  estimate is a second opinion, not a replacement.
* In these rows the experts graded many strokes 3 (the hours since onset are not in the data), so a weak arm may be
  estimated 3. The rules, which know nothing of these rows, send for a stroke at the highest priority, and stay.
* A missing SpO2 goes with one of the two hospitals in this set; the model may lean on that a little.
* Cases from Korea alone, adults alone; women fare worse than men in agreement (see the groups).
"""


def card(model: Model, judged: Judged) -> str:
    """The card of a fitted model."""
    limits = LIMITS.format(unread=judged.unread, cases=judged.measured.cases)
    return "\n".join((_head(model), *_body(judged), limits)) + "\n"


def evaluation(judged: Judged) -> str:
    """The report of one evaluation."""
    return "\n".join(_body(judged)) + "\n"


def _head(model: Model) -> str:
    return HEAD.format(
        version=model.version,
        measured=len(model.measured.names),
        said=len(model.said.names),
        words=model.lexicon_version,
        rows=model.data_sha256[:16],
        cut=CUT,
        costs=MISS_COSTS,
    )


def _body(judged: Judged) -> Iterator[str]:
    yield "## How well"
    yield ""
    yield _how(judged)
    yield ""
    yield from _figures(judged)
    yield ""
    differs = 1 - judged.nurses.figures["exact"].value
    yield f"The nurses differ from the experts in {100 * differs:.1f} % of these rows (14.7 % of the whole set)."
    yield ""
    mean = " (mean of the repeats)" if judged.repeats > 1 else ""
    yield f"### Levels: rows the experts', columns the estimate{mean}"
    yield ""
    yield from _confusion(judged.measured)
    yield ""
    yield "### The nurses' levels on the same rows"
    yield ""
    yield from _confusion(judged.nurses)
    yield ""
    yield "### Whether the chance of levels 1–2 means what it says"
    yield ""
    yield "| cases | mean chance given | share that came |"
    yield "|---|---|---|"
    for one in judged.measured.reliability:
        yield f"| {one.cases} | {one.given:.2f} | {one.came:.2f} |"
    yield ""
    yield "### By group"
    yield ""
    yield "| group | cases | kappa | AUC | under | over |"
    yield "|---|---|---|---|---|---|"
    for name, part in judged.parts.items():
        told = " | ".join(_interval(part.figures[key]) for key in ("kappa", "auc", "under", "over"))
        yield f"| {name} | {part.cases} | {told} |"
    yield ""


def _how(judged: Judged) -> str:
    if judged.unseen_rows:
        return (
            f"{judged.measured.cases} rows (SHA-256 `{judged.data_sha256[:16]}…`) that the model has never seen.\n"
            "Intervals: 95 %, 1,000 resamples of the cases."
        )
    return (
        f"{judged.measured.cases} rows, {judged.folds}-fold cross-validation stratified by level, "
        f"{judged.repeats} repeats;\n"
        "usual values, spreads and the penalty are found inside each training part (nested). Values are means of the\n"
        "repeats, ± their standard deviation; intervals: 95 %, 1,000 resamples of the cases."
    )


def _figures(judged: Judged) -> Iterator[str]:
    yield "| figure | aim | with signs | ± | without signs (what a caller can tell) | the nurses |"
    yield "|---|---|---|---|---|---|"
    for key, name in NAMES.items():
        nurses = _interval(judged.nurses.figures[key]) if key in judged.nurses.figures else "–"
        measured, said = judged.measured.figures[key], judged.said.figures[key]
        yield (
            f"| {name} | {AIMS.get(key, '')} | {_interval(measured)} | {judged.measured.spread[key]:.3f} "
            f"| {_interval(said)} | {nurses} |"
        )


def _confusion(one: Report) -> Iterator[str]:
    yield "| | 1 | 2 | 3 | 4 | 5 |"
    yield "|---|---|---|---|---|---|"
    for level, row in enumerate(one.confusion, start=1):
        yield f"| **{level}** | " + " | ".join(f"{cell:.1f}".removesuffix(".0") for cell in row) + " |"


def _interval(one: Interval) -> str:
    return f"{one.value:.3f} ({one.low:.3f}–{one.high:.3f})"
