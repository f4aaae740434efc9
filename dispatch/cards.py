"""A protocol card: a few questions about one chief complaint, and what their answers make of the call. Pure.

Answers of a question stand from mild to grave, and a condition means "at least so grave", so that a graver answer meets
all that a milder one met. Where it names answers one by one, the reader of cards asks for a rule as urgent for each
graver one. Either way no worse answer lowers a priority. A question nobody asked meets nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dispatch.model import Priority, Tri

LANGUAGES = ("ko", "en", "zh", "vi")  # those an interview can be held in
UNKNOWN = Tri.UNKNOWN.value  # asked, and nobody knows
Words = Mapping[str, str]  # one sentence a language
Answers = Mapping[str, str]  # by `card.question`


@dataclass(frozen=True, slots=True)
class Span:
    """The whole numbers a question takes, and whether the high or the low ones are grave."""

    lowest: int
    highest: int
    high_is_grave: bool
    unit: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Met by an answer at least as grave as `least`, or by one of `exactly` these."""

    question: str
    least: str
    exactly: tuple[str, ...] = ()

    def met_by(self, answer: str, question: "Question") -> bool:
        """Whether this answer to `question` meets it."""
        if self.exactly:
            return answer in self.exactly
        return question.gravity(answer) >= question.gravity(self.least)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `answers` are its codes from mild to grave with their words; empty where `span` takes a number.
    Asked once all of `after` are met."""

    id: str
    ask: Words
    answers: Mapping[str, Words]
    span: Span | None = None
    after: tuple[Condition, ...] = ()

    def takes(self, answer: str) -> bool:
        """Whether `answer` is one of this question's."""
        if self.span is None or answer == UNKNOWN:
            return answer in self.answers
        return answer.isdecimal() and len(answer) <= 3 and self.span.lowest <= int(answer) <= self.span.highest

    def gravity(self, answer: str) -> int:
        """How grave an answer is among this question's; larger is graver."""
        if self.span is None:
            return list(self.answers).index(answer)
        if answer == UNKNOWN:
            return self.span.lowest - self.span.highest - 1
        return int(answer) - self.span.lowest if self.span.high_is_grave else self.span.highest - int(answer)


@dataclass(frozen=True, slots=True)
class CardRule:
    """Fires once all of `when` are met. `id` is the whole name, `card.rule`; `words` say what was found."""

    id: str
    when: tuple[Condition, ...]
    priority: Priority
    words: Words
    response: str
    determinant: str
    bundle: str | None = None
    needs: tuple[str, ...] = ()
    kit: str | None = None
    guide: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """The interview about one chief complaint, as read from `protocols/cards/*.toml`. `guide` is what the caller is
    told while no rule names another, `arrest_guide` what they are told of an arrest here, before every other."""

    id: str
    version: int
    sources: tuple[str, ...]
    guide: str
    questions: tuple[Question, ...]
    rules: tuple[CardRule, ...]
    arrest_guide: str | None = None

    @property
    def name(self) -> str:
        """The card with its version."""
        return f"{self.id}.{self.version}"

    def question(self, ident: str) -> Question | None:
        """The question named `ident`."""
        return next((one for one in self.questions if one.id == ident), None)


@dataclass(frozen=True, slots=True)
class Guide:
    """What a caller is told to do, step by step; `beats` a minute where they press to a beat."""

    id: str
    sources: tuple[str, ...]
    title: Words
    steps: tuple[Words, ...]
    beats: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the answers make of a card: the rules that fired, in its order, and the answers they rest on."""

    rules: tuple[CardRule, ...] = ()
    answers: tuple[str, ...] = ()


def asked(card: Card, answers: Answers) -> Iterator[Question]:
    """The questions that are to be asked, given what has been answered; answered ones among them."""
    for question in card.questions:
        if all(_met(card, condition, answers) for condition in question.after):
            yield question


def next_question(card: Card, answers: Answers) -> Question | None:
    """The first question that waits for its answer; None when the interview is over."""
    return next((one for one in asked(card, answers) if f"{card.id}.{one.id}" not in answers), None)


def read_answers(card: Card, answers: Answers) -> Found:
    """The rules of `card` that fire. Answers to questions it does not have or does not ask count for nothing."""
    fired = tuple(rule for rule in card.rules if all(_met(card, one, answers) for one in rule.when))
    named = dict.fromkeys(f"{card.id}.{condition.question}" for rule in fired for condition in rule.when)
    return Found(fired, tuple(f"{name}={answers[name]}" for name in named))


def _met(card: Card, condition: Condition, answers: Answers) -> bool:
    question = card.question(condition.question)
    answer = answers.get(f"{card.id}.{condition.question}")
    if question is None or answer is None or not question.takes(answer):
        return False
    if not all(_met(card, before, answers) for before in question.after):
        return False
    return condition.met_by(answer, question)
