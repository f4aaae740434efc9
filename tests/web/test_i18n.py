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
from chassis.identity import Role
from chassis.outbox import DeliveryState
from dispatch import (
    alarm,
    films,
    legs,
    model,
    phrases,
    pictures,
    premises,
    retriage,
    safety,
    seeing,
    stamps,
    states,
    telephone,
    untransported,
)
from dispatch.advice import AdviceAnswer, AdviceKind
from dispatch.boards.caller import Stage
from dispatch.care import prealert
from dispatch.care.completeness import Gap, Item, Where
from dispatch.care.doubts import DoubtCode
from dispatch.care.entry import CareKind, CareSource
from dispatch.care.forms import Form
from dispatch.care.limits import LimitSource
from dispatch.care.monitor import OutReason
from dispatch.care.outcome import EdDisposition, Fate
from dispatch.care.told import Heading, Told
from dispatch.care.transfer import NotSigned, SignedOn
from dispatch.closures import ClosureKind, ClosureReason, ClosureShape
from dispatch.compression import Undue
from dispatch.crew.correcting import Mistake
from dispatch.crew.stocking import GoneWhy, KitState
from dispatch.desk.climbing import CALLS_A_PERSON
from dispatch.desk.kept import PutAside
from dispatch.dropscript import DropMark, Unfetched
from dispatch.entrances import NoPin, NoStop, PinWrong
from dispatch.estimate.acuity import NoEstimate
from dispatch.estimate.places import PlaceKind
from dispatch.estimate.presentation import Arrival
from dispatch.feeding import Kind
from dispatch.fhir.news import NewsKind, NewsStatus, NewsTopic
from dispatch.intake import aml, cap, hub, pidf
from dispatch.intake.alarm import AlarmKind
from dispatch.intake.ecall import Energy, Vehicle
from dispatch.intake.meaning import Format, Why
from dispatch.intake.unreadable import Wrong
from dispatch.likeness import Alike
from dispatch.lines.pictures import PictureState
from dispatch.lines.transcribing import Speaker
from dispatch.mass import distribute, facts, fitting
from dispatch.mass import model as mass_model
from dispatch.minutes.trips import LeftOut
from dispatch.model import HintKind
from dispatch.orders import model as order_model
from dispatch.orders.plausible import OrderWarning
from dispatch.plan import Policy
from dispatch.policies.faults import Fault
from dispatch.policies.writing import leaves
from dispatch.protocols import read_rules
from dispatch.registered import fhir
from dispatch.registered.card import Need, Reader, Relation
from dispatch.registered.fhir import Unread
from dispatch.registered.showing import GlassReason, IsPatient, LookKind
from dispatch.review.agreement import Pair
from dispatch.review.drops import Race
from dispatch.review.outcomes import Seen
from dispatch.review.period import Span
from dispatch.review.pressing import Pressed
from dispatch.review.targets import Interval
from dispatch.scores.course import Trend
from dispatch.scores.fieldtriage import COMPUTED
from dispatch.scores.raising import SUGGESTED
from dispatch.scores.score import Lack, NotForReason, Scale
from dispatch.scores.sheets import SHEETS
from dispatch.simulation.crews import Deed
from dispatch.stress import Stress
from dispatch.tables.fences import SuggestionState
from dispatch.tables.intake import IntakeState
from dispatch.tables.jobs import JobKind, JobState, JobStep
from dispatch.traffic.detour import Detour
from dispatch.traffic.hearing import Refusal
from dispatch.traffic.layer import Flow
from dispatch.where.searching import Nowhere, Offered
from drones import alarms, kitstage, lacks, preflight, vehicle
from drones import mission as drone_mission
from drones import model as drone_model
from drones import reasons as drone_reasons
from drones import states as drone_states
from drones.airspace import ahead, closing
from drones.airspace import reading as airspace_reading
from drones.contradiction import Contradiction
from drones.exports.intent import IntentState
from drones.mavlink import commands as link_commands
from drones.mavlink import exchange, launching, loading
from drones.pad.kits import KitGone
from drones.recall import RecallReason
from drones.siting.report import Aim
from hospitals import feeds, ranking, request
from hospitals import model as hospital_model
from hospitals.disclosure import Disclosure
from hospitals.duty import Duty
from hospitals.feeds.keys import Part
from hospitals.feeds.nemc.operations import Operation
from hospitals.feeds.reports import Scope
from hospitals.ladder import How, Rung
from hospitals.lamp import LampState
from hospitals.reminding import Figure
from routing import priority, restrictions
from routing.bluelight import Barred
from routing.losses import Loss
from routing.model import Turn
from routing.segments import Unplaced
from routing.signals import srm
from routing.signals.simulated import Habit
from routing.speeds import SpeedSource
from tests.dispatch.scores.test_properties import ORDER
from web import i18n
from web.guard import access_of
from web.i18n import FOLDER, GUESTS, LANGUAGES, catalogue

