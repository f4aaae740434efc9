"""Reading what bystanders are told of kits from the air: strict, and a mistake names its file and key."""

from dispatch.cards import LANGUAGES, Words
from dispatch.dropscript import DropMark, DropQuestion, DropScript
from dispatch.protocols.cardfile import Table, open_table
from dispatch.protocols.errors import RulesError
from drones.kitstage import KitStage
from drones.model import KitKind

FILE = "drops.toml"
COMMON = (KitStage.COMING, KitStage.LOWERING, KitStage.DOWN, KitStage.NOT_COMING)  # the same whatever is in the box


def parse_drops(toml: str) -> dict[KitKind, DropScript]:
    """The script of every kind of kit; raises RulesError where one lacks a sentence in some language."""
    table = open_table(FILE, toml)
    common = {stage: _steps(table, stage.value) for stage in COMMON}
    fetched = DropQuestion(_words(table, "fetched"), (DropMark.IN_HAND,))
    scripts = [_script(one, common, fetched) for one in table.tables("kit")]
    table.close()
    kinds = [script.kit for script in scripts]
    if wrong := sorted(kind for kind in KitKind if kinds.count(kind) != 1):
        raise RulesError(f"{FILE}: {wrong[0]} stands there {kinds.count(wrong[0])} times, not once")
    return {script.kit: script for script in scripts}


def _script(table: Table, common: dict[KitStage, tuple[Words, ...]], fetched: DropQuestion) -> DropScript:
    kind, sources = table.take("id", str), table.strings("sources")
    if kind not in set(KitKind) or not sources:
        raise RulesError(f"{table.where}: a kit has an id that drones know, and sources")
    name, steps = _words(table, "name"), common | {KitStage.IN_HAND: _steps(table, KitStage.IN_HAND.value)}
    questions = (fetched, *(_question(one) for one in table.tables("ask")))
    table.close()
    return DropScript(KitKind(kind), name, sources, steps, questions)


def _question(table: Table) -> DropQuestion:
    marks = table.strings("marks")
    if not marks or not set(marks) <= set(DropMark) - {DropMark.IN_HAND}:
        raise RulesError(f"{table.where}.marks: {', '.join(DropMark)}, not {marks!r}")
    question = DropQuestion(_words(table, "ask"), tuple(DropMark(mark) for mark in marks))
    table.close()
    return question


def _steps(table: Table, key: str) -> tuple[Words, ...]:
    steps = tuple(_closed(step) for step in table.tables(key))
    if not steps:
        raise RulesError(f"{table.where}.{key}: nothing to say")
    return steps


def _words(table: Table, key: str) -> Words:
    return _closed(Table(f"{table.where}.{key}", table.take(key, dict)))


def _closed(table: Table) -> Words:
    said = table.words(LANGUAGES)
    table.close()
    return said
