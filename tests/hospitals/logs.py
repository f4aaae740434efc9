"""The log of one patient's requests, read from its first line: it must give the rows."""

from sqlalchemy import select

from chassis.events import EventRow
from hospitals.events import for_desk, for_hospital
from hospitals.request import REQUEST, RequestAction, RequestState
from hospitals.tables.requests import RequestStepRow, read_requests
from tests.hospitals.conftest import Stand


def check_log(stand: Stand, patient: str) -> None:
    """Every move is one the table allows, both readers were told each once, and told last how the row stands.

    A line of the log that is no move (an alarm that rang again) moves nothing.
    """
    with stand.db.read() as session:
        requests = {one.id: one for one in read_requests(session, patient_id=patient)}
        steps = session.scalars(
            select(RequestStepRow).where(RequestStepRow.request_id.in_(requests)).order_by(RequestStepRow.id)
        ).all()
        told = session.scalars(select(EventRow).where(EventRow.subject.in_(requests)).order_by(EventRow.id)).all()
    for ident, one in requests.items():
        mine = [s for s in steps if s.request_id == ident and s.action in set(RequestAction)]
        walked = [(RequestAction(s.action), RequestState(s.state), s.version) for s in mine]
        state = REQUEST.start
        for number, (action, reached, version) in enumerate(walked, start=1):
            state = REQUEST.after(state, action)
            assert (state, number) == (reached, version)
        assert state is one.state
        heard = [event for event in told if event.subject == ident]
        desk, house = ([e.data for e in heard if e.topic.endswith(".desk") is at] for at in (True, False))
        moved = [(RequestAction(d["action"]), RequestState(d["state"]), d["version"]) for d in desk if "action" in d]
        assert moved == walked
        assert len(house) == len(desk)
        assert (desk[-1], house[-1]) == (desk[-1] | for_desk(one), house[-1] | for_hospital(one, now=stand.clock.now()))
