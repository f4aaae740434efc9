"""The policy in force: one small read for each decision, parsed once for each version."""

from dataclasses import replace
from functools import lru_cache

import structlog
from sqlalchemy.orm import Session

from chassis.errors import NotFoundError
from dispatch.plan import Policy
from dispatch.policies.faults import Words, told
from dispatch.policies.reading import hash_of, named, read_policy
from dispatch.policies.writing import policy_text
from dispatch.system import System
from dispatch.tables.policies import PolicyVersionRow, newest_version
from dispatch.triage import Rules

log = structlog.get_logger("goldentime.policies")


def in_force(session: Session, system: System, region: str) -> Policy:
    """What the next decision in `region` follows; its `version` is `number-hash`, as it goes on record."""
    newest = newest_version(session, region)
    if newest is None:
        return _first(system.policy, system.rules.version)
    number, hashed = newest
    key = (number, hashed, system.rules.version)
    if key not in _parsed:
        _parsed[key] = _parse(version_text(session, system, region, number), number, system.rules)
    return _parsed[key]


def first_text(system: System) -> str:
    """Version 0: what the code has, written out."""
    return _first_text(system.policy, system.rules.version)


def version_text(session: Session, system: System, region: str, number: int) -> str:
    """The text of a version; raises NotFoundError."""
    if number == 0:
        return first_text(system)
    row = session.get(PolicyVersionRow, (region, number))
    if row is None:
        raise NotFoundError("policy", str(number))
    return row.text


def words_of(rules: Rules) -> Words:
    """The names a policy may use beside a triage rule set."""
    bundles = {rule.bundle for rule in rules.gate} | {rule.bundle for rule in (*rules.complaints, rules.fallback)}
    return Words(frozenset({rules.version}), frozenset(bundle for bundle in bundles if bundle))


def version_name(number: int, hashed: str) -> str:
    """How a decision names the policy it followed."""
    return f"{number}-{hashed[:16]}"


_parsed: dict[tuple[int, str, str], Policy] = {}  # versions never change: a region has a handful


def _parse(text: str, number: int, rules: Rules) -> Policy:
    """Whatever this release cannot use of an older text stays as the code has it, and is on record."""
    policy, mistakes = read_policy(text, words=words_of(rules))
    if mistakes:
        log.error("policy_partly_unusable", number=number, mistakes=[told(one) for one in mistakes])
    return named(policy, version_name(number, hash_of(text)))


@lru_cache(maxsize=8)
def _first(policy: Policy, rules: str) -> Policy:
    return named(policy, version_name(0, hash_of(_first_text(policy, rules))))


@lru_cache(maxsize=8)
def _first_text(policy: Policy, rules: str) -> str:
    return policy_text(replace(policy, rules=rules))
