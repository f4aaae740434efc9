"""Casualties at the scene: tagged, sorted again, described, and what becomes of those nobody carries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from chassis.errors import InvalidInputError, TakenError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.desk.asking import confine_late
from dispatch.desk.carrying import free, keep_step
from dispatch.desk.declaring import tell_mass
from dispatch.mass.model import CASUALTY, CasualtyAction, CasualtyState, Colour, colour_of
from dispatch.scores.score import Scale
from dispatch.scores.sheets import SIEVES, Finding, WrongFindingError, assess
from dispatch.scores.sorting import Verdict
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.mass import CasualtyRow, get_casualty, last_sorted, lock_mass, running
from hospitals.model import Capability
from hospitals.request import AgeBand, ReleaseReason, Sex
from hospitals.tables.requests import lock_patient

CLOSES = {CasualtyAction.RELEASE, CasualtyAction.REFUSE, CasualtyAction.DIE}


@dataclass(frozen=True, slots=True)
class Sorting:
    """How a colour was found: the sieve's answers, or a person's judgement as a colour alone."""

    scale: Scale | None = None
    findings: Mapping[str, Finding] | None = None
    colour: Colour | None = None


@dataclass(frozen=True, slots=True)
class Looks:
    """What is seen of a casualty. None leaves what was known as it was."""

    age_band: AgeBand | None = None
    sex: Sex | None = None
    place: str | None = None
    note: str | None = None
    needs: tuple[Capability, ...] | None = None


def tag_casualty(
    system: System,
    actor: Actor,
    incident_id: str,
    sorting: Sorting,
    *,
    tag: str | None = None,
    looks: Looks | None = None,
    device_at: datetime | None = None,
) -> tuple[str, str]:
    """A casualty with its colour; its id and its tag number, the incident's next where none is given.

    Raises TakenError when another casualty wears that tag, InvalidInputError for answers that settle no colour.
    """
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id)
        confine_late(work.session, actor, incident)
        colour = _sorted(sorting)
        row = CasualtyRow(
            id=system.ids.new("cas"),
            region=incident.region,
            incident_id=incident.id,
            tag=_tag(work, incident_id, tag),
            colour=colour,
            scale=sorting.scale,
            state=CasualtyState.ON_SCENE,
            needs=[],
            tagged_at=work.now,
            sorted_at=work.now,
        )
        _lay_over(row, looks or Looks())
        work.session.add(row)
        work.session.flush()
        _say(work, incident, row, "tag", "tag_casualty", _found(sorting), device_at=device_at)
        return row.id, row.tag


def sort_again(
    system: System, actor: Actor, casualty_id: str, sorting: Sorting, *, reason: str | None, device_at: datetime | None
) -> Colour:
    """Sorted again, by answers or by judgement; the earlier colours stay in its history. Less urgent needs a reason."""
    colour = _sorted(sorting)
    with working(system, actor) as work:
        row, incident = _mine(work, casualty_id)
        before = Colour(row.colour)
        if list(Colour).index(colour) > list(Colour).index(before) and not reason:
            raise InvalidInputError("reason", "a less urgent colour needs a reason")
        row.colour, row.scale, row.sorted_at = colour, sorting.scale, work.now
        told = _found(sorting) | {"from": before}
        _say(work, incident, row, "sort", "sort_casualty", told, reason=reason, device_at=device_at)
        return colour


def describe_casualty(system: System, actor: Actor, casualty_id: str, looks: Looks) -> None:
    """What is seen of a casualty later."""
    with working(system, actor) as work:
        row, incident = _mine(work, casualty_id)
        _lay_over(row, looks)
        _say(work, incident, row, "describe", "describe_casualty", _shown(row))


def end_casualty(
    system: System, actor: Actor, casualty_id: str, action: CasualtyAction, *, reason: str | None = None
) -> None:
    """Released or refused at the scene, or dead; or such an end taken back, which needs a reason.

    A hospital that waited for the casualty is let go. Raises IllegalMoveError with what is allowed.
    """
    if action not in CLOSES | {CasualtyAction.REOPEN}:
        raise InvalidInputError("action", "release, refuse, die or reopen")
    if action is CasualtyAction.REOPEN and not reason:
        raise InvalidInputError("reason", "taking an end back needs a reason")
    with working(system, actor) as work:
        lock_patient(work.session, casualty_id)  # before the casualty, as whoever chooses a hospital does
        row, incident = _mine(work, casualty_id)
        old = row.hospital_id
        row.state = CASUALTY.after(CasualtyState(row.state), action)
        row.ended_at = work.now if action in CLOSES else None
        if action is CasualtyAction.DIE:
            row.colour = Colour.BLACK
        elif action is CasualtyAction.REOPEN:
            row.colour = last_sorted(work.session, row)
        free(work, row, ReleaseReason.CANCELLED)
        _say(work, incident, row, action, "end_casualty", {"state": row.state}, reason=reason)
        if old is not None:
            tell_mass(work, incident, hospital_ids=(old,))


def _say(
    work: Work,
    incident: IncidentRow,
    row: CasualtyRow,
    kind: str,
    action: str,
    told: Mapping[str, Any],
    *,
    reason: str | None = None,
    device_at: datetime | None = None,
) -> None:
    """History, audit and the events, all with the change."""
    keep_step(work, row, kind, told, reason=reason, device_at=device_at)
    new = {"tag": row.tag, "colour": row.colour, "state": row.state}
    record_change(work, action, row.id, None, new, region=row.region, reason=reason)
    tell_mass(work, incident, hospital_ids=(row.hospital_id,) if row.hospital_id else ())


def _mine(work: Work, casualty_id: str) -> tuple[CasualtyRow, IncidentRow]:
    row = get_casualty(work.session, casualty_id)
    incident = get_incident(work.session, row.incident_id)
    confine_late(work.session, work.actor, incident)
    return row, incident


def _sorted(sorting: Sorting) -> Colour:
    if sorting.scale is None:
        if sorting.colour is None:
            raise InvalidInputError("colour", "a colour, or a sieve with its answers")
        return sorting.colour
    if sorting.scale not in SIEVES:
        raise InvalidInputError("scale", "one of " + ", ".join(SIEVES))
    try:
        verdict = assess(sorting.scale, sorting.findings or {})
    except WrongFindingError as error:
        raise InvalidInputError(error.item, "is not a question of this sieve with that answer") from None
    if not isinstance(verdict, Verdict) or verdict.band is None:
        raise InvalidInputError("findings", "the answers settle no colour yet")
    return colour_of(verdict.band)


def _tag(work: Work, incident_id: str, given: str | None) -> str:
    """The tag that was read, or the next number nobody wears; the report's row is ours until the end."""
    mass = running(lock_mass(work.session, incident_id))
    worn = set(work.session.scalars(select(CasualtyRow.tag).where(CasualtyRow.incident_id == incident_id)))
    if given:
        if given in worn:
            at = work.now.isoformat()
            raise TakenError("tag", given, by="another casualty", at=at, why="the tag is worn already")
        return given
    mass.numbered += 1
    while str(mass.numbered) in worn:
        mass.numbered += 1
    return str(mass.numbered)


def _lay_over(row: CasualtyRow, looks: Looks) -> None:
    for name in ("age_band", "sex", "place", "note"):
        value = getattr(looks, name)
        if value is not None:
            setattr(row, name, value or None)
    if looks.needs is not None:
        row.needs = [one.value for one in looks.needs]


def _found(sorting: Sorting) -> dict[str, Any]:
    return {"scale": sorting.scale, "findings": dict(sorting.findings or {})}


def _shown(row: CasualtyRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("age_band", "sex", "place", "note", "needs")}
