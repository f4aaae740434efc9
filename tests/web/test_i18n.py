"""Every code of the domain has a sentence in both languages, and every page finds its words."""

import re
from collections import Counter
from collections.abc import Iterable
from enum import Enum, StrEnum
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from apiflask import APIFlask

from chassis.errors import GoldentimeError
from chassis.idempotency import Verdict
from dispatch import model, states
from dispatch.care.entry import CareKind
from dispatch.desk.climbing import CALLS_A_PERSON
from dispatch.dropscript import Unfetched
from dispatch.plan import Policy
from dispatch.policies.writing import leaves
from dispatch.protocols import read_rules
from dispatch.review.agreement import Pair
from dispatch.review.outcomes import Seen
from dispatch.scores.fieldtriage import COMPUTED
from dispatch.scores.raising import SUGGESTED
from dispatch.scores.score import Scale
from dispatch.scores.sheets import SHEETS
from dispatch.tables.jobs import JobKind
from drones import model as drone_model
from tests.dispatch.scores.test_properties import ORDER
from tests.web.codes import FAMILIES
from tests.web.unshown import UNSHOWN
from web import i18n
from web.guard import access_of
from web.i18n import FOLDER, GUESTS, LANGUAGES, catalogue

ROOT = Path(__file__).parents[2]
PACKAGES = ("chassis", "hospitals", "routing", "drones", "dispatch")
ALERT = re.compile(r"""(?:raise_alert|_alert|_late|Finding)\((?:[^()]|\([^()]*\))*?"([a-z_]+)\"""")
AUDITED = re.compile(r"""(?:record_change|audit\.record)\([\w.]+, (?:[\w.]+, )?"([a-z_]+)\"""")
STAMP = re.compile(r"""\bstamp\(work, \w+, "([a-z_]+)\"""")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
IN_SCRIPTS = re.compile(r"""\bt\('([a-z_]+(?:\.[a-z_0-9]+)+)'""")
FAMILY_IN_SCRIPTS = re.compile(r"""\b(?:word|wordOr|codes)\('([a-z_]+)'""")
IN_TEMPLATES = re.compile(r"""\bt\("([a-z_]+(?:\.[a-z_0-9]+)+)"[,)]""")
WHOLE_KEY = re.compile(r"""["'`]([a-z_]+(?:\.[a-z_0-9]+)+)["'`]""")
KEY_MADE_UP = re.compile(
    r"""`([a-z_]+(?:\.[a-z_0-9]+)*)[._]\$\{|["']([a-z_]+(?:\.[a-z_0-9]+)*)[._]["']\s*~"""
    r"""|f["']([a-z_]+(?:\.[a-z_0-9]+)*)[._]\{|\b(?:word|wordOr|codes)\(\s*["']([a-z_]+)["']|\bgroup: '([a-z_]+)'"""
)
READERS = (("web/static/app", "*.js"), ("web/templates", "*.html"), ("web", "*.py"), ("dispatch", "*.py"))
NAMED_BY_RECORDS = {"response", "rule", "thing"}  # whatever a decision's record or a problem document names
REFUSED = re.compile(r"""Refused\(\s*\d+, "([a-z_]+)\"""")


@pytest.fixture(params=LANGUAGES)
def sentences(request: pytest.FixtureRequest) -> dict[str, str]:
    """The catalogue of one language."""
    return dict(catalogue(request.param))


def missing(sentences: dict[str, str], keys: Iterable[str]) -> list[str]:
    return sorted(key for key in keys if key not in sentences)


def read(folder: str, pattern: str) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((ROOT / folder).rglob(pattern)))


def test_both_languages_have_the_same_keys() -> None:
    assert set(catalogue("ko")) == set(catalogue("en"))


@pytest.mark.parametrize("spoken", GUESTS)
def test_callers_pages_speak_a_guests_language_wholly_and_nothing_else_does(spoken: str) -> None:
    own = {file.name: i18n.sentences(file) for file in (FOLDER / spoken).glob("*.po")}
    known = {name: i18n.sentences(FOLDER / "ko" / name) for name in own}
    assert set(own) == {"callform.po", "caller.po"}
    assert [key for name, words in known.items() for key in words if key not in own[name]] == []
    said, korean = {k: v for words in own.values() for k, v in words.items()}, catalogue("ko")
    assert [
        k for k, v in said.items() if set(PLACEHOLDER.findall(v)) != set(PLACEHOLDER.findall(korean.get(k, v)))
    ] == []
    assert [f"kit.{kit.value}" for kit in drone_model.KitKind if f"kit.{kit.value}" not in said] == []
    assert catalogue(spoken)["common.save"] == catalogue("en")["common.save"]


