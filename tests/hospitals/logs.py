"""The log of one patient's requests, read from its first line: it must give the rows."""

from sqlalchemy import select

from chassis.events import EventRow
from hospitals.events import for_desk, for_hospital
from hospitals.request import REQUEST, RequestAction, RequestState
from hospitals.tables.requests import RequestStepRow, read_requests
from tests.hospitals.conftest import Stand


def check_log(stand: Stand, patient: str) -> None:
    """Every step is one the table allows, both readers were told each once, and told last how the row stands."""
    with stand.db.read() as session:
        requests = {one.id: one for one in read_requests(session, patient_id=patient)}
        steps = session.scalars(
            select(RequestStepRow).where(RequestStepRow.request_id.in_(requests)).order_by(RequestStepRow.id)
        ).all()
        told = session.scalars(select(EventRow).where(EventRow.subject.in_(requests)).order_by(EventRow.id)).all()
    for ident, one in requests.items():
        walked = [(RequestAction(s.action), RequestState(s.state), s.version) for s in steps if s.request_id == ident]
        state = REQUEST.start
        for number, (action, reached, version) in enumerate(walked, start=1):
            state = REQUEST.after(state, action)
            assert (state, number) == (reached, version)
        assert state is one.state
        mine = [event for event in told if event.subject == ident]
        desk, house = ([e.data for e in mine if e.topic.endswith(".desk") is at] for at in (True, False))
        moved = [(RequestAction(d["action"]), RequestState(d["state"]), d["version"]) for d in desk if "action" in d]
        assert moved == walked
        assert len(house) == len(desk)
        assert (desk[-1], house[-1]) == (desk[-1] | for_desk(one), house[-1] | for_hospital(one))
