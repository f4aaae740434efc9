"""The codes of the domain that nobody reads, and why."""

from chassis.idempotency import Verdict
from chassis.outbox import DeliveryState
from dispatch import films, seeing, stamps
from dispatch.care.completeness import Where
from dispatch.entrances import NoPin, NoStop
from dispatch.estimate.acuity import NoEstimate
from dispatch.estimate.presentation import Arrival
from dispatch.feeding import Kind
from dispatch.fhir.news import NewsKind
from dispatch.intake import aml, cap, hub, pidf
from dispatch.mass import facts
from dispatch.review.agreement import Pair
from dispatch.review.outcomes import Seen
from dispatch.review.pressing import Pressed
from dispatch.simulation.crews import Deed
from dispatch.tables.fences import SuggestionState
from dispatch.tables.intake import IntakeState
from dispatch.traffic.hearing import Refusal
from drones.contradiction import Contradiction
from drones.exports.intent import IntentState
from drones.mavlink import commands as link_commands
from drones.mavlink import exchange, launching, loading
from drones.siting.report import Aim
from hospitals.disclosure import Disclosure
from hospitals.feeds.keys import Part
from hospitals.feeds.nemc.operations import Operation
from hospitals.feeds.reports import Scope
from hospitals.ladder import How
from hospitals.lamp import LampState
from hospitals.reminding import Figure
from routing import priority
from routing.bluelight import Barred
from routing.segments import Unplaced
from routing.signals import srm
from routing.signals.simulated import Habit
from routing.speeds import SpeedSource

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
    Seen,  # held to its sentences by a story of its own
    Pressed,  # counted, and shown as the counts
    DeliveryState,  # counted in the metrics
    Verdict,  # refusals, held to their sentences by a story of its own
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
    Pair,  # held to its sentences by a story of its own
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