def test_both_sentences_of_a_key_have_the_same_holes() -> None:
    ko, en = catalogue("ko"), catalogue("en")
    torn = [key for key in ko if set(PLACEHOLDER.findall(ko[key])) != set(PLACEHOLDER.findall(en[key]))]
    assert torn == []


@pytest.mark.parametrize("family", FAMILIES)
def test_every_code_has_a_sentence(family: str, sentences: dict[str, str]) -> None:
    assert missing(sentences, (f"{family}.{member.value}" for member in FAMILIES[family])) == []


def test_every_reason_not_to_send_a_unit_has_a_sentence(sentences: dict[str, str]) -> None:
    reasons = {*set(model.Availability) - model.FREE, "position_unknown", "unreachable", "divert_gain_too_small"}
    assert missing(sentences, (f"greyed.{reason}" for reason in reasons)) == []
    notes = {"stale_position", "shift_ends_soon", "missing_skill", "divert"}
    assert missing(sentences, (f"unit_note.{note}" for note in notes)) == []


def test_every_rule_has_words(sentences: dict[str, str]) -> None:
    rules = read_rules()
    keys = {f"complaint.{rule.id}" for rule in rules.complaints} | {f"rule.{rule.id}" for rule in rules.gate}
    keys |= {f"response.{plan.id}" for plan in rules.responses}
    keys |= {f"bundle.{rule.bundle}" for rule in (*rules.complaints, *rules.gate) if rule.bundle}
    keys |= {f"determinant.{rule.determinant}" for rule in rules.gate} | {f"determinant.{rules.fallback.id}"}
    assert missing(sentences, keys) == []


def test_every_alert_and_every_stamp_has_a_sentence(sentences: dict[str, str]) -> None:
    source = read("dispatch", "*.py")
    alerts, stamps = set(ALERT.findall(source)), set(STAMP.findall(source))
    assert {"no_ack", "silent_unit", "request_unanswered", "divert_advised", "late_turnout"} <= alerts
    assert {"call_received", "hospital_accepted"} <= stamps
    stamps |= {action.value for action in states.AssignmentAction} | {why.stamp for why in Unfetched}
    alerts |= {kind for kind, _ in CALLS_A_PERSON.values()}
    assert missing(sentences, {f"alert.{kind}" for kind in alerts} | {f"stamp.{name}" for name in stamps}) == []


def test_every_score_speaks(sentences: dict[str, str]) -> None:
    keys = {f"item.{scale.value}.{item.name}" for scale, items in SHEETS.items() for item in items}
    keys |= {f"item.field_triage.{name}" for name in COMPUTED} | {
        f"criteria.{i.group}" for i in SHEETS[Scale.FIELD_TRIAGE]
    }
    graded = [(scale, item, one) for scale, items in SHEETS.items() for item in items for one in item.options]
    keys |= {f"answer.{s.value}.{i.name}.{one}" for s, i, one in graded if not isinstance(one, bool) and one != "NT"}
    keys |= {f"band.{scale.value}.{band}" for scale, bands in ORDER.items() for band in bands}
    keys |= {f"early_warning.{band}" for band in ORDER[Scale.NEWS2]}
    keys |= {f"rule.found.{scale.value}" for scale, _ in SUGGESTED}
    keys |= {f"outcomes.seen_{seen.value}" for seen in Seen}
    keys |= {f"agreement.{shown}_{pair.value}" for pair in Pair for shown in ("pair", "caption")}
    assert missing(sentences, keys) == []


def test_every_line_of_the_audit_has_a_sentence(sentences: dict[str, str]) -> None:
    source = "\n".join(read(folder, "*.py") for folder in (*PACKAGES, "web"))
    actions = set(AUDITED.findall(source))
    assert {"sign_in", "send_unit", "put_policy", "add_person"} <= actions
    actions |= {f"{end}_{kind}" for end in ("begin", "end") for kind in JobKind}
    actions |= {"close_road", "slow_road", "extend_closure", "open_road", "closure_expires"}
    assert missing(sentences, (f"audit_action.{action}" for action in actions)) == []
    assert missing(sentences, (f"audit_about.{about}" for about in ("request", "sortie", "write"))) == []


