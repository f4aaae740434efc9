"""The supervisors' JSON and spreadsheet."""

from datetime import date
from itertools import chain
from typing import Any

from apiflask import APIBlueprint
from flask import Response
from sqlalchemy.orm import Session

from chassis.identity import Role
from dispatch.nemsis.day import nemsis_rows
from dispatch.review.attempted import read_attempts
from dispatch.review.attempts import attempt_rows, judge_attempts
from dispatch.review.day import day_rows, day_view
from dispatch.review.greens import green_rows
from dispatch.review.judging import Judging, judging_rows, judging_view, read_judging
from dispatch.review.minutes import minutes_view
from dispatch.review.period import period_rows, period_view, read_period
from dispatch.review.reading import day_of, read_day, read_greens
from dispatch.review.replay import open_replay
from dispatch.review.returned import outcomes_view
from dispatch.review.summary import summarise
from dispatch.review.tapping import Tapping, read_tapping, tapping_rows, tapping_view
from dispatch.review.unmoved import Unmoved, read_unmoved, unmoved_rows, unmoved_view
from dispatch.review.woken import read_waking, waking_view
from dispatch.tables.areas import get_region
from web.chief.schemas import DayIn, PeriodIn
from web.current import actor, system
from web.forms import gives
from web.guard import for_roles
from web.spreadsheet import sheet

chief_api = APIBlueprint("chief_api", __name__, url_prefix="/api/v1/chief")
Json = dict[str, Any]


