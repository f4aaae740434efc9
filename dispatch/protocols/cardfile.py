"""Reading protocol cards and guides: strict, and a mistake names its file and key."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from dispatch.cards import LANGUAGES, UNKNOWN, Card, CardRule, Condition, Guide, Question, Span, Words
from dispatch.model import Priority, Tri
from dispatch.protocols.errors import RulesError

TRI = {Tri.YES.value: (Tri.NO.value, UNKNOWN, Tri.YES.value), Tri.NO.value: (Tri.YES.value, UNKNOWN, Tri.NO.value)}
USUAL = {Priority.P1: "critical", Priority.P2: "standard", Priority.P3: "basic", Priority.P4: "basic"}
MOST_QUESTIONS = 8


class Table:
    """A table of a TOML file that knows where it stands. What nobody has taken from it is unknown, and a mistake."""

    def __init__(self, where: str, raw: object, kind: str = "a table") -> None:
        if not isinstance(raw, dict):
            raise RulesError(f"{where}: has to be {kind}")
        self.where, self._raw, self._taken = where, raw, set[str]()

    def __contains__(self, key: str) -> bool:
        return key in self._raw

    def take(self, key: str, kind: type, default: Any = ...) -> Any:
        """The value of `key`; raises RulesError where it is missing or of another kind."""
        self._taken.add(key)
        found = self._raw.get(key, default)
        if found is ...:
            raise RulesError(f"{self.where}.{key}: is missing")
        if found is not default and (not isinstance(found, kind) or isinstance(found, bool) is not (kind is bool)):
            raise RulesError(f"{self.where}.{key}: has to be {kind.__name__}, not {found!r}")
        return found

    def tables(self, key: str) -> Iterator["Table"]:
        """The tables of a list, each named by its place."""
        for place, raw in enumerate(self.take(key, list), start=1):
            yield Table(f"{self.where}.{key}[{place}]", raw)

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty where there is none."""
        found = self.take(key, list, [])
        if not all(isinstance(one, str) and one for one in found):
            raise RulesError(f"{self.where}.{key}: has to be a list of words")
        return tuple(found)

    def words(self, languages: tuple[str, ...] = LANGUAGES) -> Words:
        """One sentence in each of `languages`."""
        said = {spoken: self.take(spoken, str) for spoken in languages}
        if empty := [spoken for spoken, sentence in said.items() if not sentence.strip()]:
            raise RulesError(f"{self.where}.{empty[0]}: says nothing")
        return said

    def close(self) -> None:
        """Raises RulesError for the first key that nobody has asked for."""
        if unknown := sorted(set(self._raw) - self._taken):
            raise RulesError(f"{self.where}.{unknown[0]}: nobody knows this key")


def open_table(file: str, toml: str) -> Table:
    """The whole of a file; raises RulesError where it is not TOML."""
    try:
        return Table(file, tomllib.loads(toml))
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{file}: {error}") from error


def parse_guides(file: str, toml: str) -> dict[str, Guide]:
    """The guides of a file by their codes; raises RulesError."""
    table = open_table(file, toml)
    guides = [_guide(one) for one in table.tables("guide")]
    table.close()
    _once(file, [guide.id for guide in guides])
    return {guide.id: guide for guide in guides}


def _guide(table: Table) -> Guide:
    ident, beats, sources = table.take("id", str), table.take("beats", int, None), table.strings("sources")
    title = _words(table, "title")
    steps = tuple(_closed_words(step) for step in table.tables("step"))
    if not sources or not steps:
        raise RulesError(f"{table.where}: a guide names its sources and has steps")
    table.close()
    return Guide(ident, sources, title, steps, beats)


def parse_card(name: str, toml: str, *, common: Mapping[str, Words], guides: Mapping[str, Guide]) -> Card:
    """The card `name` from its text; `common` are the words for yes, no and unknown. Raises RulesError."""
    table = open_table(f"{name}.toml", toml)
    card = Card(
        id=table.take("id", str),
        version=table.take("version", int),
        sources=table.strings("sources"),
        guide=table.take("guide", str),
        questions=tuple(_question(one, common) for one in table.tables("question")),
        rules=tuple(_rule(one, table.take("id", str)) for one in table.tables("rule")),
        arrest_guide=table.take("arrest_guide", str, None),
    )
    table.close()
    _check(card, name, table.where, guides)
    return card


def _question(table: Table, common: Mapping[str, Words]) -> Question:
    ident, ask = table.take("id", str), _words(table, "ask")
    span, answers = None, {UNKNOWN: common[UNKNOWN]}
    if "number" in table:
        span = _span(Table(f"{table.where}.number", table.take("number", dict)))
    elif "answers" in table:
        answers |= {one.take("code", str): _closed_words(one) for one in table.tables("answers")}
    else:
        worst = table.take("worst", str)
        if worst not in TRI:
            raise RulesError(f"{table.where}.worst: yes or no, not {worst!r}")
        answers = {code: common[code] for code in TRI[worst]}
    after = _conditions(table, "after")
    table.close()
    return Question(ident, ask, answers, span, after)