def test_every_right_has_a_sentence(app: APIFlask, sentences: dict[str, str]) -> None:
    """The administrators' table of rights is made from the guard; each endpoint that asks for a role is named there."""
    accesses = {rule.endpoint: access_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    asked = {endpoint for endpoint, access in accesses.items() if access is not None and not access.anyone}
    areas = {f"rights_of.{re.sub('_(api|pages|board)$', '', endpoint.split('.')[0])}" for endpoint in asked}
    assert missing(sentences, areas | {f"may.{endpoint}" for endpoint in asked}) == []


def test_every_figure_of_the_policy_has_a_meaning(sentences: dict[str, str]) -> None:
    filed = re.compile(r"drop\.rules\.\w+|hospitals\.waits\.goals\.\w+|hospitals\.(burden|not_able_by_level)\.\w+")
    plain = {at for at in leaves(Policy()) if not filed.match(at) and not at.endswith((".half_life", ".until"))}
    assert missing(sentences, (f"policy.{at}" for at in plain)) == []


def test_every_refusal_has_a_sentence(sentences: dict[str, str]) -> None:
    codes = {kind.code for kind in GoldentimeError.__subclasses__()} | set(REFUSED.findall(read("web", "*.py")))
    codes |= {verdict.value for verdict in Verdict} - {"ours", "finished"}
    assert missing(sentences, (f"problem.{code}" for code in codes)) == []


def test_every_word_of_the_pages_is_there(sentences: dict[str, str]) -> None:
    scripts = read("web/static/app", "*.js")
    keys = {*IN_SCRIPTS.findall(scripts), *IN_TEMPLATES.findall(read("web/templates", "*.html"))}
    assert len(keys) > 100
    assert missing(sentences, keys) == []
    families = {key.split(".")[0] for key in sentences}
    assert sorted(set(FAMILY_IN_SCRIPTS.findall(scripts)) - families) == []


def test_no_sentence_is_kept_that_nobody_reads() -> None:
    """A key stands in a script, a page or a command as it is, or its family does with the code put behind it."""
    written = "\n".join(read(folder, pattern) for folder, pattern in READERS)
    whole, families = set(WHOLE_KEY.findall(written)), (f"{one}." for one in (*FAMILIES, *NAMED_BY_RECORDS))
    lists = ("route.", *(f"{kind.value}." for kind in CareKind))  # quick lists speak by themselves
    begun = (*families, *lists, *(next(filter(None, found)) for found in KEY_MADE_UP.findall(written)))
    unread = {key for key in catalogue("ko") if key not in whole and not key.startswith(begun)}
    assert sorted(unread) == []


def test_a_hospital_that_cannot_take_a_patient_is_never_said_to_refuse() -> None:
    blaming = [key for key, sentence in catalogue("ko").items() if re.search("거부|거절", sentence)]
    blaming += [key for key, sentence in catalogue("en").items() if re.search(r"\b(refuse|reject)", sentence, re.I)]
    assert blaming == []


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_no_key_is_written_twice(spoken: str) -> None:
    texts = [file.read_text("utf-8") for file in (FOLDER / spoken).glob("*.po")]
    written = [key for text in texts for key in re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)]
    assert [key for key, times in Counter(written).items() if times > 1] == []
    sentences = [words for text in texts for words in re.findall(r'^msgstr "(.+)"$', text, re.MULTILINE)]
    assert len(sentences) == len(written)  # of two sentences for one key, only one would ever be read


def test_scripts_read_the_same_catalogue(app: APIFlask) -> None:
    client = app.test_client()
    answer = client.get("/i18n/ko.json")
    assert answer.json == dict(catalogue("ko"))
    again = client.get("/i18n/ko.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/i18n/fr.json").status_code == 404


def test_no_code_of_the_domain_is_forgotten() -> None:
    """A new enum either has its sentences, or says in `unshown` why nobody reads it."""
    told = {*FAMILIES.values(), *UNSHOWN}
    found = {kind for kind in _coded() if kind.__module__.split(".")[0] in PACKAGES}
    assert sorted(kind.__name__ for kind in found - told) == []


def _coded() -> Iterable[type[Enum]]:
    for package in PACKAGES:
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            if ".migrations" not in module.name:
                import_module(module.name)
    return StrEnum.__subclasses__()