ROOT = Path(__file__).parents[2]
FAMILIES: dict[str, type[Enum]] = {
    "kit_state": KitState,
    "gone_why": GoneWhy,
    "asked_for": safety.AskedFor,
    "team": prealert.Team,
    "kit_gone": KitGone,
    "room": prealert.Room,
    "precaution": prealert.Precaution,
    "limit_source": LimitSource,
    "out_reason": OutReason,
    "outcome": untransported.Outcome,
    "leaving_why": untransported.Why,
    "wisher": untransported.Wisher,
    "capacity_to_decide": untransported.Capacity,
    "witness": untransported.Witness,
    "unsigned": untransported.Unsigned,
    "no_vitals": untransported.NoVitals,
    "counsel": untransported.Counsel,
    "leaving_flag": untransported.Flag,
    "incident": states.IncidentState,
    "advice_kind": AdviceKind,
    "care_kind": CareKind,
    "doubt": DoubtCode,
    "record_item": Item,
    "record_gap": Gap,
    "ed_disposition": EdDisposition,
    "fate": Fate,
    "care_source": CareSource,
    "alike": Alike,
    "offered": Offered,
    "nowhere": Nowhere,
    "hint_kind": HintKind,
    "pin_wrong": PinWrong,
    "advice_answer": AdviceAnswer,
    "place_kind": PlaceKind,
    "incident_do": states.IncidentAction,
    "assignment": states.AssignmentState,
    "step": states.AssignmentAction,
    "request": request.RequestState,
    "request_do": request.RequestAction,
    "decline": request.DeclineCode,
    "left_out": LeftOut,
    "picture": PictureState,
    "line_state": telephone.LineState,
    "speaker": Speaker,
    "line_do": telephone.LineAction,
    "line_close": telephone.CloseReason,
    "duty": Duty,
    "reach": request.Reach,
    "release": request.ReleaseReason,
    "condition": request.Condition,
    "age_band": request.AgeBand,
    "sex": request.Sex,
    "via": request.Via,
    "sortie": drone_states.SortieState,
    "kit_stage": kitstage.KitStage,
    "stamp": DropMark,
    "unfetched": Unfetched,
    "sortie_do": drone_states.SortieAction,
    "sortie_reason": drone_states.SortieReason,
    "phase": drone_mission.Phase,
    "flight_mode": vehicle.Mode,
    "note_severity": vehicle.Severity,
    "kit": drone_model.KitKind,
    "restriction": drone_model.Restriction,
    "air_datum": drone_model.Datum,
    "zone_standing": closing.ZoneStanding,
    "zone_advice": ahead.ZoneAdvice,
    "air_given": drone_model.Given,
    "air_form": airspace_reading.Form,
    "air_remark": airspace_reading.Remarked,
    "no_go": drone_reasons.Code,
    "no_go_name": drone_reasons.Code,
    "race": Race,
    "preflight": preflight.Check,
    "preflight_judge": preflight.Judge,
    "preflight_lack": lacks.Lack,
    "flight_alarm": alarms.AlarmCode,
    "recall": RecallReason,
    "priority": model.Priority,
    "channel": model.Channel,
    "tri": model.Tri,
    "leg": legs.LegName,
    "shelve": alarm.ShelveReason,
    "mistake": Mistake,
    "location_source": model.LocationSource,
    "verification": model.Verification,
    "skill": model.Skill,
    "availability": model.Availability,
    "network_span": Span,
    "term": ranking.TermCode,
    "basis": ranking.Basis,
    "note": ranking.NoteCode,
    "excluded": ranking.ExclusionCode,
    "capability": hospital_model.Capability,
    "bed": hospital_model.BedType,
    "level": hospital_model.Level,
    "source": hospital_model.Source,
    "says": hospital_model.Says,
    "turn": Turn,
    "signal": priority.RequestState,
    "premise_kind": premises.PremiseKind,
    "premise_scope": premises.PremiseScope,
    "premise_source": premises.PremiseSource,
    "premise_state": premises.PremiseState,
    "rung": Rung,
    "message": phrases.MessageKind,
    "video": seeing.VideoState,
    "film": films.FilmState,
    "picture_kind": pictures.PictureKind,
    "film_end": films.FilmEnd,
    "film_consent": films.FilmConsent,
    "video_end": seeing.VideoEnd,
    "told": Told,
    "not_signed": NotSigned,
    "signed_on": SignedOn,
    "heading": Heading,
    "handover_form": Form,
    "side": phrases.Side,
    "phrase_caller": phrases.CallerPhrase,
    "phrase_desk": phrases.DeskPhrase,
    "wish_outcome": phrases.WishOutcome,
    "caller.step": Stage,
    "caller.stage": Stage,
    "interval": Interval,
    "interval_span": Interval,
    "stress": Stress,
    "role": Role,
    "policy_fault": Fault,
    "job": JobKind,
    "roads_left": Loss,
    "roads_rule": restrictions.Verdict,
    "job_state": JobState,
    "job_step": JobStep,
    "feed_trouble": feeds.Trouble,
    "scale": Scale,
    "lack": Lack,
    "not_for": NotForReason,
    "score_trend": Trend,
    "closure": ClosureKind,
    "closure_reason": ClosureReason,
    "closure_shape": ClosureShape,
    "flow": Flow,
    "detour": Detour,
    "change": retriage.Change,
    "undue": Undue,
    "stage": retriage.Stage,
    "judge": retriage.Side,
    "format": Format,
    "wrong": Wrong,
    "why_kept": Why,
    "put_aside": PutAside,
    "energy": Energy,
    "vehicle": Vehicle,
    "alarm_kind": AlarmKind,
    "need": Need,
    "relation": Relation,
    "reader": Reader,
    "look_kind": LookKind,
    "glass_reason": GlassReason,
    "is_patient": IsPatient,
    "summary_unread": Unread,
    "news_topic": NewsTopic,
    "news_status": NewsStatus,
    "summary_left": fhir.LeftOut,
    "colour": mass_model.Colour,
    "mass_kind": mass_model.MassKind,
    "casualty": mass_model.CasualtyState,
    "casualty_do": mass_model.CasualtyAction,
    "place_why": distribute.Why,
    "place_left": distribute.Left,
    "misfit": fitting.Misfit,
    "order": order_model.OrderState,
    "order_do": order_model.OrderAction,
    "order_kind": order_model.OrderKind,
    "order_reason": order_model.OrderReason,
    "order_warning": OrderWarning,
    "talk_side": phrases.TalkSide,
    "phrase_crew": phrases.CrewPhrase,
    "phrase_carer": phrases.CarerPhrase,
}
PACKAGES = ("chassis", "hospitals", "routing", "drones", "dispatch")
UNSHOWN = {
    IntentState,  # names of a standard
    Aim,  # a word of the terminal
    Contradiction,  # the problem has one sentence for all; machines read which
    NewsKind,  # what a message to a machine is, as the Backport names it
    Disclosure,  # decides what is shown, and is not
    stamps.Confidence,  # pages show the reasons
    stamps.Doubt,  # each a sentence with its figure: stamps.js
    SuggestionState,  # pages show what is open
    Where,  # names a tab of the crew's page
    Seen,  # held to its sentences below
    Pressed,  # counted, and shown as the counts
    DeliveryState,  # counted in the metrics
    Verdict,  # refusals, held to their sentences below
    Kind,  # questions to a feed
    Operation,  # names of another's interface
    Figure,  # names the family of words its code belongs to
    LampState,  # told to a lamp
    Part,
    Scope,  # a notice shows what it speaks of
    How,  # how a hospital is approached: pages show the requests that come of it
    Unplaced,  # stand in an answer to a machine, and in a problem beside its field
    Refusal,
    Deed,  # what a simulated crew is about to do
    Barred,  # why an edge takes its time, asked by engineers
    SpeedSource,
    priority.RequestAction,  # what the planner does with a request: pages show the state that comes of it
    priority.Why,
    priority.Kind,  # names of another's interface
    link_commands.Answer,  # what the link to a vehicle says to itself
    exchange.Kind,
    exchange.End,
    launching.Stage,
    loading.Fault,  # the code of a note, which shows its text
    Arrival,  # an input of the estimate
    NoEstimate,
    priority.Status,
    priority.Phase,
    Habit,  # what a simulated centre does to us
    srm.Role,
    facts.Notice,  # names of another's interface
    Pair,  # held to its sentences below
    seeing.Signalled,  # between two pages
    films.FilmAction,  # keys of the pages, each with words of its own
    films.ViewerEnd,  # in the audit alone
    seeing.VideoAction,  # keys of the pages, each with words of its own
    aml.Method,  # of a message of a machine: pages show what comes of it
    pidf.Shape,
    cap.Kind,
    hub.Kind,
    IntakeState,  # told to the machine that sent it
    NoStop,  # on record in the log, for engineers
    NoPin,  # told beside a place without a pin; pages show pins only
}
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
    """A new enum either has its sentences, or says here why nobody reads it."""
    told = {*FAMILIES.values(), *UNSHOWN}
    found = {kind for kind in _coded() if kind.__module__.split(".")[0] in PACKAGES}
    assert sorted(kind.__name__ for kind in found - told) == []


def _coded() -> Iterable[type[Enum]]:
    for package in PACKAGES:
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            if ".migrations" not in module.name:
                import_module(module.name)
    return StrEnum.__subclasses__()