@chief_api.get("/day")
@chief_api.input(DayIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def read_summary(asked: DayIn) -> Json:
    """A day in figures: intervals by priority, zone and hour, stamps, the asking of hospitals, missed targets."""
    with system().db.read() as session:
        return day_view(session, system(), actor().region, asked.date, simulated=asked.simulated)


@chief_api.get("/replay/<incident_id>")
@for_roles(Role.SUPERVISOR)
def read_replay(incident_id: str) -> Json:
    """Everything on record about one incident, oldest first, and the ways of units and drones. Opening is audited."""
    return open_replay(system(), actor(), incident_id)


@chief_api.get("/day.csv")
@chief_api.input(DayIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
@gives("text/csv")
def download(asked: DayIn) -> Response:
    """The intervals of a day as a spreadsheet, and how attempts to reach us ended."""
    with system().db.read() as session:
        day = _day(session, asked)
        found = summarise(read_day(session, actor().region, day, simulated=asked.simulated))
        rang = () if asked.simulated else read_attempts(session, actor().region, day)
    rows = chain(day_rows(found), attempt_rows(judge_attempts(rang)))
    return sheet(rows, actor().region, day, simulated=asked.simulated)


@chief_api.get("/nemsis.csv")
@chief_api.input(DayIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
@gives("text/csv")
def download_nemsis(asked: DayIn) -> Response:
    """The runs of a day by the names of NEMSIS 3.5, without anything that could tell a patient."""
    with system().db.read() as session:
        day, now = _day(session, asked), system().clock.now()
        rows = list(nemsis_rows(session, actor().region, day, now=now, simulated=asked.simulated))
    return sheet(rows, "nemsis", actor().region, day, simulated=asked.simulated)


@chief_api.get("/signals.csv")
@chief_api.input(DayIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
@gives("text/csv")
def download_signals(asked: DayIn) -> Response:
    """What signal priority did on a day, as a spreadsheet."""
    with system().db.read() as session:
        day = _day(session, asked)
        found = read_greens(session, actor().region, day, simulated=asked.simulated)
    return sheet(green_rows(found), actor().region, day, "signals", simulated=asked.simulated)


@chief_api.get("/hospitals")
@chief_api.input(PeriodIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def read_hospitals(asked: PeriodIn) -> Any:
    """How hospitals were asked and answered over a day, a week or four; predicted against actual; who took how many."""
    with system().db.read() as session:
        region, simulated = actor().region, asked.simulated
        return period_view(session, system(), region, span=asked.span, last=asked.last, simulated=simulated)


@chief_api.get("/roads")
@chief_api.input(PeriodIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def read_roads(asked: PeriodIn) -> Any:
    """Whether arrivals came true: shares within p50 and p90, by leg, hour and distance, and the minutes in force."""
    with system().db.read() as session:
        region, simulated = actor().region, asked.simulated
        return minutes_view(session, system(), region, span=asked.span, last=asked.last, simulated=simulated)


@chief_api.get("/hospitals.csv")
@chief_api.input(PeriodIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
@gives("text/csv")
def download_hospitals(asked: PeriodIn) -> Response:
    """The same as a spreadsheet, without anything that could tell a patient: docs/statistics.md."""
    with system().db.read() as session:
        region, simulated = actor().region, asked.simulated
        found = read_period(session, system(), region, span=asked.span, last=asked.last, simulated=simulated)
    return sheet(period_rows(found), "hospitals", region, found.first, found.last, simulated=simulated)


@chief_api.get("/agreement")
@chief_api.input(PeriodIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def read_agreement(asked: PeriodIn) -> Json:
    """How far caller, crew and hospital saw the same urgency: a table a pair, over- and under-triage."""
    return judging_view(_judging(asked))


@chief_api.get("/outcomes")
@chief_api.input(PeriodIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def read_outcomes(asked: PeriodIn) -> Json:
    """Triage against what became of the patients: over- and under-triage, with who has no outcome yet."""
    with system().db.read() as session:
        region, simulated = actor().region, asked.simulated
        return outcomes_view(session, system(), region, span=asked.span, last=asked.last, simulated=simulated)


@chief_api.get("/agreement.csv")
@chief_api.input(PeriodIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
@gives("text/csv")
def download_agreement(asked: PeriodIn) -> Response:
    """The same as a spreadsheet, without anything that could tell a patient: docs/statistics.md."""
    found = _judging(asked)
    return sheet(judging_rows(found), "triage", actor().region, found.first, found.last, simulated=asked.simulated)


@chief_api.get("/waking")
@chief_api.input(PeriodIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def read_waking_of_crews(asked: PeriodIn) -> Json:
    """How soon a new job stood on its crew's device, and how soon it was acknowledged."""
    with system().db.read() as session:
        region, simulated = actor().region, asked.simulated
        return waking_view(
            read_waking(session, system(), region, span=asked.span, last=asked.last, simulated=simulated)
        )


@chief_api.get("/untransported")
@chief_api.input(PeriodIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def read_untransported(asked: PeriodIn) -> Json:
    """Runs that ended without transport, by outcome and reason, of all that reached the scene."""
    return unmoved_view(_unmoved(asked))


@chief_api.get("/untransported.csv")
@chief_api.input(PeriodIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
@gives("text/csv")
def download_untransported(asked: PeriodIn) -> Response:
    """The same as a spreadsheet, without anything that could tell a patient: docs/statistics.md."""
    found = _unmoved(asked)
    about = ("untransported", actor().region, found.first, found.last)
    return sheet(unmoved_rows(found), *about, simulated=asked.simulated)


def _unmoved(asked: PeriodIn) -> Unmoved:
    with system().db.read() as session:
        region, simulated = actor().region, asked.simulated
        return read_unmoved(session, system(), region, span=asked.span, last=asked.last, simulated=simulated)


@chief_api.get("/stamps")
@chief_api.input(PeriodIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def read_stamps(asked: PeriodIn) -> Json:
    """How the units' time stamps come about: sources, gaps, clocks, late and far taps, each with its denominator."""
    return tapping_view(_tapping(asked))


@chief_api.get("/stamps.csv")
@chief_api.input(PeriodIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
@gives("text/csv")
def download_stamps(asked: PeriodIn) -> Response:
    """The same as a spreadsheet."""
    found = _tapping(asked)
    return sheet(tapping_rows(found), "stamps", actor().region, found.first, found.last, simulated=asked.simulated)


def _tapping(asked: PeriodIn) -> Tapping:
    with system().db.read() as session:
        region, simulated = actor().region, asked.simulated
        return read_tapping(session, system(), region, span=asked.span, last=asked.last, simulated=simulated)


def _judging(asked: PeriodIn) -> Judging:
    with system().db.read() as session:
        region, simulated = actor().region, asked.simulated
        return read_judging(session, system(), region, span=asked.span, last=asked.last, simulated=simulated)


def _day(session: Session, asked: DayIn) -> date:
    """The day that is asked for, else today where the region is."""
    return asked.date or day_of(system().clock.now(), get_region(session, actor().region).timezone)
