"""Putting another policy in force. A version is never changed and never taken away; going back is a new version."""

from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from chassis import topics
from chassis.db import wait_turn
from chassis.errors import InvalidInputError, TakenError
from chassis.events import Event
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.plan import Policy
from dispatch.policies.faults import Mistake
from dispatch.policies.force import version_text, words_of
from dispatch.policies.reading import LONGEST_TEXT, hash_of, parse_policy, read_policy
from dispatch.policies.writing import leaves
from dispatch.system import System
from dispatch.tables.policies import LONGEST_NOTE, PolicyVersionRow, newest_version

CONTEXT = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison; `kind` is same, added, removed or gap (lines that are alike and left out)."""

    kind: str
    text: str
    old: int | None = None
    new: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that differs. `old` and `new` as the text has them; None where one side does not have it."""

    at: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Checked:
    """What a text would do: its mistakes, and how it differs from another."""

    mistakes: tuple[Mistake, ...]
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]


def check(system: System, text: str, *, against: str) -> Checked:
    """Look at a text without putting it in force."""
    _short_enough(text)
    words = words_of(system.rules)
    policy, mistakes = read_policy(text, words=words)
    return Checked(mistakes, compare(against, text), changes(read_policy(against, words=words)[0], policy))


def put_in_force(system: System, actor: Actor, text: str, *, note: str, base: int) -> int:
    """The next decision of every process follows `text`; returns its number.

    Raises PolicyError with every mistake, InvalidInputError for the note or when nothing changes, TakenError when
    somebody else has changed the policy since version `base`.
    """
    note = " ".join(note.split())
    if not 0 < len(note) <= LONGEST_NOTE:
        raise InvalidInputError("note", f"why, in 1 to {LONGEST_NOTE} characters")
    _short_enough(text)
    words = words_of(system.rules)
    policy = parse_policy(text, words=words)
    with working(system, actor) as work:
        wait_turn(work.session, f"policy.{actor.region}")
        number = _base(work, base)
        standing = version_text(work.session, system, actor.region, number)
        if standing == text:
            raise InvalidInputError("text", "nothing_changed")
        differs = changes(read_policy(standing, words=words)[0], policy)
        _add(work, number + 1, base, text, note, differs)
    return number + 1


def compare(old: str, new: str) -> tuple[Line, ...]:
    """Line by line, with three lines around each change; empty when the texts are the same."""
    before, after = old.splitlines(), new.splitlines()
    told: list[Line] = []
    for group in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(CONTEXT):
        if told or group[0][1] > 0:
            told.append(Line("gap", ""))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                pairs = zip(range(old_from, old_to), range(new_from, new_to), strict=True)
                told += [Line("same", before[a], a + 1, b + 1) for a, b in pairs]
                continue
            told += [Line("removed", before[at], at + 1, None) for at in range(old_from, old_to)]
            told += [Line("added", after[at], None, at + 1) for at in range(new_from, new_to)]
    return tuple(told)


def changes(old: Policy, new: Policy) -> tuple[Change, ...]:
    """The figures that differ, in the order of the text."""
    before, after = leaves(old), leaves(new)
    every = dict.fromkeys((*before, *after))
    return tuple(Change(at, before.get(at), after.get(at)) for at in every if before.get(at) != after.get(at))


def _short_enough(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise InvalidInputError("text", f"at most {LONGEST_TEXT} characters")


def _base(work: Work, base: int) -> int:
    """The number in force, which must be the one the author looked at."""
    newest = newest_version(work.session, work.actor.region)
    number = newest[0] if newest is not None else 0
    if number != base:
        row = work.session.get_one(PolicyVersionRow, (work.actor.region, number))
        at: datetime = row.at
        raise TakenError("policy", str(number), by=row.author_name, at=at.isoformat(), why=row.note)
    return number


def _add(work: Work, number: int, base: int, text: str, note: str, differs: tuple[Change, ...]) -> None:
    actor, region = work.actor, work.actor.region
    who = {"author": actor.id, "author_name": actor.name, "at": work.now}
    row = PolicyVersionRow(region=region, number=number, base=base, text=text, hash=hash_of(text), note=note, **who)
    work.session.add(row)
    old = {"number": base} | {change.at: change.old for change in differs}
    new = {"number": number, "hash": row.hash} | {change.at: change.new for change in differs}
    record_change(work, "put_policy", f"policy:{number}", old, new, reason=note)
    told = {"number": number, "by": actor.name, "note": note}
    for topic in (topics.admin(region), topics.desk(region)):
        work.told.append(Event(region, topic, "policy_changed", f"policy:{number}", told, work.now))
