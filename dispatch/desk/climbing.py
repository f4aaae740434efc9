"""The hospital ladder at work: at every rung it looks anew, decides by `hospitals.ladder` alone, and does as it says.

The look at roads and board happens outside the transaction; the step is decided and done inside it, over the
patient's locked requests, and kept with all it was decided from.
"""

from collections.abc import Sequence
from datetime import datetime

from chassis.deadlines import Deadline, clear_deadline, still_due
from chassis.errors import ForbiddenError, NotFoundError, TakenError
from chassis.identity import Actor, Role, system_actor
from chassis.work import Work, record_change, working
from dispatch.desk.alerting import ACT_NOW, ACT_SOON, raise_alert
from dispatch.desk.asking import approach, confine, rank_at
from dispatch.desk.destination import set_destination
from dispatch.desk.ladders import end_climb, look_again, tell_climb
from dispatch.desk.onward import open_onward
from dispatch.policies.force import in_force
from dispatch.record import pack
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.climbs import ClimbRow, ClimbStepRow, find_climb
from hospitals.intake import choosing
from hospitals.intake.moves import LADDER
from hospitals.ladder import Ask, How, Rung, Step, View, climb, next_rung_at
from hospitals.merit import RULES
from hospitals.ranking import Needs, Ranking
from hospitals.request import LIVE, Request, RequestState
from hospitals.rungs import LadderPolicy
from hospitals.tables.requests import as_request, lock_patient

CALLS_A_PERSON = {
    Rung.NEIGHBOURS: ("ladder_neighbours", ACT_SOON),
    Rung.DESIGNATE: ("ladder_designate", ACT_NOW),
    Rung.SUPERVISOR: ("ladder_supervisor", ACT_NOW),
}


def climb_on(system: System, deadline: Deadline) -> None:
    """The ladder of one patient is due. Nothing happens when it has ended, or somebody has looked already."""
    with system.db.read() as session:
        row = find_climb(session, deadline.subject)
        if row is None or row.ended_at is not None:
            return
        wide, incident_id = row.wide, row.incident_id
    ranking, needs = rank_at(system, incident_id, wide=wide)
    with working(system, system_actor(deadline.region, "ladder")) as work:
        requests = [as_request(r) for r in lock_patient(work.session, deadline.subject)]
        again = find_climb(work.session, deadline.subject)
        if again is not None and again.ended_at is None and still_due(work.session, deadline):
            _take_step(work, system, again, requests, ranking, needs)


def take_over(system: System, actor: Actor, incident_id: str) -> None:
    """The regional room decides from here on; the ladder waits. Raises TakenError naming who has it already."""
    with working(system, actor) as work:
        row, incident = _running(work, incident_id)
        if row.taken_by not in (None, actor.name):
            raise TakenError("patient", row.patient_id, by=row.taken_by or "", at=_iso(row.taken_at), why="taken_over")
        row.taken_by, row.taken_at = actor.name, work.now
        record_change(work, "take_over", incident.id, None, {"by": actor.name})
        tell_climb(work, row, incident)


def hand_back(system: System, actor: Actor, incident_id: str) -> None:
    """The ladder goes on by itself; who had it and for how long is on record."""
    with working(system, actor) as work:
        row, incident = _running(work, incident_id)
        record_change(work, "hand_back", incident.id, {"by": row.taken_by, "since": _iso(row.taken_at)}, None)
        row.taken_by, row.taken_at, row.next_at = None, None, work.now
        look_again(work, row)
        tell_climb(work, row, incident)