def _span(table: Table) -> Span:
    worst = table.take("worst", str)
    if worst not in {"high", "low"}:
        raise RulesError(f"{table.where}.worst: high or low, not {worst!r}")
    span = Span(table.take("lowest", int), table.take("highest", int), worst == "high", table.take("unit", str))
    table.close()
    if not 0 <= span.lowest < span.highest <= 999:
        raise RulesError(f"{table.where}: lowest and highest are out of order")
    return span


def _rule(table: Table, card: str) -> CardRule:
    ident, priority = f"{card}.{table.take('id', str)}", table.take("priority", int)
    if priority not in set(Priority):
        raise RulesError(f"{table.where}.priority: 1 to 4, not {priority}")
    rule = CardRule(
        id=ident,
        when=_conditions(table, "when"),
        priority=Priority(priority),
        words=table.words(("ko", "en")),
        response=table.take("response", str, USUAL[Priority(priority)]),
        determinant=table.take("determinant", str, ident),
        bundle=table.take("bundle", str, None),
        needs=table.strings("needs"),
        kit=table.take("kit", str, None),
        guide=table.take("guide", str, None),
    )
    table.close()
    if not rule.when:
        raise RulesError(f"{table.where}.when: a rule needs an answer")
    return rule


def _conditions(table: Table, key: str) -> tuple[Condition, ...]:
    """`{question = answer}` means at least so grave, `{question = [answers]}` exactly these."""
    stated = table.take(key, dict, {}).items()
    return tuple(
        Condition(question, str(met[0]), tuple(str(one) for one in met))
        if isinstance(met, list) and met
        else Condition(question, str(met))
        for question, met in stated
    )


def _words(table: Table, key: str) -> Words:
    return _closed_words(Table(f"{table.where}.{key}", table.take(key, dict)))


def _closed_words(table: Table) -> Words:
    said = table.words()
    table.close()
    return said


def _once(where: str, names: list[str]) -> None:
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise RulesError(f"{where}: {twice[0]} stands there twice")


def _check(card: Card, name: str, where: str, guides: Mapping[str, Guide]) -> None:
    """What one table alone cannot know. Questions may depend on earlier ones only, so that each can be reached."""
    if card.id != name:
        raise RulesError(f"{where}.id: {card.id!r} in a file of another name")
    if not card.sources or not 1 <= len(card.questions) <= MOST_QUESTIONS:
        raise RulesError(f"{where}: a card names its sources and asks 1 to {MOST_QUESTIONS} questions")
    _once(where, [one.id for one in card.questions])
    _once(where, [one.id for one in card.rules])
    known: dict[str, Question] = {}
    for question in card.questions:
        _check_conditions(f"{where}.question.{question.id}.after", question.after, known)
        if any(one.exactly for one in question.after):
            raise RulesError(f"{where}.question.{question.id}.after: at least so grave, never exactly some answers")
        known[question.id] = question
    for rule in card.rules:
        _check_conditions(f"{where}.rule.{rule.id}.when", rule.when, known)
    told = {"guide": card.guide, "arrest_guide": card.arrest_guide}
    told |= {f"rule.{rule.id}.guide": rule.guide for rule in card.rules}
    for place, guide in told.items():
        if guide is not None and guide not in guides:
            raise RulesError(f"{where}.{place}: no guide {guide!r}")
    if idle := known.keys() - {one.question for rule in card.rules for one in (*rule.when, *_leading(card))}:
        raise RulesError(f"{where}.question.{min(idle)}: its answer changes nothing")
    for rule in card.rules:
        _check_graver(where, rule, card)


def _leading(card: Card) -> tuple[Condition, ...]:
    return tuple(condition for question in card.questions for condition in question.after)


def _check_conditions(where: str, conditions: tuple[Condition, ...], known: Mapping[str, Question]) -> None:
    for one in conditions:
        question = known.get(one.question)
        if question is None:
            raise RulesError(f"{where}.{one.question}: no question of that name before it")
        for answer in one.exactly or (one.least,):
            if not question.takes(answer) or (question.span is not None and (answer == UNKNOWN or one.exactly)):
                raise RulesError(f"{where}.{one.question}: {answer!r} is no answer to it")


def _check_graver(where: str, rule: CardRule, card: Card) -> None:
    """A rule for exactly these answers needs one as urgent for each graver answer: a worse one never lowers."""
    for condition in rule.when:
        question = card.question(condition.question)
        if question is None or not condition.exactly:
            continue
        mildest = min(question.gravity(answer) for answer in condition.exactly)
        for answer in question.answers:
            if question.gravity(answer) > mildest and not any(
                _covers(other, rule, condition, answer, question) for other in card.rules
            ):
                raise RulesError(f"{where}.rule.{rule.id}: the graver {answer!r} to {question.id} would lower it")


def _covers(other: CardRule, rule: CardRule, condition: Condition, answer: str, question: Question) -> bool:
    """Whether `other` is as urgent and fires wherever `rule` would, with `answer` in the place of its own."""
    rest = [one for one in other.when if one not in rule.when or one == condition]
    return other.priority <= rule.priority and all(
        one.question == question.id and one.met_by(answer, question) for one in rest
    )