def designate_hospital(system: System, actor: Actor, incident_id: str, hospital_id: str) -> Request:
    """By authority this hospital takes the patient, whatever it answered.

    A supervisor may at any time, a dispatcher once the ladder has come to designation. Raises ForbiddenError,
    NotFoundError, TakenError when another hospital is chosen already.
    """
    ranking, needs = rank_at(system, incident_id, wide=True)
    option = next((o for o in ranking.options if o.hospital_id == hospital_id), None)
    ask = Ask(hospital_id, How.DESIGNATE, option.expected if option else None, option.p_accept if option else None)
    with working(system, actor) as work:
        lock_patient(work.session, incident_id)
        incident = get_incident(work.session, incident_id)
        confine(work.session, actor, incident)
        row = find_climb(work.session, incident_id)
        if actor.role is not Role.SUPERVISOR and (row is None or row.rung != Rung.DESIGNATE):
            raise ForbiddenError("only a supervisor designates before the ladder has come to it")
        policy = in_force(work.session, system, incident.region).ladder
        (chosen,) = approach(work, system, incident, (ask,), ranking, needs, policy)
        open_onward(work, system, incident, hospital_id)
        record_change(work, "designate", incident.id, None, {"hospital": hospital_id})
    return chosen


def _take_step(
    work: Work, system: System, row: ClimbRow, requests: Sequence[Request], ranking: Ranking, needs: Needs
) -> None:
    view = _view(work, row, requests, ranking, needs, in_force(work.session, system, row.region).ladder)
    step = climb(view)
    incident = get_incident(work.session, row.incident_id)
    row.next_at = next_rung_at(row.started_at, work.now, view.policy)
    if row.taken_by is None or step.rung is Rung.DECIDED:
        _keep(work, row, view, step)
        row.rung = step.rung if step.rung is not Rung.WAIT else row.rung
        _act(work, system, row, incident, view, step)
    if row.ended_at is None:
        clear_deadline(work.session, LADDER, row.patient_id)
        look_again(work, row)
        tell_climb(work, row, incident)


def _view(
    work: Work, row: ClimbRow, requests: Sequence[Request], ranking: Ranking, needs: Needs, policy: LadderPolicy
) -> View:
    """The requests of this climb; who said no to an earlier one is not asked again."""
    mine = tuple(r for r in requests if r.asked_at >= row.started_at or r.state in LIVE)
    refused = {r.hospital_id for r in requests if r not in mine and r.state is RequestState.DECLINED}
    left = tuple(option for option in ranking.options if option.hospital_id not in refused)
    board, ladder = Ranking(left, ranking.excluded, ranking.policy), policy.of(needs.bundle, needs.acuity)
    return View(board, needs, mine, row.started_at, work.now, ladder, RULES)


def _act(work: Work, system: System, row: ClimbRow, incident: IncidentRow, view: View, step: Step) -> None:
    if step.rung in {Rung.DECIDED, Rung.NO_ASK}:
        end_climb(work, incident)
    elif step.rung is Rung.HOLD:
        held = choosing.settle(work, row.patient_id, policy=view.policy)
        if held is not None:
            set_destination(work, system, incident, held)
    elif step.rung is Rung.ASK:
        approach(work, system, incident, step.asks, view.ranking, view.needs, view.policy)
    elif step.rung in CALLS_A_PERSON:
        _call_a_person(work, system, row, step)
    elif step.due_at is not None:
        row.next_at = step.due_at


def _call_a_person(work: Work, system: System, row: ClimbRow, step: Step) -> None:
    """The first time neighbours are due the board is widened at once; who is proposed stands in the alert."""
    kind, level = CALLS_A_PERSON[step.rung]
    proposed = {"hospital_id": step.asks[0].hospital_id} if step.asks else {}
    raise_alert(
        work,
        system,
        kind,
        row.patient_id,
        region=row.region,
        level=level,
        incident_id=row.incident_id,
        data=proposed,
    )
    if step.rung is Rung.NEIGHBOURS and not row.wide:
        row.wide, row.next_at = True, work.now


def _keep(work: Work, row: ClimbRow, view: View, step: Step) -> None:
    work.session.add(
        ClimbStepRow(
            patient_id=row.patient_id,
            region=row.region,
            at=work.now,
            rung=step.rung.value,
            view=pack(view),
            step=pack(step),
        )
    )


def _running(work: Work, incident_id: str) -> tuple[ClimbRow, IncidentRow]:
    incident = get_incident(work.session, incident_id, region=work.actor.region)
    lock_patient(work.session, incident_id)
    row = find_climb(work.session, incident_id)
    if row is None or row.ended_at is not None:
        raise NotFoundError("search for a hospital", incident_id)
    return row, incident


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""
